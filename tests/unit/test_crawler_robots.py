"""robots.txt: groups by product token, files that are not quite text, and Crawl-delay."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.fetching.download_errors import Refusal
from crawler.fetching.robots import RobotsMiddleware, verdict
from crawler.robots import MAX_BYTES, MAX_DELAY, RobotsRules
from yaluwatch.model import Outcome

AGENT = "Yaluwatch/0.1 (news monitor; +https://monitor.example)"
PAGE = "https://news.example/page"


def rules(text: str | bytes) -> RobotsRules:
    found = verdict(200, text if isinstance(text, bytes) else text.encode())
    assert isinstance(found, RobotsRules)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "Yaluwatch",
        "YALUWATCH",
        "yaluwatch/1.0",
        "Yaluwatch/2 (+https://x.example)",
        "Yaluwatch 0.1",
        "Googlebot, Yaluwatch",
        "Mozilla/5.0 (compatible; Yaluwatch/0.1)",
        "Yaluwatch # us",
        "Yaluwatch*",
        "*",
        "* # everybody",
    ],
)
def test_a_group_with_our_name_or_for_all_binds_us(name: str) -> None:
    assert not rules(f"User-agent: {name}\nDisallow: /\n").can_fetch(PAGE, AGENT)


@pytest.mark.parametrize(
    "name",
    ["Yalu", "watch", "news", "monitor", "monitor.example", "not-Yaluwatch", "Yaluwatcher", "a*", "()", ""],
)
def test_a_group_whose_name_is_only_a_part_of_ours_does_not_bind_us(name: str) -> None:
    assert rules(f"User-agent: {name}\nDisallow: /\n").can_fetch(PAGE, AGENT)


def test_our_group_replaces_the_one_for_all_and_groups_of_ours_add_up() -> None:
    found = rules(
        "User-agent: Yaluwatch/1\nDisallow: /one\n\nUser-agent: *\nDisallow: /page\n\n"
        "User-agent: other\nUser-agent: yaluwatch\nDisallow: /two\n"
    )
    assert found.can_fetch(PAGE, AGENT)
    assert not found.can_fetch("https://news.example/one", AGENT)
    assert not found.can_fetch("https://news.example/two", AGENT)


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /",
        "\ufeffUser-agent: *\nDisallow: /".encode("utf-16-le"),
        b"User-agent: *\rDisallow: /\r",
        b"\n\n\xa0\nUser-agent: *\nDisallow: /",
        b"USER-AGENT:*\nDISALLOW:/",
        b"User-agent: *\x00\nDisallow: /",
        "User-agent：*\nDisallow：/".encode(),
        "# 한국어\nUser-agent: *\nDisallow: /".encode("euc-kr"),
    ],
)
def test_rules_are_read_in_any_spelling(body: bytes) -> None:
    assert not rules(body).can_fetch(PAGE, AGENT)


def test_a_cut_file_forbids_no_more_than_the_whole_one() -> None:
    head = b"User-agent: *\n"
    filler = b"# " + b"x" * (MAX_BYTES - len(head) - len(b"# \nDisallow: /")) + b"\n"
    assert rules(head + filler + b"Disallow: /private").can_fetch(PAGE, AGENT)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Crawl-delay: 7", 7.0),
        ("crawl-delay:0.5", 0.5),
        ("Crawl-delay: 86400", MAX_DELAY),
        ("Crawl-delay: soon", 0.0),
        ("Crawl-delay: -3", 0.0),
        ("Allow: /", 0.0),
    ],
)
def test_crawl_delay_is_kept_up_to_a_minute(line: str, seconds: float) -> None:
    assert rules(f"User-agent: *\n{line}\n").crawl_delay(AGENT) == seconds


def middleware(text: bytes, seconds: float = 0.0) -> RobotsMiddleware:
    spider = SimpleNamespace(robots_of=lambda _host: (200, text))
    settings = Settings({"USER_AGENT": AGENT, "CLOSESPIDER_TIMEOUT": seconds})
    return RobotsMiddleware(cast("Any", SimpleNamespace(settings=settings, spider=spider)))


def waited(wrapped: RobotsMiddleware, monkeypatch: pytest.MonkeyPatch, *urls: str) -> list[float]:
    """The pauses made for pages that are answered one after another."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(round(seconds))

    async def fetch() -> None:
        for url in urls:
            request = Request(url)
            await wrapped.process_request(request)
            wrapped.process_response(request, Response(url))

    monkeypatch.setattr("crawler.fetching.robots.asyncio.sleep", sleep)
    asyncio.run(fetch())
    return pauses


def test_the_pause_is_counted_from_the_last_answer_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped = middleware(b"User-agent: *\nCrawl-delay: 9\n")
    urls = (PAGE, "https://news.example/2", "https://other.example/3", "https://news.example/4")
    assert waited(wrapped, monkeypatch, *urls) == [9, 9]


def test_a_host_that_failed_to_answer_is_left_in_peace_too(monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped = middleware(b"User-agent: *\nCrawl-delay: 9\n")
    wrapped.process_exception(Request(PAGE), Refusal(Outcome.ROBOTS, "ours"))
    assert waited(wrapped, monkeypatch, PAGE) == []
    wrapped.process_exception(Request(PAGE), TimeoutError())
    assert waited(wrapped, monkeypatch, PAGE) == [9]


def test_a_pause_beyond_the_end_of_the_crawl_leaves_the_page_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrapped = middleware(b"User-agent: *\nCrawl-delay: 50\n", seconds=20)
    with pytest.raises(Refusal) as refusal:
        waited(wrapped, monkeypatch, PAGE, PAGE)
    assert refusal.value.outcome is Outcome.RATE_LIMITED


def test_what_is_forbidden_is_refused() -> None:
    with pytest.raises(Refusal, match=r"robots\.txt forbids it"):
        asyncio.run(middleware(b"User-agent: *\nDisallow: /page\n").process_request(Request(PAGE)))
