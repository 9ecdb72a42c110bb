"""The newsroom over real HTTP: what its sites announce, and how they answer."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser
import httpx
import pytest
import trafilatura
from lxml import etree, html

from newsroom import Case, Expected, Newsroom
from newsroom.publications import Publication, read_publications
from yaluwatch.errors import ServiceError
from yaluwatch.model import Outcome, Source, SourceKind

NOW = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)

PUBLICATIONS = {publication.id: publication for publication in read_publications()}
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(NOW) as open_newsroom:
        yield open_newsroom


def markup(page: bytes | str) -> Any:
    """An lxml element; its methods return more types than a test wants to tell apart."""
    return html.fromstring(page)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as open_client:
        yield open_client


def source_of(newsroom: Newsroom, name: str) -> Source:
    return next(source for source in newsroom.sources if source.id == name)


def announced(client: httpx.Client, source: Source) -> dict[str, str]:
    """Address → title of everything a source announces, read by a plain parser for its form."""
    found: dict[str, str] = {}
    for url in source.urls:
        answer = client.get(url)
        if source.kind is SourceKind.SITEMAP:
            for entry in etree.fromstring(answer.content).iter(f"{SITEMAP}url"):
                title = entry.findtext(f"{NEWS}news/{NEWS}title")
                found[entry.findtext(f"{SITEMAP}loc") or ""] = title or ""
        elif source.kind is SourceKind.LISTING:
            page = markup(answer.content.decode("gb18030"))
            page.make_links_absolute(url)
            found |= {
                link.get("href"): link.text_content() for link in page.cssselect(source.selectors.links)
            }
        elif url.endswith(".json"):
            found |= {item["url"]: item["title"] for item in answer.json()["items"]}
        else:
            feed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
            assert not feed.bozo, feed.get("bozo_exception")
            found |= {entry.link: entry.title for entry in feed.entries}
    return found


def decoded(publication: Publication, answer: httpx.Response) -> str:
    return answer.content.decode(publication.codec)


def test_every_feed_announces_exactly_what_is_expected(newsroom: Newsroom, client: httpx.Client) -> None:
    for source in newsroom.sources:
        if source.id == "liaodong-herald":
            continue
        found = {
            url: " ".join(title.split())
            for url, title in announced(client, source).items()
            if "utm_" not in url
        }
        expected = {
            each.url: each.title
            for each in newsroom.expected
            if each.publication == source.id and 0 in each.states
        }
        assert found == expected, source.id


def test_pages_decode_and_hold_the_whole_text(newsroom: Newsroom, client: httpx.Client) -> None:
    for each in readable(newsroom):
        publication = PUBLICATIONS[each.publication]
        answer = client.get(each.url)
        assert answer.status_code == 200
        assert ("charset" in answer.headers["Content-Type"]) is publication.charset_in_header
        text = markup(decoded(publication, answer)).text_content()
        assert "\ufffd" not in text
        assert each.title in " ".join(text.split())
        for paragraph in each.body.split("\n\n"):
            assert paragraph in text, each.id


def test_a_generic_extractor_finds_the_bodies(newsroom: Newsroom, client: httpx.Client) -> None:
    for each in readable(newsroom):
        publication = PUBLICATIONS[each.publication]
        body = trafilatura.extract(decoded(publication, client.get(each.url)), url=each.url) or ""
        found = sum(len(part) for part in each.body.split("\n\n") if part in body)
        assert found >= 0.9 * len(each.body.replace("\n", "")), each.id
        # Sites in an old-fashioned layout have selectors for what a generic reader takes along.
        if not source_of(newsroom, each.publication).selectors.body and each.case is not Case.TABLE:
            assert len(body) <= 1.2 * len(each.body), each.id


def test_selectors_find_title_body_and_time(newsroom: Newsroom, client: httpx.Client) -> None:
    for each in readable(newsroom):
        selectors = source_of(newsroom, each.publication).selectors
        if not selectors.body:
            continue
        page = markup(decoded(PUBLICATIONS[each.publication], client.get(each.url)))
        (title,), (body,) = page.cssselect(selectors.title), page.cssselect(selectors.body)
        (published,) = page.cssselect(selectors.published)
        assert " ".join(title.text_content().split()) == each.title
        assert each.body.split("\n\n")[-1] in body.text_content()
        assert "2026" in published.text_content()


def readable(newsroom: Newsroom) -> list[Expected]:
    """Articles whose page can be read in the morning without special care."""
    odd = {Case.RATE_LIMITED, Case.SOFT_404, Case.PAYWALL, Case.HOME_PAGE, Case.ROBOTS}
    return [
        each
        for each in newsroom.expected
        if 0 in each.states and PUBLICATIONS[each.publication].layout and each.case not in odd
    ]


def test_the_full_text_feed_carries_the_articles(newsroom: Newsroom, client: httpx.Client) -> None:
    source = source_of(newsroom, "northern-lens")
    assert source.full_text_feed
    feed = feedparser.parse(client.get(source.urls[0]).content)
    texts = {entry.link: markup(entry.content[0].value).text_content() for entry in feed.entries}
    for each in newsroom.expected:
        if each.publication == source.id:
            assert all(part in texts[each.url] for part in each.body.split("\n\n"))


def test_an_unchanged_feed_is_not_sent_again(newsroom: Newsroom, client: httpx.Client) -> None:
    for source in newsroom.sources:
        if source.id == "liaodong-herald":
            continue
        for url in source.urls:
            first = client.get(url)
            for header, validator in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
                again = client.get(url, headers={header: first.headers[validator]})
                assert (again.status_code, again.content) == (304, b""), url
                assert again.headers["ETag"] == first.headers["ETag"]


def test_an_old_or_odd_validator_brings_the_whole_feed(newsroom: Newsroom, client: httpx.Client) -> None:
    (url,) = source_of(newsroom, "yalu-courier").urls
    for header, value in (
        ("If-None-Match", '"other"'),
        ("If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT"),
        ("If-Modified-Since", "yesterday"),
    ):
        assert client.get(url, headers={header: value}).status_code == 200


def test_answers_are_compressed_when_accepted(newsroom: Newsroom, client: httpx.Client) -> None:
    (url,) = source_of(newsroom, "harbour-post").urls
    packed = client.get(url, headers={"Accept-Encoding": "gzip"})
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content


def test_every_site_has_a_home_page_and_its_own_robots(newsroom: Newsroom, client: httpx.Client) -> None:
    rules = {name: client.get(f"{base}/robots.txt").text for name, base in newsroom.publications.items()}
    assert [name for name, text in rules.items() if "Disallow: /" in text] == ["yalu-courier"]
    for source in newsroom.sources:
        if source.id != "liaodong-herald":
            answer = client.get(source.homepage)
            assert source.name in answer.content.decode(PUBLICATIONS[source.id].codec)


def test_requests_are_logged_as_they_came(client: httpx.Client) -> None:
    with Newsroom(NOW) as newsroom:
        url = f"{newsroom.publications['duman-tongsin']}/news/articleView.html?idxno=1&utm_source=x"
        started = time.monotonic()
        client.get(url, headers={"User-Agent": "tester/1", "If-None-Match": '"a"'})
        client.head(newsroom.sources[0].homepage)
        first, second = newsroom.requests()
    assert started <= first.time <= second.time <= time.monotonic()
    assert (first.publication, first.method, first.status) == ("duman-tongsin", "GET", 404)
    assert first.path == "/news/articleView.html?idxno=1&utm_source=x"
    assert (first.user_agent, first.conditional) == ("tester/1", {"if-none-match": '"a"'})
    assert (second.publication, second.method, second.status) == ("yalu-courier", "HEAD", 200)


def test_sources_are_entries_an_operator_could_write(newsroom: Newsroom) -> None:
    assert [source.id for source in newsroom.sources] == list(newsroom.publications)
    for source in newsroom.sources:
        base = newsroom.publications[source.id]
        assert source.homepage == f"{base}/"
        assert all(url.startswith(f"{base}/") for url in source.urls)
        assert source.allow_private
        assert source.delay_seconds == 0


def test_starting_and_stopping_leaves_nothing() -> None:
    threads = threading.active_count()
    with Newsroom(NOW) as newsroom:
        port = int(newsroom.publications["yalu-courier"].rsplit(":", 1)[1])
        with httpx.Client(trust_env=False) as lingering:
            lingering.get(newsroom.sources[0].homepage)
    assert threading.active_count() == threads
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_client_that_stays_connected_does_not_hold_it_up(client: httpx.Client) -> None:
    with Newsroom(NOW) as newsroom:
        client.get(newsroom.sources[0].homepage)
        base = newsroom.sources[0].homepage
    # Its connection is still open; the newsroom did not wait for it to be closed.
    with pytest.raises(httpx.HTTPError):
        client.get(base)


def test_given_ports_are_used_and_a_taken_one_is_named() -> None:
    with Newsroom(NOW) as newsroom:
        ports = [int(base.rsplit(":", 1)[1]) for base in newsroom.publications.values()]
        with pytest.raises(ServiceError, match=f"port {ports[0]}"), Newsroom(NOW, seed_ports=ports):
            pass
    with Newsroom(NOW, seed_ports=ports) as again:
        assert again.publications == newsroom.publications


def test_what_a_crawl_should_make_of_each_page_is_said(newsroom: Newsroom) -> None:
    odd = {each.case: each.outcome for each in newsroom.expected if each.outcome is not Outcome.OK}
    assert odd == {
        Case.SOFT_404: Outcome.SOFT_404,
        Case.HOME_PAGE: Outcome.HOME_PAGE,
        Case.ROBOTS: Outcome.ROBOTS,
    }


@pytest.mark.usefixtures("measured_programs")
def test_it_can_be_looked_at_in_a_browser() -> None:
    # A shell that starts the tests in the background has them ignore Ctrl-C, and their children with them.
    heeding = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command = [sys.executable, "-c", f"{heeding}runpy.run_module('newsroom', run_name='__main__')"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        first = process.stdout.readline()
        process.stdin.write("\n")
        process.stdin.flush()
        printed = iter(process.stdout.readline, "It is later now.\n")
        assert any("Ctrl-C" in line for line in printed)
        assert httpx.get(first.split()[0], trust_env=False).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=600) == 0
