"""The pages over a small archive."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from email import message_from_bytes, policy
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

import feedparser
import httpx
import pytest
from bs4 import BeautifulSoup
from itsdangerous import URLSafeTimedSerializer
from justhtml import JustHTML

from alerts.delivery import MessageDefaults, draft, queue, send_waiting
from alerts.subscriptions import ask, feed_token, read_confirmation
from alerts.transports import folder_transport
from storage import Archive, open_archive
from tests.samples import NOW, article, placement, source, subscribe, subscription, verdict
from tests.web_server import served
from web import create_app
from yaluwatch.errors import SubscriptionError
from yaluwatch.model import Outcome, SourceState

DEFAULTS = MessageDefaults("Yalu <y@example.org>", "http://yalu.example", "s3cret")
HOSTILE = "<script>alert(1)</script>밀수 {{ 7919*1337 }}"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        opened.articles.add(article(), None, publisher="Courier Press")
        opened.articles.add(
            article(url="https://b.example/2", title=HOSTILE, language="ko"), None, publisher="Harbour"
        )
        opened.verdicts.add([(stored, verdict()) for stored in opened.verdicts.untagged(10)], NOW)
        opened.articles.add(
            article(url="https://b.example/3", title="Football in Dandong"), None, publisher="Harbour"
        )
        off = verdict(is_relevant=False, tags=(), relevance=0.1)
        opened.verdicts.add([(stored, off) for stored in opened.verdicts.untagged(10)], NOW)
        waiting = opened.stories.ungrouped(10)
        for stored in waiting:
            opened.stories.add(placement(stored.id, waiting[0].id if stored != waiting[0] else None), NOW)
        opened.sources.save_state(SourceState(source_id="courier", last_outcome=Outcome.OK, last_ok_at=NOW))
        opened.sources.save_state(
            SourceState(source_id="dead", last_outcome=Outcome.DNS, last_detail="no such host <b>x</b>")
        )
        made = draft(opened, subscription(), [source()], period_key="x", web_url="", now=NOW)
        queue(opened, made, DEFAULTS)
        send_waiting(opened, folder_transport(tmp_path / "outbox"), NOW)
        yield opened


@pytest.fixture
def client(archive: Archive) -> Iterator[httpx.Client]:
    sources = [source(), source(id="dead", name="Dead One"), source(id="p", name="Paused", paused=True)]
    with served(create_app(archive.path, lambda: sources, hosts=["127.0.0.1"], secret="s3cret")) as opened:
        yield opened


def page(client: httpx.Client, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status
    # Raises at the first error a parser after https://html.spec.whatwg.org/ reports.
    JustHTML(answer.text, strict=True)
    return BeautifulSoup(answer.text, "lxml")


def article_link(client: httpx.Client, words: str) -> str:
    link = page(client, f"/search?q={words}").select_one("article h2 a")
    assert link is not None
    return str(link["href"])


def test_the_first_page_lists_relevant_articles_newest_first(client: httpx.Client) -> None:
    shown = page(client, "/search")
    assert len(shown.select("article")) == 2
    assert "2 articles" in shown.get_text()
    assert "The Yalu Courier" in shown.get_text()


def test_a_search_marks_what_it_found(client: httpx.Client) -> None:
    shown = page(client, "/search?q=smuggling")
    assert [mark.get_text() for mark in shown.select("mark")] == ["Smuggling", "Smuggling"]


def test_what_is_off_the_subject_is_shown_on_request(client: httpx.Client) -> None:
    assert len(page(client, "/search?q=relevant:any").select("article")) == 3


def test_a_place_is_found_under_another_name_and_marked(client: httpx.Client) -> None:
    shown = page(client, "/search?q=단둥")
    assert {mark.get_text() for mark in shown.select("mark")} == {"Dandong"}


def test_a_mistyped_query_is_explained(client: httpx.Client) -> None:
    shown = page(client, "/search?q=topik:x", 400)
    mistake = shown.select_one(".mistake")
    assert mistake is not None
    assert "topik" in mistake.get_text()


def test_nothing_found_says_what_to_try(client: httpx.Client) -> None:
    assert "No articles match" in page(client, "/search?q=zzz").get_text()


def test_an_article_shows_its_evidence_and_its_story(client: httpx.Client) -> None:
    shown = page(client, article_link(client, "trucks"))
    marks = [mark.get_text() for mark in shown.select("main mark")]
    assert marks == ["Freight trucks crossed from Dandong to Sinuiju on Monday."]
    text = shown.get_text(" ", strip=True)
    for wanted in ("93%", "rules-1-test", "border", "trade", "Dandong", "Same story in other sources"):
        assert wanted in text


def test_text_from_outside_is_text(client: httpx.Client) -> None:
    for path in ("/search?q=밀수", article_link(client, "밀수"), "/sources", "/digests", "/digests/1"):
        shown = page(client, path)
        assert not shown.select("script:not([src^='/static/'])")
        assert "10587703" not in [text.strip() for text in shown.stripped_strings]
        assert not shown.select("b")


def test_sources_show_first_what_needs_a_look(client: httpx.Client) -> None:
    rows = [row.get_text(" ", strip=True) for row in page(client, "/sources").select("tbody tr")]
    assert ["Dead One" in rows[0], "Yalu Courier" in rows[1], "Paused" in rows[2]] == [True] * 3
    assert "no such host" in rows[0]


def test_digests_are_listed_and_shown(client: httpx.Client) -> None:
    shown = page(client, "/digests")
    assert "[DPRK–China] 24 Nov: 1 story" in shown.get_text()
    assert "China–North Korea trade" in page(client, "/digests/1").get_text()


@pytest.mark.parametrize("path", ["/articles/1", "/digests/99", "/nowhere"])
def test_what_is_not_there_is_said_with_a_way_back(client: httpx.Client, path: str) -> None:
    shown = page(client, path, 404)
    assert shown.select_one("a[href='/']")


@pytest.mark.parametrize(
    "path", ["/articles/x", "/articles/99999999999999999999", "/search?before=-1", "/digests/-1"]
)
def test_odd_numbers_are_refused_with_a_page(client: httpx.Client, path: str) -> None:
    assert page(client, path, 422 if "?" in path else 404).select_one(".mistake")


def test_every_answer_forbids_scripts_and_framing(client: httpx.Client) -> None:
    for path in ("/search", "/sources", "/digests/1", "/nowhere", "/static/page.css", "/health"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        allowed = dict(one.split(maxsplit=1) for one in policy.split("; ") if " " in one)
        assert allowed.get("script-src", "'self'") == "'self'"
        assert "frame-ancestors 'none'" in policy or "frame-ancestors 'self'; sandbox" in policy


def test_another_host_name_is_refused(client: httpx.Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed_over_the_web(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/").status_code == 405


def test_a_subscription_is_ended_by_a_button_not_by_looking(archive: Archive, client: httpx.Client) -> None:
    subscribe(archive, subscription(addresses=("a@example.org", "b@example.org")))
    path = DEFAULTS.unsubscribe_url("everything", "a@example.org").removeprefix("http://yalu.example")
    assert page(client, path).select_one("form[method=post] button")
    assert len(archive.subscriptions.all()[0].addresses) == 2
    for _ in range(2):
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert archive.subscriptions.all()[0].addresses == ("b@example.org",)


def test_a_link_we_did_not_make_ends_nothing(archive: Archive, client: httpx.Client) -> None:
    subscribe(archive, subscription(addresses=("a@example.org",)))
    path = DEFAULTS.unsubscribe_url("everything", "a@example.org").removeprefix("http://yalu.example")
    assert client.post(path[:-2]).status_code == 404
    assert "not valid" in page(client, path[:-2], 404).get_text()
    assert archive.subscriptions.all()[0].addresses == ("a@example.org",)


def test_who_was_named_by_others_agrees_by_a_button_and_gets_nothing_before(
    archive: Archive, client: httpx.Client, tmp_path: Path
) -> None:
    reader = subscription(addresses=("a@example.org", "b@example.org"), send_when_quiet=True, language="ko")
    subscribe(archive, reader)
    ask(archive, reader, "b@example.org", DEFAULTS, datetime.now(UTC))
    (question,) = send_waiting(archive, folder_transport(tmp_path / "out"), NOW)
    mail = message_from_bytes(question.content, policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("b@example.org", f"구독 확인 요청: {reader.name}")
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    (url,) = set(re.findall(r"http://yalu\.example/confirm/[\w.-]+", "".join(parts)))
    assert len(parts) == 2
    path = url.removeprefix("http://yalu.example")

    def told(key: str) -> list[str]:
        made = draft(archive, reader, [source()], period_key=key, web_url="", now=NOW)
        queue(archive, made, DEFAULTS)
        return [sent.address for sent in send_waiting(archive, folder_transport(tmp_path / "out"), NOW)]

    assert told("before") == ["a@example.org"]
    assert page(client, path).select_one("form[method=post] button")
    assert told("looked") == ["a@example.org"]
    for _ in range(2):
        assert client.post(path).status_code == 200
    assert told("after") == ["a@example.org", "b@example.org"]
    archive.subscriptions.clear_refusals("everything")
    ask(archive, reader, "b@example.org", DEFAULTS, datetime.now(UTC))
    archive.subscriptions.clear_refusals("everything")
    assert not archive.subscriptions.recipient("everything", "b@example.org").is_served
    subscribe(archive, subscription(addresses=("a@example.org",)))
    assert "no longer a recipient" in BeautifulSoup(client.post(path).text, "lxml").get_text()


def test_an_old_or_altered_link_confirms_nothing(archive: Archive, client: httpx.Client) -> None:
    serializer = URLSafeTimedSerializer("s3cret", salt="confirm")
    token = serializer.dumps(["everything", "a@example.org"])
    assert client.get(f"/confirm/{token[:-3]}").status_code == 404
    forged = URLSafeTimedSerializer("other", salt="confirm").dumps(["everything", "a@example.org"])
    assert client.post(f"/confirm/{forged}").status_code == 404
    with pytest.raises(SubscriptionError, match="expired after 14 days"):
        read_old(token)


def read_old(token: str) -> None:
    with freeze_signing(days=15):
        read_confirmation("s3cret", token)


@contextmanager
def freeze_signing(days: int) -> Iterator[None]:
    """As if so many days had passed for whoever checks a signature."""
    now = int(time.time()) + days * 86_400
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _: now)
        yield


def test_a_subscription_is_a_feed_under_an_address_that_can_not_be_guessed(
    archive: Archive, client: httpx.Client
) -> None:
    token = feed_token("s3cret", "everything")
    subscribe(archive, subscription())
    # What was made for 2026 is long past.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.operator.sources.datetime", Stopped)
        atom, told = client.get(f"/feeds/{token}/atom"), client.get(f"/feeds/{token}/json")
    assert atom.headers["content-type"].startswith("application/atom+xml")
    read = feedparser.parse(atom.content)
    assert not read.bozo
    (entry,) = read.entries
    (item,) = told.json()["items"]
    assert (entry.id, entry.title, entry.link) == (item["id"], item["title"], item["url"])
    assert item["_yaluwatch"]["quotes"][0]["text"] in item["content_text"] == entry.summary
    assert told.json()["version"] == "https://jsonfeed.org/version/1.1"
    assert client.get(f"/feeds/{token[:-2]}/atom").status_code == 404
    assert client.get(f"/feeds/{feed_token('s3cret', 'gone')}/atom").status_code == 404
    assert client.get(f"/feeds/{token}/rss").status_code == 404


class Stopped(datetime):
    """A clock that stands where the tests' articles are."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp(NOW.timestamp() + 3600, tz)


