import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.urls import clean_url, compile_pattern, host_of, is_front_page, is_same_site, is_wanted


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("HTTPS://News.Example:443/a", "https://news.example/a"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example/a?utm_source=x&idxno=7&fbclid=y#top", "https://news.example/a?idxno=7"),
        (
            "https://nk.example/view?trendMngNo=12&sid=3&uid=4",
            "https://nk.example/view?trendMngNo=12&sid=3&uid=4",
        ),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/북한/기사", "https://news.example/%EB%B6%81%ED%95%9C/%EA%B8%B0%EC%82%AC"),
        ("https://news.example/a%20b?q=%2F", "https://news.example/a%20b?q=%2F"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("https://[2001:db8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
    ],
)
def test_a_url_is_normalised(url: str, clean: str) -> None:
    assert clean_url(url) == clean


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "file:/etc/passwd",
        "ftp://a.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://a/",
        "",
        "mailto:a@b.example",
        "//",
        "http://",
        "https://a.example:99999/",
        "https://[::1",
        "http://a.example:0/",
    ],
)
def test_urls_that_are_not_fetched_are_none(url: str) -> None:
    assert clean_url(url) is None


def test_relative_links_are_resolved() -> None:
    assert clean_url("../b?no=1", "https://news.example/x/a") == "https://news.example/b?no=1"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://https://news.example/a", "https://news.example/a"),
        ("https//news.example/a", "https://news.example/a"),
        ("http:/news.example/a", "http://news.example/a"),
        ("https:///news.example/a", "https://news.example/a"),
        (r"https:\/\/news.example\/a\/1", "https://news.example/a/1"),
        ("www.other.example/a", "https://www.other.example/a"),
        ("news.example/a", "https://news.example/a"),
        # These are folders and files of the site itself.
        ("other.example/a", "https://news.example/dir/other.example/a"),
        ("www.html", "https://news.example/dir/www.html"),
        ("https/a.html", "https://news.example/dir/https/a.html"),
        ("https-only/a.html", "https://news.example/dir/https-only/a.html"),
        ("http://https.example/a", "http://https.example/a"),
        (
            "https://web.example/web/2020/https://news.example/a",
            "https://web.example/web/2020/https://news.example/a",
        ),
    ],
)
def test_a_scheme_misspelt_or_left_out_is_repaired(written: str, meant: str) -> None:
    assert clean_url(written, "https://news.example/dir/rss.xml") == meant


@given(st.text(max_size=80))
def test_any_text_is_a_url_or_none_and_normalising_is_idempotent(text: str) -> None:
    once = clean_url("https://news.example/" + text)
    assert once is None or clean_url(once) == once
    clean_url(text)


def test_hosts_and_sites() -> None:
    assert host_of("https://www.News.example/a") == "news.example"
    assert host_of("https://[::1") == ""
    assert is_same_site("https://www.news.example/a", "https://m.news.example/b")
    assert not is_same_site("https://news.example/a", "https://othernews.example/b")
    assert not is_same_site("https://news.example/a", "nothing")


def test_front_pages_have_no_path_and_no_query() -> None:
    assert is_front_page("https://news.example/")
    assert is_front_page("https://news.example/index.html")
    assert not is_front_page("https://news.example/?no=5")
    assert not is_front_page("https://news.example/a/index.html")


def test_patterns_select_urls() -> None:
    assert is_wanted("https://a.example/news/1", (), ())
    assert is_wanted("https://a.example/news/1", ("/sport/", "/news/"), ())
    assert not is_wanted("https://a.example/video/1", ("/news/",), ())
    assert not is_wanted("https://a.example/news/1", ("/news/",), (r"/\d+$",))


def test_a_runaway_pattern_runs_in_linear_time() -> None:
    assert compile_pattern("(a+)+$").search("a" * 50_000 + "!") is None


@pytest.mark.parametrize("pattern", ["(", r"(?=x)", "*"])
def test_patterns_re2_does_not_support_are_rejected(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        compile_pattern(pattern)


def test_a_url_that_no_index_would_take_is_none() -> None:
    # Each of these takes nine characters.
    assert clean_url("https://news.example/" + "북" * 225) is not None
    assert clean_url("https://news.example/" + "북" * 226) is None
