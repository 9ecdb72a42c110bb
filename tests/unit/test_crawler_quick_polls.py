"""What the light client is asked, how it recognises an unchanged answer, and what follows from one."""

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli  # type: ignore[import-untyped] # it ships none
import httpcore
import pytest
import zstandard
from scrapy.downloadermiddlewares.httpcompression import ACCEPTED_ENCODINGS

from crawler.discovery import Announcement
from crawler.fetching import crawl_settings, page_of
from crawler.polling import CrawlLimits, Job, Tally, next_state, reading_key
from crawler.quick_polls import PolledPage, QuickAnswer, QuickPoll, RobotsAnswer, ascii_url, client, digest_of
from crawler.quick_polls.bodies import ACCEPT_ENCODING, MAX_BYTES, UnreadableBody, unpacked
from crawler.quick_polls.client import leads_elsewhere
from crawler.quick_polls.guarded_backend import BlockedAddress, GuardedBackend, addresses_of
from crawler.spiders.fetch_plan import has_changes_left
from crawler.spiders.quick_answers import as_response, poll_digest
from crawler.workers.host_queue import HostQueue
from crawler.workers.quick import crawl_after, quick_poll_of, quiet_result
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Candidate, Outcome, PollDigest, Source, SourceKind, SourceState

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)
URL = "https://news.example/feed"
HOST = "https://news.example"
KNOWN = PollDigest(digest="d1", authority=HOST, announced=12)


def feed(*items: str, head: str = "", tail: str = "") -> bytes:
    return f"<rss><channel><title>Border news</title>{head}{''.join(items)}{tail}</channel></rss>".encode()


def item(name: str, more: str = "") -> str:
    return f"<item><title>{name}</title><link>https://news.example/{name}</link>{more}</item>"


# Digests


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            feed(item("a"), head="<lastBuildDate>Sun, 27 Sep 2026 10:00:00 GMT</lastBuildDate>"),
            feed(item("a"), head="<lastBuildDate>Sun, 27 Sep 2026 10:15:00 GMT</lastBuildDate>"),
        ),
        (
            feed(item("a"), head="<pubDate>Sun, 27 Sep 2026 10:00:00 GMT</pubDate>"),
            feed(item("a"), head="<pubDate>Sun, 27 Sep 2026 10:15:00 GMT</pubDate>"),
        ),
        (
            feed(item("a"), tail="<lastBuildDate><![CDATA[10:00]]></lastBuildDate><!-- made in 0.13 s -->"),
            feed(item("a"), tail="<lastBuildDate><![CDATA[10:15]]></lastBuildDate><!-- made in 0.41 s -->"),
        ),
        (
            feed(item("a", "<slash:comments>3</slash:comments>"), head="<ttl>15</ttl>"),
            feed(item("a", "<slash:comments>4</slash:comments>"), head="<ttl>30</ttl>"),
        ),
        (
            b"<feed><updated>2026-09-27T10:00:00Z</updated><entry><id>1</id></entry></feed>",
            b"<feed><updated>2026-09-27T10:15:00Z</updated><entry><id>1</id></entry></feed>",
        ),
        (
            feed(item("a"), head="<generator uri='https://cms.example'>CMS 6.1</generator>"),
            feed(item("a"), head="<generator uri='https://cms.example'>CMS 6.2</generator>"),
        ),
    ],
)
def test_a_feed_that_was_only_generated_anew_has_the_same_digest(before: bytes, after: bytes) -> None:
    assert before != after
    assert digest_of(before, "k") == digest_of(after, "k")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (feed(item("a")), feed(item("b"), item("a"))),
        (feed(item("a")), feed(item("a", "<pubDate>Sun, 27 Sep 2026 10:15:00 GMT</pubDate>"))),
        (
            b"<feed><entry><updated>2026-09-27T10:00:00Z</updated></entry></feed>",
            b"<feed><entry><updated>2026-09-27T10:15:00Z</updated></entry></feed>",
        ),
        # A comment that is not closed where it seems to be must not hide an item.
        (
            feed(item("a", "<description><![CDATA[cut <!-- here]]></description>"), "<!-- end -->"),
            feed(
                item("a", "<description><![CDATA[cut <!-- here]]></description>"), item("b"), "<!-- end -->"
            ),
        ),
        (feed("<ttl>", item("a"), "</ttl>"), feed("<ttl>", item("b"), "</ttl>")),
        (b'{"items": [{"id": 1}]}', b'{"items": [{"id": 2}]}'),
        ("<rss>가</rss>".encode("utf-16"), "<rss>나</rss>".encode("utf-16")),
    ],
)
def test_a_feed_with_other_items_has_another_digest(before: bytes, after: bytes) -> None:
    assert digest_of(before, "k") != digest_of(after, "k")


