"""Whole crawls, through the child process and into the real archive, against a site on this machine."""

import gzip
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.polling import due_sources
from crawler.polling.report import READING, Clock, CrawlLimits, CrawlReport, Job
from crawler.workers.collect import collect
from crawler.workers.pool import exit_of
from crawler.workers.recorder import CrawlRecorder
from storage import Query, open_archive, parse_query
from tests.samples import article
from tests.site import Answer, Site
from tests.unit.test_crawler_extract import SENTENCES, html
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Outcome, Source, SourceKind, SourceState

# What runs in crawl workers runs nowhere else.
pytestmark = pytest.mark.usefixtures("measured_programs")

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


def local(site: Site, **changes: object) -> Source:
    fields = {
        "urls": (f"{site.address}/feed",),
        "homepage": site.address,
        "allow_private": True,
        "delay_seconds": 0.0,
    }
    return source(**(fields | changes))


def crawl(archive: Path, *sources: Source, now: datetime = NOW, seconds: float = 600) -> list[CrawlReport]:
    return collect(
        sources,
        archive,
        limits=CrawlLimits(seconds=seconds, parallel=4),
        user_agent="Yaluwatch/0.1 (+https://recorder.example)",
        now=now,
        on_report=lambda _: None,
    )


def one(archive: Path, crawled: Source, now: datetime = NOW, seconds: float = 600) -> CrawlReport:
    (report,) = crawl(archive, crawled, now=now, seconds=seconds)
    return report


def state(archive: Path) -> SourceState:
    with open_archive(archive) as opened:
        return opened.sources.state("s")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "yalu.db"


def test_articles_of_a_feed_are_stored_once_and_edits_noticed(site: Site, archive: Path) -> None:
    site.feed("/feed", "/a/1001", "/a/1002")
    site.article("/a/1001", "Customs reopen")
    site.article("/a/1002", "Bridge closed")
    report = one(archive, local(site))
    assert (report.outcome, report.announced, report.new, report.fetched) == (Outcome.OK, 2, 2, 2)
    again = one(archive, local(site), now=NOW + timedelta(minutes=15))
    assert (again.outcome, again.new, again.edited) == (Outcome.OK, 0, 0)
    site.article("/a/1001", "Customs reopen", "Corrected: it was the 40th lorry.")
    later = one(archive, local(site), now=NOW + timedelta(days=1))
    assert (later.new, later.edited) == (0, 1)
    with open_archive(archive, read_only=True) as opened:
        assert opened.search.count(replace(parse_query("lorries"), only_relevant=False)) == 2


def test_a_page_seen_again_is_stored_only_if_its_article_changed(site: Site, archive: Path) -> None:
    def pages() -> int:
        with open_archive(archive, read_only=True) as opened:
            return opened.maintenance.verify().pages

    url = f"{site.address}/a/1001"
    site.feed("/feed", "/a/1001")
    site.article("/a/1001", "Customs reopen")
    one(archive, local(site))
    again = one(archive, local(site), now=NOW + DAY)
    assert (again.fetched, again.edited, pages()) == (1, 0, 1)
    with open_archive(archive, read_only=True) as opened:
        assert opened.articles.last_visits([url])[url] >= NOW + DAY
    # Something else on the page changed, but not the article.
    site.article("/a/1001", "Customs reopen", "<!-- 17 readers -->")
    counted = one(archive, local(site), now=NOW + 2 * DAY)
    assert (counted.fetched, counted.edited, pages()) == (1, 0, 1)
    site.article("/a/1001", "Customs reopen", "Corrected: it was the 40th lorry.")
    assert one(archive, local(site), now=NOW + 4 * DAY).edited == 1
    assert pages() == 2


