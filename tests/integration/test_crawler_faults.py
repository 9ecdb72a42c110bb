"""What a site may do to a crawl: each ends as a named outcome within its limits, and the others are served.

Further ones are in test_crawler_collect (hanging, throttled pages, robots.txt, closed ports, killed workers)
and in test_crawler_visitor (the same of a single look).
"""

import gzip
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import brotli  # type: ignore[import-untyped] # it ships none
import pytest
import zstandard
from pydantic import TypeAdapter

from crawler.polling.report import CrawlLimits, CrawlReport, Job
from storage import Hit, open_archive, parse_query
from tests.integration.test_crawler_collect import NOW, archive, crawl, local, one, site
from tests.site import Answer, Site
from tests.unit.test_crawler_extract import KOREAN, html
from yaluwatch.model import Outcome, SourceKind, SourceState

__all__ = ["archive", "site"]

HUGE = 100_000_000
XML = {"Content-Type": "application/rss+xml"}
ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><rss version='2.0'><channel><title>&a9;</title></channel></rss>"
)
EXTERNAL_ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY u SYSTEM "%s">]>'
    b"<rss version='2.0'><channel><item><title>&f;&u;</title><link>/a/1</link></item></channel></rss>"
)


def packed(how: str, body: bytes) -> Answer:
    return 200, XML | {"Content-Encoding": how}, body


BAD_ANSWERS: dict[str, tuple[Answer, Outcome]] = {
    "html": ((200, {}, b"<!doctype html><html><body>Log in</body></html>"), Outcome.HTML_INSTEAD_OF_FEED),
    "nothing": ((200, {}, b""), Outcome.PARSE_ERROR),
    "no-items": ((200, {}, b"<rss version='2.0'><channel></channel></rss>"), Outcome.EMPTY),
    "forbidden": ((403, {}, b"no"), Outcome.FORBIDDEN),
    "missing": ((404, {}, b"no"), Outcome.NOT_FOUND),
    "gone": ((410, {}, b"no"), Outcome.GONE),
    "broken": ((500, {}, b"no"), Outcome.SERVER_ERROR),
    "to-a-file": ((302, {"Location": "file:///etc/passwd"}, b""), Outcome.UNSUPPORTED_URL),
    "to-nowhere": ((302, {"Location": "/nowhere"}, b""), Outcome.NOT_FOUND),
    "to-itself": ((302, {"Location": "/to-itself"}, b""), Outcome.TOO_MANY_REDIRECTS),
    "to-metadata": ((302, {"Location": "http://169.254.169.254/meta-data/"}, b""), Outcome.BLOCKED_ADDRESS),
    "huge": ((200, {}, b"x" * (11 * 1024 * 1024)), Outcome.TOO_LARGE),
    "cut-short": (packed("gzip", gzip.compress(os.urandom(4000))[:2000]), Outcome.PARSE_ERROR),
    "entity-bomb": ((200, XML, ENTITY_BOMB), Outcome.EMPTY),
    "gzip-bomb": (packed("gzip", gzip.compress(bytes(HUGE))), Outcome.TOO_LARGE),
    "brotli-bomb": (packed("br", brotli.compress(bytes(HUGE))), Outcome.TOO_LARGE),
    "zstd-bomb": (packed("zstd", zstandard.compress(bytes(HUGE))), Outcome.TOO_LARGE),
    "gzip-in-gzip": (packed("gzip, gzip", gzip.compress(gzip.compress(bytes(HUGE)))), Outcome.TOO_LARGE),
}


def healthy(site: Site) -> None:
    """A feed with one good article at /healthy, whose source is called healthy."""
    site.feed("/healthy", "/a/2001")
    site.article("/a/2001", "Quanhe customs")


def beside_a_healthy_one(site: Site, archive: Path, **urls: str) -> dict[str, CrawlReport]:
    """Crawl these addresses, a source each, and see that the healthy one is served."""
    healthy(site)
    ill = [local(site, id=name, urls=(url,)) for name, url in urls.items()]
    reports = crawl(archive, *ill, local(site, id="healthy", urls=(f"{site.address}/healthy",)))
    by_name = {report.source_id: report for report in reports}
    assert (by_name["healthy"].outcome, by_name["healthy"].new) == (Outcome.OK, 1)
    return by_name


def articles(archive: Path) -> list[Hit]:
    with open_archive(archive, read_only=True) as opened:
        return opened.search.find(parse_query("relevant:any"), limit=9)