@pytest.mark.parametrize(
    "change",
    [
        {"include": ("/north/",)},
        {"exclude": ("/sport/",)},
        {"encoding": "euc-kr"},
        {"full_text_feed": True},
        {"kind": SourceKind.SITEMAP},
        {"timezone": "Asia/Tokyo"},
    ],
)
def test_other_settings_read_the_same_answer_anew(change: dict[str, object]) -> None:
    before, after = source(), source(**change)
    body = feed(item("a"))
    assert digest_of(body, reading_key(before)) != digest_of(body, reading_key(after))
    assert reading_key(before) == reading_key(replace(before, delay_seconds=9.0))


def test_a_hostile_feed_takes_no_time_to_digest() -> None:
    for bad in (b"<!--", b"<ttl>", b"<ttl> ", b"<ttl><![CDATA[", b"<generator ", b"<pubDate>" + b" " * 300):
        assert digest_of(bad * (2_000_000 // len(bad)), "k")


# Bodies


def shown(value: object) -> str:
    """The name of a parameter: packed bodies contain the time."""
    return value if isinstance(value, str) else "packed"


@pytest.mark.parametrize(
    ("how", "packed"),
    [
        ("", b"news"),
        ("identity", b"news"),
        ("gzip", gzip.compress(b"news")),
        ("x-gzip", gzip.compress(b"ne") + gzip.compress(b"ws") + bytes(8)),
        ("deflate", zlib.compress(b"news")),
        ("deflate", zlib.compress(b"news")[2:-4]),
        ("br", brotli.compress(b"news")),
        ("zstd", zstandard.compress(b"news")),
        ("gzip, br", brotli.compress(gzip.compress(b"news"))),
        ("GZIP ", gzip.compress(b"news")),
    ],
    ids=shown,
)
def test_a_packed_answer_is_unpacked(how: str, packed: bytes) -> None:
    assert unpacked(packed, how) == b"news"


BOMB = bytes(MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("how", "packed"),
    [
        ("gzip", gzip.compress(BOMB)),
        ("gzip", gzip.compress(bytes(MAX_BYTES)) + gzip.compress(b"1")),
        ("gzip", gzip.compress(b"") * 200),
        ("gzip, gzip", gzip.compress(gzip.compress(BOMB))),
        ("deflate", zlib.compress(BOMB)),
        ("br", brotli.compress(BOMB)),
        ("zstd", zstandard.compress(BOMB)),
        ("gzip, gzip, gzip, gzip", gzip.compress(b"news")),
        ("gzip", gzip.compress(b"news and more news")[:-9]),
        ("br", brotli.compress(b"news and more news")[:-3]),
        ("br", b"no brotli"),
        ("zstd", b"no zstd"),
        ("deflate", b"no deflate"),
        ("lzma", b"news"),
    ],
    ids=shown,
)
def test_bombs_and_damaged_bodies_are_refused(how: str, packed: bytes) -> None:
    with pytest.raises(UnreadableBody):
        unpacked(packed, how)


# Addresses


def resolving(*rounds: list[str]) -> Callable[[str, int], Awaitable[list[str]]]:
    answers = iter(rounds)

    async def resolve(_host: str, _port: int) -> list[str]:
        return next(answers)

    return resolve


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3", "192.168.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["169.254.169.254"],
        ["::ffff:100.64.0.1"],
        ["64:ff9b::a00:1"],
        ["0.0.0.0"],
        [],
    ],
)
def test_a_name_with_addresses_of_ours_only_is_blocked(addresses: list[str]) -> None:
    backend = GuardedBackend(allow_private=False, resolve=resolving(addresses))
    with pytest.raises(BlockedAddress):
        asyncio.run(backend.connect_tcp("news.example", 80))


def test_cloud_metadata_and_socket_files_are_blocked_even_where_private_addresses_are_allowed() -> None:
    backend = GuardedBackend(allow_private=True, resolve=resolving(["169.254.169.254"]))
    with pytest.raises(BlockedAddress):
        asyncio.run(backend.connect_tcp("news.example", 80))
    with pytest.raises(BlockedAddress):
        asyncio.run(backend.connect_unix_socket("/run/docker.sock"))


