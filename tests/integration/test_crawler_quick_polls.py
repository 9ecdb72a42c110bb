"""Polls by the light client: its promises one by one, and what a crawl makes of its answers."""

import asyncio
import gzip
import os
import signal
import ssl
import subprocess
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.polling import CrawlLimits, CrawlReport
from crawler.quick_polls import PollUrl, QuickAnswer, QuickPoll, RobotsAnswer, digest_of
from crawler.quick_polls import client as light
from crawler.quick_polls.client import LightClient
from crawler.quick_polls.guarded_backend import Resolver
from crawler.quick_polls.poller import QuickPoller
from crawler.workers import WorkerPool, collect
from storage import open_archive
from tests.integration.test_crawler_collect import NOW, archive, children_of, crawl, local, one, site, state
from tests.integration.test_crawler_faults import raw_server
from tests.site import Answer, Site
from yaluwatch.model import Fetch, Outcome, Source, SourceKind

__all__ = ["archive", "site"]

SOON = timedelta(minutes=15)
FEED = {"Content-Type": "application/rss+xml"}
NO_RULES = RobotsAnswer.of(404, b"")


def poll_of(*urls: str, digest: str = "", robots: bytes | None = None, **changes: object) -> QuickPoll:
    """A poll of these URLs, of a source whose host has the given robots.txt, or none."""
    hosts = {"/".join(url.split("/")[:3]) for url in urls}
    rules = NO_RULES if robots is None else RobotsAnswer.of(200, robots)
    fields = {
        "urls": tuple(PollUrl(url=url, headers={"Accept": "*/*"}, digest=digest) for url in urls),
        "user_agent": "Yaluwatch/0.1 (+https://recorder.example)",
        "robots": dict.fromkeys(hosts, rules),
        "allow_private": True,
    }
    return QuickPoll(**(fields | changes))  # type: ignore[arg-type]


def ask(poll: QuickPoll, resolve: Resolver | None = None) -> QuickAnswer:
    return asyncio.run(LightClient(ssl.create_default_context(), resolve=resolve).poll(poll))


# Promises of the client


def test_the_light_client_says_who_it_is_and_sends_what_it_is_given(site: Site) -> None:
    site.feed("/feed", "/a/1")
    url = PollUrl(url=f"{site.address}/feed", headers={"Accept": "text/xml", "If-None-Match": 'W/"\xe9 1"'})
    answer = ask(poll_of(url.url, urls=(url,)))
    (headers,) = site.headers
    assert headers["user-agent"] == "Yaluwatch/0.1 (+https://recorder.example)"
    assert (headers["accept"], headers["if-none-match"]) == ("text/xml", 'W/"\xe9 1"')
    assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert headers["host"] == site.address.removeprefix("http://")
    assert not {"cookie", "referer", "if-modified-since"} & headers.keys()
    assert (answer.left, answer.pages[0].status) == ("", 200)


def test_an_environment_with_a_proxy_changes_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.feed("/feed", "/a/1")
    assert not ask(poll_of(f"{site.address}/feed")).left


def test_a_packed_answer_is_unpacked_and_compared(site: Site) -> None:
    site.feed("/feed", "/a/1")
    plain = site.answers["/feed"]
    assert not callable(plain)
    digest = digest_of(plain[2], "")
    site.answers["/feed"] = (200, FEED | {"Content-Encoding": "gzip"}, gzip.compress(plain[2]))
    answer = ask(poll_of(f"{site.address}/feed", digest=digest))
    assert answer.is_quiet
    assert (answer.pages[0].size, answer.pages[0].body) == (len(plain[2]), "")
    changed = ask(poll_of(f"{site.address}/feed", digest="another"))
    assert not changed.is_quiet
    assert changed.pages[0].content == plain[2]
    assert "content-encoding" not in changed.pages[0].headers