def test_every_bad_answer_to_a_poll_ends_as_its_outcome(site: Site, archive: Path) -> None:
    for name, (answer, _) in BAD_ANSWERS.items():
        site.answers[f"/{name}"] = answer
    reports = beside_a_healthy_one(site, archive, **{name: f"{site.address}/{name}" for name in BAD_ANSWERS})
    wanted = {name: outcome for name, (_, outcome) in BAD_ANSWERS.items()}
    assert {name: reports[name].outcome for name in wanted} == wanted
    assert all(report.seconds < 20 for report in reports.values())
    assert site.paths().count("/to-itself") <= 6
    with open_archive(archive) as opened:
        states = opened.sources.states()
    assert {name: states[name].last_outcome for name in wanted} == wanted
    assert all(states[name].next_poll_at for name in wanted)


def test_bad_pages_end_as_their_outcomes_and_the_good_one_is_read(site: Site, archive: Path) -> None:
    pages = {
        "/a/1": (packed("gzip", gzip.compress(bytes(HUGE))), Outcome.TOO_LARGE),
        "/a/2": (packed("br", brotli.compress(bytes(HUGE))), Outcome.TOO_LARGE),
        "/a/3": (packed("zstd", zstandard.compress(bytes(HUGE))), Outcome.TOO_LARGE),
        "/a/4": ((302, {"Location": "/a/4"}, b""), Outcome.TOO_MANY_REDIRECTS),
        "/a/5": ((302, {"Location": "http://169.254.169.254/"}, b""), Outcome.BLOCKED_ADDRESS),
    }
    for path, (answer, _) in pages.items():
        site.answers[path] = answer
    site.article("/a/6", "Customs")
    site.feed("/feed", *pages, "/a/6")
    report = one(archive, local(site))
    assert report.new == 1
    assert report.refused == {
        Outcome.TOO_LARGE: 3,
        Outcome.TOO_MANY_REDIRECTS: 1,
        Outcome.BLOCKED_ADDRESS: 1,
    }


def test_an_external_entity_is_not_fetched(site: Site, archive: Path) -> None:
    inside = f"{site.address}/secret".encode()
    site.answers["/feed"] = (200, XML, EXTERNAL_ENTITY % inside)
    site.answers["/secret"] = (200, {}, b"secret")
    site.article("/a/1", "Customs")
    one(archive, local(site))
    assert "/secret" not in site.paths()
    assert not any("root:" in stored.title for stored in articles(archive))


