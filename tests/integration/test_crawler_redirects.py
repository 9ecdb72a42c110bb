"""Redirects that set a cookie on the way, or that a page makes by a script, over a whole crawl."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.fetching.script_redirect import script_target
from storage import open_archive
from tests.integration.test_crawler_collect import NOW, local, one
from tests.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


def titles(archive: Path) -> set[str]:
    with open_archive(archive) as opened:
        return {stored.article.title for stored in opened.verdicts.untagged(9)}


def test_a_cookie_set_on_the_way_is_sent_back_and_no_other_page_gets_it(site: Site, tmp_path: Path) -> None:
    site.feed("/feed", "/a/1001", "/a/1002")
    site.article("/a/1002", "Without a cookie")
    site.article("/read", "Behind a cookie")
    story = site.answers["/read"]

    def asked() -> tuple[int, dict[str, str], bytes]:
        if "seen=1" in site.headers[-1].get("cookie", ""):
            assert not callable(story)
            return story
        return 302, {"Location": "/set"}, b""

    site.answers["/a/1001"] = asked
    site.answers["/set"] = (302, {"Location": "/a/1001", "Set-Cookie": "seen=1; path=/"}, b"")
    report = one(tmp_path / "yalu.db", local(site))
    assert (report.new, report.refused) == (2, {})
    assert titles(tmp_path / "yalu.db") == {"Behind a cookie", "Without a cookie"}
    cookies = {
        path: headers.get("cookie", "") for (path, _), headers in zip(site.asked, site.headers, strict=True)
    }
    assert cookies["/a/1001"] == "seen=1"
    assert cookies["/a/1002"] == cookies["/feed"] == ""


def test_a_page_that_only_sends_its_visitor_on_is_followed(site: Site, tmp_path: Path) -> None:
    site.feed("/feed", "/a/1001", "/a/1002", "/a/1003")
    site.page("/a/1001", '<html><head><script>window.location.replace("/read/1");</script></head></html>')
    site.page("/a/1002", f"<script>location.href='{site.address}/read/2'</script><p>Please wait</p>")
    site.page("/a/1003", '<html><head><meta http-equiv="refresh" content="0; url=/read/3"></head></html>')
    for number in range(1, 4):
        site.article(f"/read/{number}", f"Story {number}")
    assert one(tmp_path / "yalu.db", local(site)).new == 3
    assert titles(tmp_path / "yalu.db") == {"Story 1", "Story 2", "Story 3"}


def test_scripts_that_send_round_in_a_circle_end(site: Site, tmp_path: Path) -> None:
    site.feed("/feed", "/a/1001")
    site.page("/a/1001", '<script>location.replace("/b")</script>')
    site.page("/b", '<script>location.replace("/a/1001")</script>')
    assert one(tmp_path / "yalu.db", local(site)).new == 0
    assert len(site.paths()) <= 8


@pytest.mark.parametrize(
    ("markup", "target"),
    [
        ('<script>location.replace("/news/1")</script>', "/news/1"),
        ("<script>var a = 1; top.location.href = 'https://b.example/1';</script>", "https://b.example/1"),
        ('<script>document.location="https:\\/\\/b.example\\/2"</script>', "https://b.example/2"),
        ("<script>window.location.assign(`//b.example/3`)</script>", "//b.example/3"),
        # Put together, or only the start of an address: a bot check, or somebody's code.
        ('<script>location.href = "/check?t=" + token</script>', ""),
        ("<script>location.reload()</script>", ""),
        ("<script>location = next</script>", ""),
        ('<script>var allocation = "/x";</script>', ""),
        ('<script>location.replace("javascript:alert(1)")</script>', ""),
        # Called by a button.
        (f'<script>location.replace("/a")</script><p>{"A real text. " * 30}</p>', ""),
        (f'<script>location.replace("/a")</script><!--{"x" * 30_000}-->', ""),
    ],
)
def test_only_a_page_with_nothing_else_is_left_by_its_script(markup: str, target: str) -> None:
    assert script_target(markup) == target


def redirected_feed(site: Site, status: int = 301) -> None:
    site.feed("/new", "/a/1001")
    site.article("/a/1001", "Customs reopen")
    site.answers["/feed"] = (status, {"Location": "/new"}, b"")


def test_polls_redirected_for_good_are_counted_until_one_is_not(site: Site, tmp_path: Path) -> None:
    path, source = tmp_path / "yalu.db", local(site)
    redirected_feed(site)

    def moved(hours: int) -> object:
        one(path, source, now=NOW + timedelta(hours=hours))
        with open_archive(path) as archive:
            return archive.sources.state(source.id).moved

    feed, target = f"{site.address}/feed", f"{site.address}/new"
    assert [moved(hours) for hours in (0, 30, 60)] == [{feed: (target, count)} for count in (1, 2, 3)]
    redirected_feed(site, 302)
    assert moved(90) == {}
    redirected_feed(site, 308)
    assert moved(120) == {feed: (target, 1)}


def test_a_chain_with_one_temporary_redirect_is_not_for_good(site: Site, tmp_path: Path) -> None:
    redirected_feed(site)
    site.answers["/feed"] = (301, {"Location": "/step"}, b"")
    site.answers["/step"] = (302, {"Location": "/new"}, b"")
    one(tmp_path / "yalu.db", local(site))
    with open_archive(tmp_path / "yalu.db") as archive:
        assert archive.sources.state(local(site).id).moved == {}