def test_cookies_are_neither_sent_back_nor_carried_to_another_source(site: Site) -> None:
    site.feed("/one", "/a/1", headers={"Set-Cookie": "id=1; Path=/"})
    site.feed("/two", "/a/1")
    ask(poll_of(f"{site.address}/one", f"{site.address}/two"))
    assert site.paths() == ["/one", "/two"]
    assert not any("cookie" in headers for headers in site.headers)


def test_a_redirect_that_sets_a_cookie_is_left_to_a_crawl(site: Site) -> None:
    site.answers["/feed"] = (302, {"Location": "/there", "Set-Cookie": "seen=1"}, b"")
    assert "cookie" in ask(poll_of(f"{site.address}/feed")).left
    assert site.paths() == ["/feed"]


def test_redirects_are_followed_up_to_a_limit(site: Site) -> None:
    site.answers["/feed"] = (301, {"Location": "/b"}, b"")
    site.answers["/b"] = (307, {"Location": f"{site.address}/c#top"}, b"")
    site.feed("/c", "/a/1")
    (page,) = ask(poll_of(f"{site.address}/feed")).pages
    assert (page.asked, page.url) == (f"{site.address}/feed", f"{site.address}/c")
    assert page.redirected_by == (301, 307)
    assert page.redirected_from == (f"{site.address}/feed", f"{site.address}/b")
    site.asked.clear()
    site.answers["/feed"] = (302, {}, b"")
    assert "nowhere" in ask(poll_of(f"{site.address}/feed")).left
    site.answers["/feed"] = (302, {"Location": "/단둥".encode().decode("latin-1")}, b"")
    site.feed("/%EB%8B%A8%EB%91%A5", "/a/1")
    assert not ask(poll_of(f"{site.address}/feed")).left
    site.asked.clear()
    site.answers["/feed"] = (302, {"Location": "/feed"}, b"")
    assert "redirects" in ask(poll_of(f"{site.address}/feed")).left
    assert len(site.asked) == light.MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://a.example/x", "http://user:secret@127.0.0.1/", "http://[::1"],
)
def test_a_redirect_to_an_address_of_another_kind_is_not_followed(site: Site, target: str) -> None:
    site.answers["/feed"] = (302, {"Location": target}, b"")
    assert ask(poll_of(f"{site.address}/feed")).left
    assert site.paths() == ["/feed"]


def test_private_addresses_are_out_of_reach_directly_and_by_redirect(site: Site) -> None:
    site.feed("/feed", "/a/1")
    direct = ask(poll_of(f"{site.address}/feed", allow_private=False))
    assert "our own network" in direct.left
    assert site.asked == []
    site.answers["/away"] = (302, {"Location": "http://169.254.169.254/meta-data/"}, b"")
    hosts = {site.address: NO_RULES, "http://169.254.169.254": NO_RULES}
    moved = ask(replace(poll_of(f"{site.address}/away"), robots=hosts))
    assert "our own network" in moved.left


def test_a_redirect_to_loopback_is_refused_where_the_first_host_was_public(site: Site) -> None:
    """The public name leads, for this test, to the site; the redirect names loopback itself."""
    site.answers["/feed"] = (302, {"Location": f"http://localhost:{site.port}/secret"}, b"")
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    poll = poll_of(f"http://public.example:{site.port}/feed", allow_private=False)
    assert "our own network" in ask(poll, resolve).left
    assert asked == ["public.example"]
    assert site.asked == []


def test_a_name_is_looked_up_once_for_each_connection_and_that_address_is_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/feed"] = (200, FEED | {"Connection": "close"}, b"<rss/>")
    rounds = iter([["93.184.216.34"], ["127.0.0.1"]])
    used: list[str] = []

    async def resolve(_host: str, _port: int) -> list[str]:
        return next(rounds)

    from httpcore import AnyIOBackend, AsyncNetworkStream

    connect = AnyIOBackend.connect_tcp

    async def connect_tcp(self: AnyIOBackend, host: str, port: int, *rest: object) -> AsyncNetworkStream:
        used.append(host)
        # The public address is, for this test, the site on this machine.
        return await connect(self, "127.0.0.1", port)

    monkeypatch.setattr(AnyIOBackend, "connect_tcp", connect_tcp)
    url = f"http://rebinding.example:{site.port}/feed"
    answer = ask(poll_of(url, url, allow_private=False), resolve)
    assert used == ["93.184.216.34"]
    assert [page.status for page in answer.pages] == [200]
    assert "our own network" in answer.left
    assert site.paths() == ["/feed"]