def test_an_archive_that_fails_in_a_crawl_ends_it_with_one_sentence(
    site: Site, archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.feed("/feed", "/a/1001")
    site.article("/a/1001", "Customs reopen")
    one(archive, local(site))
    with closing(sqlite3.connect(archive)) as db:
        db.execute(
            "CREATE TRIGGER broken BEFORE UPDATE ON articles"
            " BEGIN SELECT RAISE(ABORT, 'database disk image is malformed'); END"
        )
        db.commit()
    failed = one(archive, local(site), now=NOW + DAY)
    assert failed.detail.startswith("archive: ")
    assert "malformed" in caplog.text
    assert "Traceback" not in caplog.text
    assert "says=" not in caplog.text


def test_a_headline_from_the_feed_is_noticed_when_it_changes(site: Site, archive: Path) -> None:
    def announce(title: str) -> None:
        item = f"<item><title>{title}</title><link>{site.address}/a/1001</link></item>"
        site.page("/feed", f'<rss version="2.0"><channel>{item}</channel></rss>', "application/rss+xml")

    announce("Customs reopen in Dandong")
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    site.page("/a/1001", f"<html><body><main><article>{text}</article></main></body></html>")
    one(archive, local(site))
    announce("Customs reopen in Dandong after a week")
    assert one(archive, local(site), now=NOW + DAY).edited == 1


def test_we_say_who_we_are_and_ask_robots_first(site: Site, archive: Path) -> None:
    site.feed("/feed", "/a/1001")
    site.article("/a/1001", "Customs")
    one(archive, local(site))
    assert site.asked[0][0] == "/robots.txt"
    assert all(header["user-agent"].startswith("Yaluwatch/") for header in site.headers)
    assert not any("referer" in header or "cookie" in header for header in site.headers)


def test_an_unchanged_feed_is_asked_for_by_its_validators(site: Site, archive: Path) -> None:
    site.feed("/feed", "/a/1001", headers={"ETag": '"v1"', "Last-Modified": "Sun, 27 Sep 2026 10:00:00 GMT"})
    site.article("/a/1001", "Customs")
    one(archive, local(site))
    site.answers["/feed"] = (304, {}, b"")
    assert one(archive, local(site), now=NOW + timedelta(minutes=15)).outcome is Outcome.NOT_MODIFIED
    polls = [header for header, (path, _) in zip(site.headers, site.asked, strict=True) if path == "/feed"]
    assert "if-none-match" not in polls[0]
    assert polls[1]["if-none-match"] == '"v1"'
    assert polls[1]["if-modified-since"] == "Sun, 27 Sep 2026 10:00:00 GMT"
    one(archive, local(site, conditional=False), now=NOW + timedelta(minutes=30))
    assert "if-none-match" not in site.headers[-1]


def test_what_is_over_the_page_limit_waits_and_is_not_hidden_by_validators(site: Site, archive: Path) -> None:
    names = [f"/a/100{number}" for number in range(5)]
    site.feed("/feed", *names, headers={"ETag": '"v1"'})
    for name in names:
        site.article(name, f"Story {name}")
    few = local(site, max_pages=2)
    assert [one(archive, few, now=NOW + timedelta(minutes=15 * turn)).new for turn in range(3)] == [2, 2, 1]
    assert state(archive).validators == {f"{site.address}/feed": ('"v1"', "")}


def test_sitemaps_and_listings_bring_articles_too(site: Site, archive: Path) -> None:
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    site.page(
        "/map",
        f"<sitemapindex {ns}><sitemap><loc>{site.address}/part.xml.gz</loc></sitemap></sitemapindex>",
        "text/xml",
    )
    part = f"<urlset {ns}><url><loc>{site.address}/a/1001</loc><lastmod>2026-09-26</lastmod></url></urlset>"
    site.page("/part.xml.gz", gzip.compress(part.encode()), "application/x-gzip")
    site.page("/list", '<html><body><a href="/2026/09/27/x">Story</a><a href="/">Home</a></body></html>')
    site.article("/a/1001", "From the map")
    site.article("/2026/09/27/x", "From the list")
    map_source = local(site, id="map", kind=SourceKind.SITEMAP, urls=(f"{site.address}/map",))
    list_source = local(site, id="list", kind=SourceKind.LISTING, urls=(f"{site.address}/list",))
    reports = crawl(archive, map_source, list_source)
    assert sorted((report.source_id, report.new) for report in reports) == [("list", 1), ("map", 1)]


def test_a_full_text_feed_needs_no_pages(site: Site, archive: Path) -> None:
    content = "".join(f"<p>{line}</p>" for line in SENTENCES)
    link = f"<title>Whole</title><link>{site.address}/a/1</link>"
    item = f"<item>{link}<description><![CDATA[{content}]]></description></item>"
    site.page("/feed", f"<rss version='2.0'><channel><title>F</title>{item}</channel></rss>", "text/xml")
    report = one(archive, local(site, full_text_feed=True))
    assert (report.new, report.fetched) == (1, 0)
    assert site.paths() == ["/feed"]
    assert one(archive, local(site, full_text_feed=True), now=NOW + timedelta(minutes=15)).new == 0


def test_pages_that_are_no_articles_are_settled_and_those_that_failed_are_asked_again(
    site: Site, archive: Path
) -> None:
    site.feed("/feed", "/a/1001", "/a/1002", "/a/1003", "/a/1004")
    site.page("/a/1001", html(["You must subscribe to continue reading this story about the border."]))
    site.answers["/a/1002"] = (410, {}, b"")
    site.answers["/a/1003"] = (500, {}, b"oops")
    site.page("/a/1004", b"%PDF-1.7", "application/pdf")
    report = one(archive, local(site))
    assert report.refused == {
        Outcome.PAYWALL: 1,
        Outcome.GONE: 1,
        Outcome.SERVER_ERROR: 1,
        Outcome.NOT_HTML: 1,
    }
    site.asked.clear()
    site.article("/a/1003", "Mended")
    assert one(archive, local(site), now=NOW + timedelta(minutes=15)).new == 1
    assert site.paths() == ["/feed", "/a/1003"]


def test_a_page_that_vanished_is_marked(site: Site, archive: Path) -> None:
    site.feed("/feed", "/a/1001")
    site.article("/a/1001", "Customs")
    one(archive, local(site))
    del site.answers["/a/1001"]
    assert one(archive, local(site), now=NOW + timedelta(days=1)).refused == {Outcome.NOT_FOUND: 1}


def poll_of(site: Site, archive: Path, answer: Answer, **changes: object) -> CrawlReport:
    site.answers["/feed"] = answer
    return one(archive, local(site, **changes))


def test_our_own_addresses_are_out_of_reach(site: Site, archive: Path) -> None:
    site.feed("/feed", "/a/1001")
    hosts = {
        "dotted": "127.0.0.1",
        "name": "localhost",
        "number": "2130706433",
        "mapped": "[::ffff:127.0.0.1]",
        "zero": "0.0.0.0",
    }
    inside = [
        local(site, id=name, allow_private=False, urls=(site.address.replace("127.0.0.1", host) + "/feed",))
        for name, host in hosts.items()
    ]
    outcomes = {report.source_id: report.outcome for report in crawl(archive, *inside)}
    assert outcomes == dict.fromkeys(hosts, Outcome.BLOCKED_ADDRESS)
    assert site.asked == []


def test_a_closed_port_and_an_unknown_name_have_outcomes(site: Site, archive: Path) -> None:
    closed = Site()
    closed.close()
    site.feed("/feed")
    reports = crawl(
        archive,
        local(site),
        local(closed, id="closed"),
        local(site, id="unknown", urls=("http://no-such-host.invalid/feed",)),
    )
    outcomes = {report.source_id: report.outcome for report in reports}
    assert outcomes == {"s": Outcome.EMPTY, "closed": Outcome.CONNECTION, "unknown": Outcome.DNS}
    with open_archive(archive) as opened:
        assert opened.sources.state("unknown").failure_weight == 0.25


def test_a_short_retry_after_is_waited_for(site: Site, archive: Path) -> None:
    answers = iter([(429, {"Retry-After": "1"}, b""), (503, {"Retry-After": "1"}, b"")])
    site.feed("/ok", "/a/1001")
    good = site.answers["/ok"]
    assert not callable(good)
    site.answers["/feed"] = lambda: next(answers, good)
    site.article("/a/1001", "Customs")
    assert one(archive, local(site)).new == 1
    times = [moment for path, moment in site.asked if path == "/feed"]
    assert len(times) == 3
    assert all(later - earlier >= 0.95 for earlier, later in pairwise(times))


def test_a_long_retry_after_is_kept_until_the_next_poll(site: Site, archive: Path) -> None:
    report = poll_of(site, archive, (429, {"Retry-After": "7200"}, b""))
    assert report.outcome is Outcome.RATE_LIMITED
    assert site.paths() == ["/feed"]
    due = state(archive).next_poll_at
    assert due is not None
    assert due >= NOW + timedelta(seconds=7200)


def test_a_throttled_page_ends_the_crawl_and_its_fellows_wait(site: Site, archive: Path) -> None:
    names = [f"/a/100{number}" for number in range(4)]
    site.feed("/feed", *names, headers={"ETag": '"v1"'})
    site.article(names[0], "First")
    site.answers[names[1]] = (429, {"Retry-After": "3600"}, b"")
    report = one(archive, local(site))
    assert (report.new, report.refused) == (1, {Outcome.RATE_LIMITED: 1})
    assert site.paths() == ["/feed", *names[:2]]
    assert state(archive).validators == {}


def test_a_broken_robots_txt_forbids(site: Site, archive: Path) -> None:
    site.answers["/robots.txt"] = (503, {}, b"")
    site.feed("/feed", "/a/1001")
    report = one(archive, local(site))
    assert report.outcome is Outcome.SERVER_ERROR
    assert "robots.txt" in report.detail
    assert site.paths() == []


def test_robots_txt_is_asked_once_a_day_and_again_when_it_forbade_for_now(site: Site, archive: Path) -> None:
    site.answers["/robots.txt"] = (503, {}, b"")
    site.feed("/feed")
    assert one(archive, local(site)).outcome is Outcome.SERVER_ERROR
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    for hours in (1, 2, 23):
        one(archive, local(site), now=NOW + timedelta(hours=hours))
    asked = [path for path, _ in site.asked]
    assert asked == ["/robots.txt", "/robots.txt", "/feed", "/feed", "/feed"]
    closed = local(site, urls=(f"{site.address}/closed",))
    assert one(archive, closed, now=NOW + timedelta(hours=24)).outcome is Outcome.ROBOTS
    site.page("/robots.txt", "", "text/plain")
    assert one(archive, closed, now=NOW + timedelta(hours=26)).outcome is Outcome.NOT_FOUND
    assert [path for path, _ in site.asked][5:] == ["/robots.txt", "/closed"]


def test_robots_txt_is_obeyed_for_polls_and_pages(site: Site, archive: Path) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /a/", "text/plain")
    site.feed("/feed", "/a/1001", "/b/1002")
    site.article("/b/1002", "Allowed")
    report = one(archive, local(site))
    assert (report.new, report.refused) == (1, {Outcome.ROBOTS: 1})
    assert site.paths() == ["/feed", "/b/1002"]


def test_requests_keep_their_distance(site: Site, archive: Path) -> None:
    site.feed("/feed", "/a/1001", "/a/1002")
    site.article("/a/1001", "One")
    site.article("/a/1002", "Two")
    one(archive, local(site, delay_seconds=1.0))
    times = [moment for _, moment in site.asked]
    assert len(times) == 4
    # A busy machine may notice a request late, and the next in time.
    assert all(later - earlier >= 0.6 for earlier, later in pairwise(times))


def slowly(answer: Answer | Callable[[], Answer]) -> Callable[[], Answer]:
    assert not callable(answer)

    def give() -> Answer:
        time.sleep(0.1)
        return answer

    return give


def test_sources_of_one_host_never_ask_at_once_nor_sooner_than_its_delay(archive: Path) -> None:
    sites = [Site() for _ in range(3)]
    sources = []
    for number, site in enumerate(sites):
        for part in range(2 if number == 0 else 1):
            site.feed(f"/feed{part}", *(f"/a/{part}00{page}" for page in range(2)))
            for page in range(2):
                site.article(f"/a/{part}00{page}", f"Customs {part} {page}")
                site.answers[f"/a/{part}00{page}"] = slowly(site.answers[f"/a/{part}00{page}"])
            urls = (f"{site.address}/feed{part}",)
            sources.append(local(site, id=f"s{number}-{part}", urls=urls, delay_seconds=2.0))
    reports = crawl(archive, *sources)
    for site in sites:
        site.close()
    assert {report.outcome for report in reports} == {Outcome.OK}
    assert sum(report.new for report in reports) == 8
    for site in sites:
        spans = sorted(site.spans)
        assert all(later[0] >= earlier[1] for earlier, later in pairwise(spans)), "two requests at once"
        # A busy machine may be late to notice the earlier one; two that ignore each other ask at once.
        assert all(later[0] - earlier[0] >= 0.7 for earlier, later in pairwise(spans)), "too soon"
    # Hosts don't wait for each other.
    assert sites[1].spans[0][0] < sites[0].spans[-1][1]


def test_a_hanging_site_costs_its_own_run_only(site: Site, archive: Path) -> None:
    def hang() -> Answer:
        time.sleep(30)
        return (200, {}, b"")

    site.answers["/slow"] = hang
    site.feed("/feed", "/a/1001")
    site.article("/a/1001", "Customs")
    slow = local(site, id="slow", urls=(f"{site.address}/slow",))
    reports = crawl(archive, slow, local(site), seconds=12)
    outcomes = {report.source_id: report.outcome for report in reports}
    assert outcomes == {"s": Outcome.OK, "slow": Outcome.TIMEOUT}
    with open_archive(archive) as opened:
        assert opened.sources.state("slow").last_outcome is Outcome.TIMEOUT


def test_when_nothing_is_reached_nobody_is_blamed(archive: Path) -> None:
    lost = [source(id=name, urls=(f"http://{name}.invalid/feed",)) for name in ("a", "b", "c")]
    reports = crawl(archive, *lost)
    assert {report.outcome for report in reports} == {Outcome.DNS}
    with open_archive(archive) as opened:
        assert all(
            known.failure_weight == 0 and known.last_outcome is None
            for known in opened.sources.states().values()
        )
        assert all(
            known.next_poll_at and known.next_poll_at < NOW + timedelta(minutes=5)
            for known in opened.sources.states().values()
        )


def test_what_a_stopped_crawl_left_is_read_at_the_next_start(site: Site, archive: Path) -> None:
    stop, asked = threading.Event(), threading.Event()

    def stop_first() -> Answer:
        stop.set()
        asked.wait(2)
        return (404, {}, b"")

    site.feed("/feed", "/a/1001", "/a/1002", "/a/1003")
    site.answers["/a/1001"] = site.answers["/a/1002"] = site.answers["/a/1003"] = stop_first
    collect(
        [local(site)],
        archive,
        limits=CrawlLimits(seconds=60),
        user_agent="Yaluwatch/0.1",
        now=NOW,
        on_report=lambda _: None,
        stop=stop,
    )
    with open_archive(archive) as opened:
        states = opened.sources.states()
    assert [each.id for each in due_sources([local(site)], states, NOW + timedelta(minutes=1))] == ["s"]


def test_stopping_returns_what_is_done(site: Site, archive: Path) -> None:
    stop, returned, answered = threading.Event(), threading.Event(), threading.Event()

    def hang() -> Answer:
        stop.set()
        returned.wait(600)
        answered.set()
        return (200, {}, b"")

    site.answers["/feed"] = hang
    sources = [replace(local(site), id=name) for name in ("a", "b", "c", "d")]
    reports = collect(
        sources,
        archive,
        limits=CrawlLimits(seconds=60),
        user_agent="Yaluwatch/0.1",
        now=NOW,
        on_report=lambda _: None,
        stop=stop,
    )
    # It did not wait for the site, which answers only now.
    assert not answered.is_set()
    returned.set()
    # Nothing is said of sources we stopped before they were read.
    assert Outcome.CRASHED not in {report.outcome for report in reports}
    with open_archive(archive) as opened:
        assert all(known.failure_weight == 0 for known in opened.sources.states().values())


def kill_children() -> None:
    """As kill -9 by whoever: every crawl of this process ends at once."""
    for fork_server in children_of(os.getpid()):
        if b"crawler.workers.fork_server" in Path(f"/proc/{fork_server}/cmdline").read_bytes():
            for crawl in children_of(fork_server):
                os.kill(crawl, signal.SIGKILL)


def children_of(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds its workers in /proc")
def test_a_killed_crawl_loses_nothing_and_doubles_nothing(site: Site, archive: Path) -> None:
    # The first articles of a source are stored together, so some are there already.
    before, names = ([f"/a/{tens}0{number}" for number in range(4)] for tens in (20, 10))
    for name in (*before, *names):
        site.article(name, f"Story {name}")
    site.feed("/feed", *before)
    one(archive, local(site), now=NOW - timedelta(hours=1))
    site.feed("/feed", *names, *before, headers={"ETag": '"v1"'})
    third = site.answers[names[2]]
    assert not callable(third)

    def die() -> Answer:
        kill_children()
        return third

    site.answers[names[2]] = die
    report = one(archive, local(site))
    assert (report.outcome, report.detail) == (Outcome.CRASHED, "killed by signal 9")
    assert state(archive).failure_weight == 0.5
    site.answers[names[2]] = third
    again = one(archive, local(site), now=NOW + timedelta(hours=1))
    assert (again.outcome, again.new, again.edited) == (Outcome.OK, 2, 0)
    with open_archive(archive, read_only=True) as opened:
        assert opened.search.count(replace(parse_query("lorries"), only_relevant=False)) == 8


def test_a_crawl_without_memory_costs_its_own_run_only(site: Site, archive: Path) -> None:
    (report,) = collect(
        [local(site)],
        archive,
        limits=CrawlLimits(memory_mb=16),
        user_agent="Yaluwatch/0.1",
        now=NOW,
        on_report=lambda _: None,
    )
    assert report.outcome is Outcome.CRASHED
    assert state(archive).next_poll_at is not None


def test_an_archive_that_fails_in_mid_crawl_blames_no_source(site: Site, archive: Path) -> None:
    site.feed("/feed", "/a/1001", headers={"ETag": '"v1"'})
    site.article("/a/1001", "Customs")
    page = site.answers["/a/1001"]
    assert not callable(page)

    def spoil() -> Answer:
        # As when the disk is full: pages can't be written any more.
        pages = archive.parent / "pages"
        if pages.is_dir():
            pages.rename(archive.parent / "pages-before")
        pages.write_text("in the way")
        return page

    site.answers["/a/1001"] = spoil
    report = one(archive, local(site))
    assert report.detail.startswith("archive: ")
    after = state(archive)
    assert (after.failure_weight, after.validators, after.last_outcome) == (0.0, {}, None)
    (archive.parent / "pages").unlink()
    site.answers["/a/1001"] = page
    assert one(archive, local(site), now=NOW + timedelta(minutes=5)).new == 1


def test_a_crawl_that_runs_out_of_time_keeps_what_it_has_and_the_rest_waits(
    site: Site, archive: Path
) -> None:
    names = [f"/a/100{number}" for number in range(6)]
    site.feed("/feed", *names, headers={"ETag": '"v1"'})
    for name in names:
        site.article(name, f"Story {name}")
    first = one(archive, local(site, delay_seconds=3.0), seconds=30)
    assert first.outcome is Outcome.OK
    assert 0 < first.new < 6
    assert "ended early" in first.detail
    assert state(archive).validators == {}
    assert one(archive, local(site), now=NOW + timedelta(minutes=15)).new == 6 - first.new


def test_a_site_that_refuses_its_pages_is_not_pestered(site: Site, archive: Path) -> None:
    names = [f"/a/100{number}" for number in range(8)]
    site.feed("/feed", *names)
    for name in names:
        site.answers[name] = (403, {}, b"no")
    report = one(archive, local(site))
    assert (report.outcome, report.fetched, report.refused) == (Outcome.OK, 3, {Outcome.FORBIDDEN: 3})


def test_of_refused_pages_the_feeds_own_text_is_kept(site: Site, archive: Path) -> None:
    text = " ".join(SENTENCES[:3])
    own = "The harbour office has filed this as its report number {}."
    items = "".join(
        f"<item><title>Story {n}</title><link>{site.address}/a/100{n}</link>{more}</item>"
        for n, more in enumerate(
            [
                *(f"<description>{text} {own.format(number)}</description>" for number in range(5)),
                "<description>Short.</description>",
            ]
        )
    )
    site.page("/feed", f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>", "text/xml")
    for number in range(6):
        site.answers[f"/a/100{number}"] = (403, {}, b"no")
    report = one(archive, local(site))
    # Three are asked for, then the site is left alone; the sixth has too little text in the feed.
    assert (report.new, report.fetched, report.refused) == (5, 3, {Outcome.FORBIDDEN: 3})
    again = one(archive, local(site), now=NOW + timedelta(minutes=15))
    assert (again.new, again.edited) == (0, 0)
    with open_archive(archive, read_only=True) as opened:
        hits = opened.search.find(Query(only_relevant=False), limit=9)
        stored = opened.articles.get(hits[0].id)
    assert len(hits) == 5
    assert stored is not None
    assert stored.article.found_by["body"] == "feed, its page is refused"
    assert stored.article.body.startswith(text)


def test_a_source_that_falls_silent_is_marked_and_logged_once(
    site: Site, archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_archive(archive) as opened:
        for day in range(10):
            opened.articles.add(
                article(source_id="s", url=f"https://a.example/{day}", fetched_at=NOW + day * DAY),
                None,
                publisher="p",
            )
    site.feed("/feed", "/a/1001")
    site.article("/a/1001", "Customs")
    one(archive, local(site), now=NOW + 9 * DAY)
    assert state(archive).silent_since is None
    for day in (15, 16):
        one(archive, local(site), now=NOW + day * DAY)
    assert state(archive).silent_since == datetime(2026, 10, 7, tzinfo=UTC)
    assert caplog.text.count("source fell silent source=s silent: nothing new since 2026-10-07") == 1
    site.feed("/feed", "/a/1002")
    site.article("/a/1002", "Bridge")
    one(archive, local(site), now=NOW + 17 * DAY)
    assert state(archive).silent_since is None


def test_an_announced_change_is_looked_at_soon(site: Site, archive: Path) -> None:
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

    def announce(changed: datetime) -> None:
        entry = f"<url><loc>{site.address}/a/1001</loc><lastmod>{changed.isoformat()}</lastmod></url>"
        site.page("/feed", f"<urlset {ns}>{entry}</urlset>", "text/xml")

    announce(NOW - timedelta(hours=1))
    site.article("/a/1001", "Customs")
    mapped = local(site, kind=SourceKind.SITEMAP)
    one(archive, mapped)
    site.article("/a/1001", "Customs", "Corrected: it was the 40th lorry.")
    five_days = NOW + 5 * DAY
    assert one(archive, mapped, now=five_days).edited == 1
    site.article("/a/1001", "Customs", "Corrected again: it was the 41st lorry.")
    # After five days its next look would be a day later.
    assert one(archive, mapped, now=five_days + timedelta(hours=1)).fetched == 0
    announce(five_days + timedelta(hours=1))
    assert one(archive, mapped, now=five_days + timedelta(hours=2)).edited == 1


def test_a_page_that_a_crawl_died_over_is_not_read_again(archive: Path) -> None:
    url = "https://news.example/a/1"
    job = Job(
        source=source(),
        state=SourceState(source_id="s"),
        archive_path=archive,
        user_agent="Yaluwatch/0.1",
        limits=CrawlLimits(),
        now=NOW,
    )
    with open_archive(archive) as opened:
        recorder = CrawlRecorder(opened, {}, Clock(NOW), lambda _: None)
        recorder.take(job, exit_of(job, [READING + url], -11, "", is_late=False, was_stopped=False))
        assert opened.articles.unseen([url, url + "2"]) == {url + "2"}
        assert opened.sources.state("s").last_outcome is Outcome.CRASHED
    assert recorder.reports[0].detail == "killed by signal 11"