@contextmanager
def raw_server(first: bytes, more: bytes, pause: float) -> Iterator[str]:
    """Answers every request with `first` and then with `more`, again and again, until nobody listens."""
    listener = socket.create_server(("127.0.0.1", 0))
    closing = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection:
            asked = connection.recv(65536)
            if asked.startswith(b"GET /robots.txt"):
                connection.sendall(b"HTTP/1.1 404 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            try:
                connection.sendall(first)
                while not closing.wait(pause):
                    connection.sendall(more)
            except OSError:
                return

    def serve() -> None:
        while not closing.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        closing.set()
        listener.close()


def test_an_answer_without_end_and_one_drop_by_drop_end(site: Site, archive: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    with (
        raw_server(head + b"Transfer-Encoding: chunked\r\n\r\n", chunk, 0) as endless,
        raw_server(head + b"Content-Length: 1000000\r\n\r\n", b"<", 0.2) as dripping,
        raw_server(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n", 0.0001) as headers,
    ):
        reports = beside_a_healthy_one(
            site, archive, endless=f"{endless}/feed", dripping=f"{dripping}/feed", headers=f"{headers}/feed"
        )
    assert reports["endless"].outcome is Outcome.TOO_LARGE
    assert reports["dripping"].outcome is Outcome.TIMEOUT
    assert reports["headers"].outcome in {Outcome.CONNECTION, Outcome.TIMEOUT}


REBOUND = """
import socket, sys
from crawler.polling import Job
from pydantic import TypeAdapter

answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
looked_up = []
connect = socket.socket.connect_ex

def getaddrinfo(host, port, *args, **kwargs):
    looked_up.append(host)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

def connect_ex(self, address):
    # The public address of the first look-up is, for this test, the site on this machine.
    return connect(self, ("127.0.0.1", address[1]) if address[0] == "93.184.216.34" else address)

socket.getaddrinfo = getaddrinfo
socket.socket.connect_ex = connect_ex
from crawler.workers import worker
result = worker.run(TypeAdapter(Job).validate_json(sys.stdin.buffer.read()))
print(len(looked_up), result.report.outcome, result.report.detail)
"""


def test_a_name_that_turns_inwards_at_the_second_look_up_is_refused_then(site: Site, archive: Path) -> None:
    site.answers["/robots.txt"] = (200, {"Connection": "close"}, b"")
    site.feed("/feed", "/a/1001")
    port = site.address.rsplit(":", 1)[1]
    rebinding = local(site, allow_private=False, urls=(f"http://rebinding.example:{port}/feed",))
    job = Job(
        source=rebinding,
        state=SourceState(source_id=rebinding.id),
        archive_path=archive,
        user_agent="Yaluwatch/0.1",
        limits=CrawlLimits(),
        now=NOW,
    )
    open_archive(archive).close()
    done = subprocess.run(
        [sys.executable, "-c", REBOUND],
        input=TypeAdapter(Job).dump_json(job).decode(),
        capture_output=True,
        text=True,
        check=True,
        timeout=900,
    )
    assert done.stdout.splitlines()[-1].startswith("2 blocked_address")
    assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_a_calendar_without_end_is_left_after_a_few_pages(site: Site, archive: Path) -> None:
    numbers = count(1)

    def month() -> Answer:
        number = next(numbers)
        links = "".join(f'<a href="/news/2026/{number:05}{day:02}">Day {day}</a>' for day in range(1, 6))
        page = f'<html><body>{links}<a rel="next" href="/calendar?month={number}">next</a></body></html>'
        return 200, {"Content-Type": "text/html"}, page.encode()

    for number in range(200):
        site.answers[f"/calendar?month={number}"] = month
    site.answers["/calendar"] = month
    calendar = local(site, kind=SourceKind.LISTING, urls=(f"{site.address}/calendar",), max_pages=7)
    one(archive, calendar)
    asked = len(site.paths())
    assert asked <= 8
    # Known by now, and still every page brings news only.
    one(archive, calendar, now=NOW + timedelta(hours=6))
    paths = site.paths()[asked:]
    assert sum(path.startswith("/calendar") for path in paths) <= 4
    assert len(paths) <= 11


def test_a_headline_of_ten_megabytes_is_cut(site: Site, archive: Path) -> None:
    title = "Customs " * 1_200_000
    site.page("/a/1", html(["A lorry crossed the bridge at Dandong. " * 20], title=title))
    site.answers["/feed"] = (
        200,
        XML,
        f"<rss version='2.0'><channel><item><title>{title}</title><link>{site.address}/a/1</link></item>"
        "</channel></rss>".encode(),
    )
    report = one(archive, local(site))
    assert report.outcome is Outcome.OK
    assert sum(report.refused.values()) + report.new == 1
    assert all(len(stored.title) < 2_000 for stored in articles(archive))


@pytest.mark.parametrize(("told", "true"), [("utf-8", "cp949"), ("euc-kr", "utf-8"), ("big5", "utf-8")])
def test_a_wrong_charset_is_noticed(site: Site, archive: Path, told: str, true: str) -> None:
    site.feed("/feed", "/a/1001")
    page = html(KOREAN, title="단둥 세관 통관 재개")
    site.page("/a/1001", page.encode(true), f"text/html; charset={told}")
    assert one(archive, local(site, language="ko")).new == 1
    (stored,) = articles(archive)
    assert stored.title == "단둥 세관 통관 재개"
    assert "�" not in stored.body


def test_a_storm_of_429_is_answered_with_silence(site: Site, archive: Path) -> None:
    storm: Answer = (429, {}, b"slow down")
    site.answers |= dict.fromkeys(("/stormy", "/robots.txt", *(f"/a/{n}" for n in range(50))), storm)
    report = one(archive, local(site, urls=(f"{site.address}/stormy",)))
    assert report.outcome is Outcome.RATE_LIMITED
    assert len(site.asked) <= 3
    with open_archive(archive) as opened:
        due = opened.sources.state("s").next_poll_at
    assert due is not None
    assert due >= NOW + timedelta(minutes=10)


def test_a_clock_a_day_ahead_dates_nothing_in_the_future(site: Site, archive: Path) -> None:
    ahead = NOW + timedelta(days=1, hours=2)
    date = f"{ahead:%a, %d %b %Y %H:%M:%S} GMT"
    item = f"<item><title>T</title><link>{site.address}/a/1001</link><pubDate>{date}</pubDate></item>"
    site.answers["/feed"] = (
        200,
        XML | {"Date": date},
        f"<rss version='2.0'><channel>{item}</channel></rss>".encode(),
    )
    site.article("/a/1001", "Customs")
    assert one(archive, local(site)).new == 1
    (stored,) = articles(archive)
    assert stored.published_at is None or stored.published_at <= NOW + timedelta(hours=1)