def test_what_robots_txt_forbids_or_does_not_say_is_not_asked_for(site: Site) -> None:
    site.feed("/feed", "/a/1")
    url = f"{site.address}/feed"
    assert "robots.txt forbids" in ask(poll_of(url, robots=b"User-agent: *\nDisallow: /feed")).left
    assert "robots.txt forbids" in ask(poll_of(url, robots=b"User-agent: yaluwatch\nDisallow: /")).left
    assert "not at hand" in ask(replace(poll_of(url), robots={})).left
    assert "not at hand" in ask(replace(poll_of(url), robots={site.address: RobotsAnswer.of(503, b"")})).left
    assert site.asked == []
    assert not ask(poll_of(url, robots=b"User-agent: *\nDisallow: /other")).left


def test_each_hop_of_a_redirect_is_checked_against_robots_txt(site: Site) -> None:
    site.answers["/feed"] = (302, {"Location": "/private/feed"}, b"")
    answer = ask(poll_of(f"{site.address}/feed", robots=b"User-agent: *\nDisallow: /private"))
    assert "robots.txt forbids" in answer.left
    with closing(Site()) as other:
        site.answers["/feed"] = (302, {"Location": f"{other.address}/feed"}, b"")
        assert "not at hand" in ask(poll_of(f"{site.address}/feed")).left
        assert other.asked == []
    assert site.paths() == ["/feed", "/feed"]


def test_requests_to_one_host_keep_the_longer_of_both_delays(site: Site) -> None:
    for path in ("/one", "/two"):
        site.feed(path, "/a/1")
    urls = [f"{site.address}{path}" for path in ("/one", "/two")]
    for delay, rules in [(0.4, b""), (0.0, b"User-agent: *\nCrawl-delay: 0.4")]:
        site.spans.clear()
        answer = ask(poll_of(*urls, robots=rules, delay_seconds=delay))
        assert not answer.left
        assert answer.pause == 0.4
        assert site.spans[1][0] - site.spans[0][0] >= 0.39


def test_a_delay_longer_than_the_poll_may_take_leaves_the_rest_to_a_crawl(site: Site) -> None:
    for path in ("/one", "/two"):
        site.feed(path, "/a/1")
    urls = [f"{site.address}{path}" for path in ("/one", "/two")]
    answer = ask(poll_of(*urls, robots=b"User-agent: *\nCrawl-delay: 60", seconds=20.0))
    assert "too long" in answer.left
    assert [page.asked for page in answer.pages] == urls[:1]
    assert answer.pause == 60.0
    assert site.paths() == ["/one"]


def test_answers_that_are_too_large_before_or_after_unpacking_are_left(site: Site) -> None:
    site.answers["/big"] = (200, FEED, b"x" * (11 * 1024 * 1024))
    bomb = gzip.compress(bytes(100_000_000))
    site.answers["/bomb"] = (200, FEED | {"Content-Encoding": "gzip"}, bomb)
    for path in ("/big", "/bomb"):
        assert "too large" in ask(poll_of(f"{site.address}{path}")).left