def test_health_counts_sources(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok", "sources": 2, "sources_healthy": 1}


def test_an_archive_that_cannot_be_read_is_said(archive: Archive) -> None:
    with served(create_app(archive.path.with_name("none.db"), list, hosts=["127.0.0.1"])) as client:
        assert client.get("/health").status_code == 503
        assert "no archive" in page(client, "/search", 503).get_text()


def test_a_removed_and_edited_article_says_so(archive: Archive, client: httpx.Client) -> None:
    archive.articles.add(replace(article(), body="Coal barges crossed."), None, publisher="Courier Press")
    archive.articles.mark_missing(article().url, NOW, is_final=True)
    shown = page(client, article_link(client, "barges relevant:any"))
    assert "version 2 of 2" in shown.get_text()
    address = article_link(client, "barges relevant:any")
    compared = page(client, f"{address}/compare")
    assert "barges" in [piece.get_text().strip(" .") for piece in compared.select("ins")]
    first = page(client, f"{address}?version=1")
    assert "Freight trucks crossed" in first.get_text()
    assert "no version 9" in page(client, f"{address}?version=9", 404).get_text()
    assert "has not been available on the site since" in shown.get_text()


@pytest.mark.parametrize(
    ("query", "mistake"),
    [
        ("place:dandongg", "did you mean dandong"),
        ("topic:smugling", "did you mean smuggling"),
        ("source:nobody", "no source"),
        ('publisher:"Nobody Press"', "no publisher"),
        ("source:courier", ""),
        ('source:"The Yalu Courier"', ""),
        ('publisher:"Courier Press"', ""),
        # In the archive, though in no list: its source was removed.
        ("publisher:Harbour", ""),
        ("place:단둥", ""),
    ],
)
def test_a_filter_value_that_does_not_exist_is_refused_with_the_nearest(
    client: httpx.Client, query: str, mistake: str
) -> None:
    shown = page(client, "/search?" + urlencode({"q": query}), 400 if mistake else 200)
    assert mistake in shown.get_text()


def test_a_broken_list_of_the_operators_own_does_not_stop_readers(
    archive: Archive, client: httpx.Client
) -> None:
    (archive.path.parent / "words").mkdir()
    (archive.path.parent / "words" / "nonsense.csv").write_text("x")
    page(client, "/search?q=topic:smuggling")