def test_a_name_that_can_not_be_resolved_is_a_failed_connection() -> None:
    async def fail(_host: str, _port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(httpcore.ConnectError, match="no such host"):
        asyncio.run(GuardedBackend(allow_private=False, resolve=fail).connect_tcp("news.example", 80))


@pytest.mark.parametrize("spelling", ["127.0.0.1", "2130706433", "0x7f.1", "localhost"])
def test_every_spelling_of_a_loopback_address_is_seen_as_one(spelling: str) -> None:
    found = asyncio.run(addresses_of(spelling, 80))
    assert found
    assert set(found) <= {"127.0.0.1", "::1"}


def test_addresses_are_asked_as_a_crawl_would() -> None:
    host = "뉴스.example".encode("idna").decode()
    assert ascii_url("https://뉴스.example/단둥?q=a b#top") == f"https://{host}/%EB%8B%A8%EB%91%A5?q=a%20b"


# What the light client is asked


def test_both_clients_have_the_same_limits_and_ask_for_the_same_encodings() -> None:
    settings = crawl_settings(source(), "Yaluwatch/1", 60)
    assert settings["DOWNLOAD_MAXSIZE"] == MAX_BYTES
    assert settings["DOWNLOAD_TIMEOUT"] == client.TIMEOUT
    assert settings["REDIRECT_MAX_TIMES"] == client.MAX_REDIRECTS
    assert b", ".join(ACCEPTED_ENCODINGS).decode() == ACCEPT_ENCODING


def job(crawled: Source, state: SourceState) -> Job:
    return Job(
        source=crawled,
        state=state,
        archive_path=Path("yalu.db"),
        user_agent="Yaluwatch/0.1",
        limits=CrawlLimits(),
        now=NOW,
    )


def polled(**changes: object) -> SourceState:
    fields = {
        "source_id": "s",
        "last_outcome": Outcome.OK,
        "validators": {URL: ('"v1"', "Sun, 27 Sep 2026 10:00:00 GMT")},
        "poll_digests": {URL: KNOWN},
    }
    return SourceState(**(fields | changes))  # type: ignore[arg-type]


def request_for(state: SourceState, **changes: object) -> QuickPoll | None:
    return quick_poll_of(job(source(**({"urls": (URL,)} | changes)), state), lambda _: (404, b""))


def test_the_light_client_asks_as_a_crawl_would() -> None:
    poll = request_for(polled(), delay_seconds=3.0)
    assert poll is not None
    (url,) = poll.urls
    assert (url.url, url.digest) == (URL, "d1")
    assert url.headers["If-None-Match"] == '"v1"'
    assert url.headers["If-Modified-Since"] == "Sun, 27 Sep 2026 10:00:00 GMT"
    assert "application/rss+xml" in url.headers["Accept"]
    assert (poll.user_agent, poll.delay_seconds, poll.allow_private) == ("Yaluwatch/0.1", 3.0, False)
    assert not poll.reads_html
    assert QuickPoll.from_json(poll.to_json()) == poll


def test_sources_that_reuse_validators_are_asked_without_them() -> None:
    poll = request_for(polled(), conditional=False)
    assert poll is not None
    assert poll.urls[0].headers.keys() == {"Accept"}


@pytest.mark.parametrize(
    "state",
    [
        SourceState(source_id="s"),
        polled(last_outcome=Outcome.TIMEOUT),
        polled(last_outcome=Outcome.EMPTY),
        polled(poll_digests={}),
        polled(poll_digests={URL: PollDigest(authority=HOST)}, validators={}),
        polled(poll_digests={URL: PollDigest(authority=HOST)}, validators={URL: ("", "")}),
    ],
)
def test_a_source_whose_last_answer_is_not_known_is_left_to_a_crawl(state: SourceState) -> None:
    assert request_for(state) is None


@pytest.mark.parametrize("kind", [SourceKind.WORDPRESS, SourceKind.JSON])
def test_only_feeds_sitemaps_and_listings_are_polled(kind: SourceKind) -> None:
    assert quick_poll_of(job(replace(source(urls=(URL,)), kind=kind), polled()), lambda _: (404, b"")) is None
    assert request_for(polled(), kind=SourceKind.SITEMAP) is not None
    listing = request_for(polled(), kind=SourceKind.LISTING)
    assert listing is not None
    assert listing.reads_html


def test_an_impossible_url_is_left_to_a_crawl() -> None:
    bad = "http://[::1/feed"
    assert request_for(polled(poll_digests={bad: KNOWN}), urls=(bad,)) is None


def test_one_url_without_a_known_answer_leaves_the_whole_source_to_a_crawl() -> None:
    assert request_for(polled(), urls=(URL, f"{URL}/2")) is None


def test_hosts_whose_robots_txt_is_not_cached_are_left_to_a_crawl() -> None:
    moved = polled(poll_digests={URL: replace(KNOWN, authority="https://feeds.example")})
    cached = {HOST: (200, b"User-agent: *\nDisallow: /x")}
    wanted = job(source(urls=(URL,)), moved)
    assert quick_poll_of(wanted, cached.get) is None
    poll = quick_poll_of(wanted, (cached | {"https://feeds.example": (404, b"")}).get)
    assert poll is not None
    assert poll.robots[HOST] == RobotsAnswer.of(*cached[HOST])


# What follows


def answer(**changes: object) -> PolledPage:
    fields = {"asked": URL, "url": URL, "status": 304, "headers": {}, "is_unchanged": True}
    return PolledPage(**(fields | changes))  # type: ignore[arg-type]


def test_a_304_leaves_everything_as_it_was() -> None:
    crawled, state = source(urls=(URL,)), polled(failure_weight=1.0, successes=3)
    quiet = quiet_result(job(crawled, state), QuickAnswer(pages=(answer(),), pause=5.0), NOW, 0.2)
    assert (quiet.result.report.outcome, quiet.result.report.announced) == (Outcome.NOT_MODIFIED, 0)
    assert quiet.pause == 5.0
    after = next_state(crawled, state, quiet.result.poll, NOW)
    assert (after.validators, after.poll_digests) == (state.validators, state.poll_digests)
    assert after.failure_weight == 1.0
    (fetch,) = quiet.fetches
    assert (fetch.kind, fetch.outcome, fetch.status, fetch.at) == ("poll", Outcome.NOT_MODIFIED, 304, NOW)


def test_the_same_items_sent_again_are_reported_as_a_crawl_would() -> None:
    crawled, state = source(urls=(URL,)), polled(failure_weight=1.0)
    again = answer(status=200, size=900, headers={"etag": '"v2"'}, milliseconds=12)
    quiet = quiet_result(job(crawled, state), QuickAnswer(pages=(again,)), NOW, 0.2)
    assert (quiet.result.report.outcome, quiet.result.report.announced) == (Outcome.OK, 12)
    after = next_state(crawled, state, quiet.result.poll, NOW)
    assert (after.failure_weight, after.validators) == (0.0, {URL: ('"v2"', "")})
    (fetch,) = quiet.fetches
    assert (fetch.outcome, fetch.status, fetch.size, fetch.milliseconds) == (Outcome.OK, 200, 900, 12)
    assert (fetch.announced, fetch.new) == (12, 0)


def test_a_permanent_redirect_of_an_unchanged_source_is_counted() -> None:
    state = polled()
    target = "https://news.example/rss"
    for codes, moved in [((301, 308), {URL: target}), ((301, 302), {}), ((), {})]:
        page = answer(url=target, redirected_by=codes)
        quiet = quiet_result(job(source(urls=(URL,)), state), QuickAnswer(pages=(page,)), NOW, 0.2)
        assert quiet.result.poll.moved == moved


def test_a_changed_answer_is_handed_to_the_crawl() -> None:
    changed = answer(status=200, is_unchanged=False)
    after = crawl_after(job(source(), polled()), QuickAnswer(pages=(changed,), pause=4.0))
    assert (after.polled, after.wait_seconds, after.was_left) == ((changed,), 4.0, False)


@pytest.mark.parametrize(
    ("status", "header", "wait", "is_kept"),
    [
        (429, {"retry-after": "20"}, 20.0, False),
        (429, {"retry-after": "7200"}, 2.0, True),
        (429, {}, 2.0, True),
        (503, {"retry-after": "5"}, 5.0, False),
        (503, {"retry-after": "7200"}, 2.0, True),
        (503, {}, 2.0, False),
    ],
)
def test_a_throttled_poll_is_not_repeated_before_the_pause_it_asked_for(
    status: int, header: dict[str, str], wait: float, is_kept: bool
) -> None:
    page = answer(status=status, headers=header, is_unchanged=False)
    after = crawl_after(job(source(), polled()), QuickAnswer(pages=(page,), pause=2.0))
    assert (after.wait_seconds, after.polled, after.was_left) == (
        wait,
        (page,) if is_kept else (),
        not is_kept,
    )


def test_without_an_answer_the_crawl_waits_for_the_delay() -> None:
    after = crawl_after(job(source(delay_seconds=3.0), polled()), None)
    assert (after.polled, after.wait_seconds, after.was_left) == ((), 3.0, True)


def test_an_answer_survives_the_way_between_processes() -> None:
    sent = QuickAnswer(
        pages=(answer(redirected_from=(URL,), redirected_by=(301,), body="bmV3cw=="),), left="x", pause=1.5
    )
    assert QuickAnswer.from_json(sent.to_json()) == sent
    assert not sent.is_quiet
    assert sent.pages[0].content == b"news"


def test_pages_to_be_tried_again_are_not_hidden_by_an_unchanged_feed() -> None:
    tally = Tally("s")
    tally.polls.append((Outcome.OK, ""))
    tally.digests[URL] = KNOWN
    assert tally.result(1.0).poll.digests == {URL: KNOWN}
    tally.has_changes_left = True
    assert tally.result(1.0).poll.digests == {URL: replace(KNOWN, digest="")}
    tally.has_changes_left = False
    tally.refused[Outcome.FORBIDDEN] += 1
    assert tally.result(1.0).poll.digests == {URL: replace(KNOWN, digest="")}
    tally.waiting += 1
    assert tally.result(1.0).poll.digests == {}


@pytest.mark.parametrize(
    ("body", "leads"),
    [
        (b"<html><script>location.replace('/news')</script></html>", True),
        (b"<html><meta http-equiv='refresh' content='0; url=/x'></html>", True),
        (b"<html><a href='/1'>One</a></html>", False),
        (b"<html>" + b"<p>location</p>" * 6000 + b"</html>", False),
        (b"<html><script>if (location.hash) x()</script>" + b"<a href='/1'>One</a>" * 12 + b"</html>", False),
    ],
)
def test_a_page_that_may_lead_to_another_one_is_known(body: bytes, leads: bool) -> None:
    assert leads_elsewhere(body) is leads


def test_hosts_rest_as_long_as_their_robots_txt_asks() -> None:
    one, other = source(id="a", delay_seconds=1.0), source(id="b", delay_seconds=1.0)
    queue = HostQueue([one, other])
    assert queue.next(0.0) == one
    queue.ended(one, 0.0, 10.0)
    assert queue.next(9.0) is None
    assert queue.next(10.0) == other


# What a crawl remembers for the next poll


def digest_after(
    reading: Announcement, crawled: Source, last: PollDigest | None = None, **changes: object
) -> PollDigest | None:
    fields = {"asked": URL, "url": URL, "status": 200, "headers": {}, "body": "bmV3cw=="}
    response = as_response(PolledPage(**(fields | changes)))  # type: ignore[arg-type]
    return poll_digest(page_of(response, "s", URL, NOW), response, reading, crawled, last)


READ = Announcement(outcome=Outcome.OK, candidates=(Candidate(source_id="s", url="https://news.example/1"),))
UNCHANGED = Announcement(outcome=Outcome.NOT_MODIFIED)


def test_what_was_read_is_remembered_with_the_host_it_came_from() -> None:
    crawled = source(urls=(URL,))
    known = digest_after(
        READ, crawled, url="https://feeds.example/x", redirected_from=(URL,), redirected_by=(302,)
    )
    assert known == PollDigest(
        digest=digest_of(b"news", reading_key(crawled)), authority="https://feeds.example", announced=1
    )


def test_a_304_to_a_crawl_keeps_what_was_remembered() -> None:
    assert digest_after(UNCHANGED, source(), KNOWN, status=304) == KNOWN
    assert digest_after(UNCHANGED, source(), status=304) == PollDigest(authority=HOST)


def test_what_only_a_crawl_can_poll_is_not_remembered() -> None:
    empty = Announcement(outcome=Outcome.EMPTY)
    index = replace(READ, follow=("https://news.example/part.xml",))
    assert digest_after(empty, source()) is None
    assert digest_after(index, source(kind=SourceKind.SITEMAP)) is None
    # The further pages of a listing are read only while everything on it is new.
    assert digest_after(index, source(kind=SourceKind.LISTING)) is not None
    # robots.txt of a host in between would not be at hand.
    hops = (URL, "https://short.example/x")
    assert digest_after(READ, source(), redirected_from=hops, redirected_by=(302, 302)) is None
    for reading in (READ, UNCHANGED):
        assert (
            digest_after(reading, source(), KNOWN, redirected_from=(URL,), redirected_by=("script",)) is None
        )


def test_a_change_that_was_announced_but_not_looked_at_is_noticed() -> None:
    changed = Candidate(source_id="s", url=URL, updated_at=NOW)
    visits = {URL: NOW - timedelta(minutes=5)}
    assert has_changes_left({URL: changed}, visits, [])
    assert not has_changes_left({URL: changed}, visits, [URL])
    assert not has_changes_left({URL: changed}, {URL: NOW}, [])
    assert not has_changes_left({URL: replace(changed, updated_at=None)}, visits, [])