def test_slow_and_endless_answers_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(light, "TIMEOUT", 1.0)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
    with (
        raw_server(head + b"Content-Length: 1000000\r\n\r\n", b"<", 0.05) as dripping,
        raw_server(
            head + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + bytes(0x10000) + b"\r\n", 0
        ) as endless,
        raw_server(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n", 0.0001) as headers,
        raw_server(b"", b"", 30.0) as silent,
        raw_server(b"\x00\xff no http\r\n\r\n", b"", 30.0) as nonsense,
    ):
        for address in (dripping, endless, headers, silent, nonsense):
            answer = ask(poll_of(f"{address}/feed"))
            assert answer.left
            assert answer.pages == ()


@pytest.mark.parametrize(
    "line", [b"get to cache: not supported", b'"X-Frame: 0"', b"no colon", b"X-A : b", b"X: \x00"]
)
def test_answers_with_malformed_headers_are_left_to_a_crawl(line: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\n" + line + b"\r\nContent-Length: 6\r\n\r\n<rss/>"
    with raw_server(head, b"", 30.0) as address:
        assert "ProtocolError" in ask(poll_of(f"{address}/feed")).left


def test_the_whole_poll_has_a_limit_too(site: Site) -> None:
    def slowly() -> Answer:
        time.sleep(1)
        return 200, FEED, b"<rss/>"

    site.answers["/feed"] = slowly
    answer = ask(poll_of(*[f"{site.address}/feed"] * 5, seconds=2.5))
    assert answer.left
    assert 1 <= len(answer.pages) < 5


def test_tls_without_a_valid_certificate_is_left(site: Site) -> None:
    url = f"https://127.0.0.1:{site.port}/feed"
    assert ask(poll_of(url)).left


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for news.example that vouches for itself, and its key."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    name = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run(
        ["openssl", "req", "-x509", *kind, *name, "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key


def test_the_name_is_verified_although_the_address_is_connected_to(certificate: tuple[Path, Path]) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    server = ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    trusting = ssl.create_default_context(cafile=str(certificate[0]))

    def left(host: str, tls: ssl.SSLContext) -> str:
        poll = poll_of(f"https://{host}:{server.server_port}/missing")
        return asyncio.run(LightClient(tls, resolve=resolve).poll(poll)).left

    try:
        assert "HTTP 404" in left("news.example", trusting)
        assert "certificate" in left("other.example", trusting)
        assert "certificate" in left("news.example", ssl.create_default_context())
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 500, 502, 304])
def test_other_answers_are_left_to_a_crawl(site: Site, status: int) -> None:
    site.answers["/feed"] = (status, {}, b"" if status in {204, 304} else b"<rss/>")
    assert str(status) in ask(poll_of(f"{site.address}/feed")).left


def test_web_pages_in_place_of_a_feed_are_left_and_listings_are_read(site: Site) -> None:
    site.page("/list", "<!doctype html><html><body><a href='/2026/09/27/x'>Story</a></body></html>")
    site.page("/moved", "<html><script>location.replace('/list')</script></html>")
    site.page("/odd", "<rss><channel><description>&lt;p&gt; <html> in a feed</description></channel></rss>")
    site.page("/xhtml", "\ufeff<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE html><html></html>")
    assert ask(poll_of(f"{site.address}/list")).left
    assert ask(poll_of(f"{site.address}/xhtml")).left
    assert not ask(poll_of(f"{site.address}/odd")).left
    site.page("/comments", "<!---->" * 2000)
    assert not ask(poll_of(f"{site.address}/comments")).left
    assert not ask(poll_of(f"{site.address}/list", reads_html=True)).left
    assert ask(poll_of(f"{site.address}/moved", reads_html=True)).left


# The process


def helpers() -> list[int]:
    """The light client's processes of this one."""
    return [
        pid
        for pid in children_of(os.getpid())
        if b"crawler.quick_polls.server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def fork_servers() -> list[int]:
    return [
        pid
        for pid in children_of(os.getpid())
        if b"crawler.workers.fork_server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes in /proc")


@needs_proc
def test_the_process_is_kept_and_started_again_after_it_was_killed(site: Site) -> None:
    site.feed("/feed", "/a/1")
    poll = poll_of(f"{site.address}/feed")
    poller = QuickPoller()
    try:
        assert poller.ask(poll) is not None
        (first,) = helpers()
        assert poller.ask(poll) is not None
        assert helpers() == [first]
        os.kill(first, signal.SIGKILL)
        answers = [poller.ask(poll) for _ in range(3)]
        assert answers[-1] is not None
        assert helpers() not in ([], [first])
    finally:
        poller.close()
    assert helpers() == []


def test_a_poll_under_way_is_given_up_when_the_process_is_stopped(site: Site) -> None:
    poller, asked, answered = QuickPoller(), threading.Event(), threading.Event()

    def hang() -> Answer:
        asked.set()
        answered.wait(600)
        return 200, FEED, b"<rss/>"

    site.answers["/feed"] = hang
    poll = poll_of(f"{site.address}/feed")
    found: list[QuickAnswer | None] = []
    thread = threading.Thread(target=lambda: found.append(poller.ask(poll)))
    thread.start()
    try:
        assert asked.wait(600)
        poller.stop()
        thread.join(600)
        assert found == [None]
        assert poller.ask(poll) is None
    finally:
        answered.set()
        poller.close()


def test_a_process_that_can_not_work_is_not_started_for_ever(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    poller = QuickPoller()
    start = poller._started

    def count() -> object:
        started.append("again")
        return start()

    monkeypatch.setattr(poller, "_started", count)
    monkeypatch.setattr("yaluwatch.child_process.sys.executable", "/bin/false")
    site.feed("/feed", "/a/1")
    poll = poll_of(f"{site.address}/feed")
    assert [poller.ask(poll) for _ in range(20)] == [None] * 20
    assert len(started) <= 5
    monkeypatch.undo()
    poller.reopen()
    assert poller.ask(poll) is not None
    poller.close()


# With crawls


def polls(archive: Path) -> list[Fetch]:
    with open_archive(archive) as opened:
        return opened.sources.fetch_log("s", "poll", limit=50)


def prepared(site: Site, archive: Path, **changes: object) -> Source:
    """A source with one article, crawled once."""
    site.feed("/feed", "/a/1001", headers={"ETag": '"v1"'})
    site.article("/a/1001", "Customs")
    crawled = local(site, **changes)
    assert one(archive, crawled).new == 1
    site.asked.clear()
    site.headers.clear()
    return crawled


@needs_proc
@pytest.mark.usefixtures("no_kept_fork_server")
def test_unchanged_sources_need_no_crawl_worker(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive)
    processes: set[int] = set()
    with WorkerPool() as pool:
        for number, answer in enumerate([(304, {}, b""), site.answers["/feed"]], start=1):
            site.answers["/feed"] = answer
            reports = collect(
                [crawled],
                archive,
                limits=CrawlLimits(),
                user_agent="Yaluwatch/0.1",
                now=NOW + number * timedelta(minutes=5),
                on_report=lambda _: None,
                workers=pool,
            )
            assert [report.outcome for report in reports] == [[Outcome.NOT_MODIFIED, Outcome.OK][number - 1]]
            assert fork_servers() == []
            processes.update(helpers())
    assert len(processes) == 1, "one light client for all rounds"
    assert [path for path, _ in site.asked] == ["/feed", "/feed"]
    assert site.headers[0]["if-none-match"] == '"v1"'
    assert [(fetch.outcome, fetch.status) for fetch in polls(archive)] == [
        (Outcome.OK, 200),
        (Outcome.NOT_MODIFIED, 304),
        (Outcome.OK, 200),
    ]
    known = state(archive)
    assert (known.successes, known.last_outcome) == (3, Outcome.OK)
    assert known.next_poll_at is not None
    assert known.next_poll_at > NOW + timedelta(minutes=20)


def test_a_changed_feed_is_asked_for_once_and_read_by_the_crawl(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive, delay_seconds=0.5)
    site.feed("/feed", "/a/1002", "/a/1001", headers={"ETag": '"v2"'})
    site.article("/a/1002", "Bridge")
    report = one(archive, crawled, now=NOW + SOON)
    assert (report.outcome, report.announced, report.new) == (Outcome.OK, 2, 1)
    assert [path for path, _ in site.asked] == ["/feed", "/a/1002"]
    assert site.asked[1][1] - site.asked[0][1] >= 0.45
    assert state(archive).validators == {f"{site.address}/feed": ('"v2"', "")}
    assert (polls(archive)[-1].announced, polls(archive)[-1].new) == (2, 1)
    assert one(archive, crawled, now=NOW + 2 * SOON).new == 0
    assert [path for path, _ in site.asked] == ["/feed", "/a/1002", "/feed"]


def test_when_one_of_two_feeds_has_changed_each_is_asked_for_once(site: Site, archive: Path) -> None:
    site.feed("/one", "/a/1001", headers={"ETag": '"v1"'})
    site.feed("/two", "/a/1002")
    for path in ("/a/1001", "/a/1002", "/a/1003"):
        site.article(path, f"Story {path}")
    both = local(site, urls=(f"{site.address}/one", f"{site.address}/two"))
    assert one(archive, both).new == 2
    site.asked.clear()
    site.answers["/one"] = (304, {}, b"")
    site.feed("/two", "/a/1003", "/a/1002")
    report = one(archive, both, now=NOW + SOON)
    assert (report.outcome, report.new) == (Outcome.OK, 1)
    assert sorted(path for path, _ in site.asked) == ["/a/1003", "/one", "/two"]
    assert state(archive).validators == {f"{site.address}/one": ('"v1"', "")}
    site.asked.clear()
    assert one(archive, both, now=NOW + timedelta(minutes=20)).fetched == 0
    assert [path for path, _ in site.asked] == ["/one", "/two"]


def test_a_full_text_feed_that_has_changed_is_stored_without_a_second_request(
    site: Site, archive: Path
) -> None:
    def send(*names: str) -> None:
        text = "<![CDATA[" + "<p>A lorry crossed the bridge at Dandong today.</p>" * 8 + "]]>"
        items = "".join(
            f"<item><title>{name}</title><link>{site.address}/{name}</link>"
            f"<description>{text}</description></item>"
            for name in names
        )
        site.page("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>", "text/xml")

    send("one")
    whole = local(site, full_text_feed=True)
    assert one(archive, whole).new == 1
    site.asked.clear()
    send("two", "one")
    report = one(archive, whole, now=NOW + SOON)
    assert (report.new, report.fetched) == (1, 0)
    assert [path for path, _ in site.asked] == ["/feed"]


def test_a_long_pause_asked_for_ends_the_poll_with_one_request(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive)
    site.answers["/feed"] = (429, {"Retry-After": "7200"}, b"")
    report = one(archive, crawled, now=NOW + SOON)
    assert report.outcome is Outcome.RATE_LIMITED
    assert [path for path, _ in site.asked] == ["/feed"]
    due = state(archive).next_poll_at
    assert due is not None
    assert due >= NOW + SOON + timedelta(seconds=7200)


def test_a_short_pause_asked_for_is_waited_for(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive)
    feed = site.answers["/feed"]
    assert not callable(feed)
    answers = iter([(503, {"Retry-After": "2"}, b"")])
    site.answers["/feed"] = lambda: next(answers, feed)
    assert one(archive, crawled, now=NOW + SOON).outcome is Outcome.OK
    (first, second) = (moment for path, moment in site.asked)
    assert second - first >= 1.95


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((404, {}, b"no"), Outcome.NOT_FOUND),
        ((403, {}, b"no"), Outcome.FORBIDDEN),
        ((302, {"Location": "http://169.254.169.254/meta-data/"}, b""), Outcome.BLOCKED_ADDRESS),
        ((302, {"Location": "/feed"}, b""), Outcome.TOO_MANY_REDIRECTS),
        ((200, FEED | {"Content-Encoding": "gzip"}, gzip.compress(bytes(100_000_000))), Outcome.TOO_LARGE),
        ((200, {}, b"<!doctype html><html><body>Log in</body></html>"), Outcome.HTML_INSTEAD_OF_FEED),
    ],
)
def test_a_source_that_goes_wrong_has_the_outcome_it_had_before(
    site: Site, archive: Path, answer: Answer, outcome: Outcome
) -> None:
    crawled = prepared(site, archive)
    site.answers["/feed"] = answer
    report = one(archive, crawled, now=NOW + SOON)
    assert report.outcome is outcome
    assert [fetch.outcome for fetch in polls(archive)] == [Outcome.OK, outcome]
    site.asked.clear()
    site.feed("/feed", "/a/1001")
    assert one(archive, crawled, now=NOW + 2 * SOON).outcome is Outcome.OK
    assert [path for path, _ in site.asked if path == "/feed"] == ["/feed"]


def test_after_a_poll_that_only_a_crawl_could_do_the_next_one_is_a_crawl_at_once(
    site: Site, archive: Path
) -> None:
    crawled = prepared(site, archive)
    site.feed("/there", "/a/1001")
    site.answers["/feed"] = (302, {"Location": "/there", "Set-Cookie": "seen=1"}, b"")
    for number, expected in enumerate([["/feed", "/feed", "/there"], ["/feed", "/there"]], start=1):
        site.asked.clear()
        assert one(archive, crawled, now=NOW + number * timedelta(minutes=5)).outcome is Outcome.OK
        assert [path for path, _ in site.asked] == expected


def test_a_304_with_a_new_etag_renews_what_is_asked_with(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive)
    site.answers["/feed"] = (304, {"ETag": '"v2"'}, b"")
    for minutes in (5, 10):
        report = one(archive, crawled, now=NOW + timedelta(minutes=minutes))
        assert report.outcome is Outcome.NOT_MODIFIED
    assert [headers["if-none-match"] for headers in site.headers] == ['"v1"', '"v2"']


def test_new_items_under_an_etag_that_stays_the_same_are_read(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive)
    site.feed("/feed", "/a/1002", "/a/1001", headers={"ETag": '"v1"'})
    site.article("/a/1002", "Bridge")
    assert one(archive, crawled, now=NOW + SOON).new == 1


def test_articles_due_for_a_visit_are_visited(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive)
    site.answers["/feed"] = (304, {}, b"")
    site.article("/a/1001", "Customs", "Corrected: it was the 40th lorry.")
    report = one(archive, crawled, now=NOW + timedelta(hours=12))
    assert (report.outcome, report.edited) == (Outcome.NOT_MODIFIED, 1)
    assert site.paths() == ["/feed", "/a/1001"]


def test_pages_refused_for_now_are_tried_again_although_the_feed_is_the_same(
    site: Site, archive: Path
) -> None:
    site.feed("/feed", "/a/1001")
    site.answers["/a/1001"] = (403, {}, b"not now")
    assert one(archive, local(site)).new == 0
    site.article("/a/1001", "Customs")
    assert one(archive, local(site), now=NOW + SOON).new == 1


def test_articles_over_the_page_limit_are_not_forgotten(site: Site, archive: Path) -> None:
    names = [f"/a/100{number}" for number in range(3)]
    site.feed("/feed", *names)
    for name in names:
        site.article(name, f"Story {name}")
    few = local(site, max_pages=1)
    assert [one(archive, few, now=NOW + turn * timedelta(minutes=5)).new for turn in range(4)] == [1, 1, 1, 0]


def test_the_parts_of_a_sitemap_index_are_read_although_the_index_is_the_same(
    site: Site, archive: Path
) -> None:
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

    def publish(*paths: str) -> None:
        urls = "".join(f"<url><loc>{site.address}{path}</loc></url>" for path in paths)
        site.page("/part.xml", f"<urlset {ns}>{urls}</urlset>", "text/xml")

    site.page(
        "/map",
        f"<sitemapindex {ns}><sitemap><loc>{site.address}/part.xml</loc></sitemap></sitemapindex>",
        "text/xml",
    )
    for path in ("/a/1001", "/a/1002"):
        site.article(path, f"Story {path}")
    publish("/a/1001")
    mapped = local(site, kind=SourceKind.SITEMAP, urls=(f"{site.address}/map",))
    assert one(archive, mapped).new == 1
    publish("/a/1002", "/a/1001")
    assert one(archive, mapped, now=NOW + SOON).new == 1


def test_changed_settings_read_the_same_feed_anew(site: Site, archive: Path) -> None:
    site.feed("/feed", "/a/1001", "/b/1002")
    site.article("/a/1001", "Customs")
    site.article("/b/1002", "Bridge")
    assert one(archive, local(site, exclude=("/b/",))).new == 1
    assert one(archive, local(site), now=NOW + SOON).new == 1


def test_sources_of_one_host_keep_its_crawl_delay_between_quick_polls(site: Site, archive: Path) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 1.5", "text/plain")
    sources = []
    for name in ("s", "t"):
        site.feed(f"/{name}", f"/a/{name}001")
        site.article(f"/a/{name}001", f"Story {name}")
        sources.append(local(site, id=name, urls=(f"{site.address}/{name}",)))
    assert sum(report.new for report in crawl(archive, *sources)) == 2
    site.asked.clear()
    reports = crawl(archive, *sources, now=NOW + timedelta(minutes=5))
    assert {report.outcome for report in reports} == {Outcome.OK}
    times = [moment for _, moment in site.asked]
    assert len(times) == 2
    assert all(later - earlier >= 1.4 for earlier, later in pairwise(times))


def test_a_source_claimed_by_another_process_is_not_polled(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive)
    stop = threading.Event()
    with open_archive(archive) as opened:
        names = [f"source:{crawled.id}"]
        assert opened.claims.take(names, "another machine/1/1", time.time(), lease=600)
    timer = threading.Timer(3, stop.set)
    timer.start()
    reports = collect(
        [crawled],
        archive,
        limits=CrawlLimits(),
        user_agent="Yaluwatch/0.1",
        now=NOW + SOON,
        on_report=lambda _: None,
        stop=stop,
    )
    assert reports == []
    assert site.asked == []


@needs_proc
def test_a_light_client_that_is_killed_in_mid_poll_costs_nothing(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive, delay_seconds=0.5)
    feed = site.answers["/feed"]
    assert not callable(feed)
    killed: list[int] = []

    def die() -> Answer:
        if not killed:
            killed.extend(helpers())
            os.kill(killed[0], signal.SIGKILL)
        return feed

    site.answers["/feed"] = die
    report = one(archive, crawled, now=NOW + timedelta(minutes=5))
    assert (report.outcome, report.announced) == (Outcome.OK, 1)
    assert len(killed) == 1
    times = [moment for path, moment in site.asked if path == "/feed"]
    assert len(times) == 2
    assert times[1] - times[0] >= 0.45
    assert state(archive).last_outcome is Outcome.OK


def test_stopping_ends_a_quick_poll_at_once_and_says_nothing_of_the_source(site: Site, archive: Path) -> None:
    crawled = prepared(site, archive)
    before = state(archive)
    stop, returned = threading.Event(), threading.Event()

    def hang() -> Answer:
        stop.set()
        returned.wait(600)
        return 304, {}, b""

    site.answers["/feed"] = hang
    reports: list[CrawlReport] = collect(
        [crawled],
        archive,
        limits=CrawlLimits(),
        user_agent="Yaluwatch/0.1",
        now=NOW + SOON,
        on_report=lambda _: None,
        stop=stop,
    )
    assert not returned.is_set()
    returned.set()
    assert reports == []
    assert state(archive) == before
