"""Which URLs are spellings of one address."""

import pytest

from yaluwatch.urls import url_key

ARTICLE = "https://www.courier.example/news/2026/11/ferry?idxno=77&page=2"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://www.courier.example/news/2026/11/ferry?idxno=77&page=2",
        "https://courier.example/news/2026/11/ferry/?page=2&idxno=77",
        "https://m.courier.example/news/2026/11/ferry?idxno=77&page=2",
        "https://mobile.courier.example/news/2026/11/ferry?idxno=77&page=2",
        "https://amp.courier.example/news/2026/11/ferry?idxno=77&page=2",
        "https://www.courier.example/news/2026/11/ferry/amp/?idxno=77&page=2",
        "https://www.courier.example/amp/news/2026/11/ferry?idxno=77&page=2&amp=1",
        "https://www.courier.example/news/2026/11/ferry?outputType=amp&idxno=77&page=2",
        "https://www.courier.example:443/news/2026/11/ferry?idxno=77&page=2",
        "https://wap.m.courier.example./news/2026/11/ferry?idxno=77&page=2",
    ],
)
def test_the_addresses_of_one_article_have_one_key(spelling: str) -> None:
    assert url_key(spelling) == url_key(ARTICLE)


@pytest.mark.parametrize(
    "other",
    [
        "https://www.courier.example/news/2026/11/ferry?idxno=78&page=2",
        "https://www.courier.example/news/2026/11/ferry?idxno=77",
        "https://www.courier.example/news/2026/11/Ferry?idxno=77&page=2",
        "https://www.courier.example/news/2026/11/ferry-amp?idxno=77&page=2",
        "https://www.courier.example/news/2026/11/amp/ferry?idxno=77&page=2",
        "https://www.courier.example/news/2026/11/ferry?idxno=77&page=2#item-3",
        "https://www.courier.example:8443/news/2026/11/ferry?idxno=77&page=2",
        "https://en.courier.example/news/2026/11/ferry?idxno=77&page=2",
        "https://www.messenger.example/news/2026/11/ferry?idxno=77&page=2",
    ],
)
def test_other_articles_have_other_keys(other: str) -> None:
    assert url_key(other) != url_key(ARTICLE)


def test_a_short_domain_is_not_taken_for_an_edition() -> None:
    assert url_key("https://m.kr/1") != url_key("https://kr/1")
    assert url_key("https://amp.example/1") == "amp.example/1"


@pytest.mark.parametrize("broken", ["http://[::1", "https://a.example:port/x", "", "nonsense"])
def test_what_is_no_url_is_its_own_key(broken: str) -> None:
    assert url_key(broken) == broken.partition("://")[2] or url_key(broken) == broken
