"""Small values for tests: one honest default of each stage, changed by keyword."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from storage import Archive
from storage.sql import Connection as AnyConnection
from storage.sql import SqlArchive
from storage.sqlite import SqliteArchive
from storage.sqlite.connection import Connection
from yaluwatch.model import (
    Article,
    Evidence,
    Mention,
    Page,
    Placement,
    Recipient,
    Relation,
    Source,
    SourceKind,
    Span,
    Subscription,
    Tag,
    Term,
    Verdict,
)

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def article(**changes: Any) -> Article:
    """A relevant English article."""
    made = Article(
        source_id="courier",
        url="https://courier.example/1",
        title="Trucks return to the bridge at Dandong",
        body="Freight trucks crossed from Dandong to Sinuiju on Monday.\n\nSmuggling fell, a trader said.",
        language="en",
        published_at=NOW,
        fetched_at=NOW,
    )
    return replace(made, **changes)


def page(**changes: Any) -> Page:
    """The page `article` was read from."""
    made = Page(
        source_id="courier",
        requested_url="https://courier.example/1?utm_source=feed",
        url="https://courier.example/1",
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=b"<html><body>Freight trucks</body></html>",
        fetched_at=NOW,
    )
    return replace(made, **changes)


def verdict(**changes: Any) -> Verdict:
    """A verdict on `article`: border and trade, with the sentence that earned them."""
    sentence = Evidence(
        "body", 0, 57, "Freight trucks crossed from Dandong to Sinuiju on Monday.", "asserted"
    )
    made = Verdict(
        relevance=0.93,
        is_relevant=True,
        tags=(Tag("border", 0.9, (sentence,)), Tag("trade", 0.8, (sentence,))),
        mentions=(Mention("dandong", "place", Span("body", 28, 35, "Dandong"), "Dandong"),),
        terms=(Term("Freight trucks", "freight trucks"),),
        version="rules-1-test",
    )
    return replace(made, **changes)


def placement(article_id: int, beside: int | None = None, **changes: Any) -> Placement:
    """An article in a story of its own, or beside another that reports the same event."""
    relation = Relation.OPENS if beside is None else Relation.SAME_EVENT
    return replace(Placement(article_id, beside, relation, "test", 1.0), **changes)


def source(**changes: Any) -> Source:
    """A feed."""
    made = Source(
        id="courier",
        name="The Yalu Courier",
        publisher="Courier Press",
        homepage="https://courier.example/",
        language="en",
        country="KR",
        kind=SourceKind.FEED,
        urls=("https://courier.example/feed.xml",),
    )
    return replace(made, **changes)


def subscription(**changes: Any) -> Subscription:
    """Everything, daily at eight, UTC."""
    made = Subscription(id="everything", name="China–North Korea trade", created_at=NOW)
    return replace(made, **changes)


def subscribe(archive: Archive, made: Subscription, *, agreed: bool = True) -> Subscription:
    """Save a subscription whose addresses have agreed to get it."""
    archive.subscriptions.save(
        made,
        [
            Recipient(subscription_id=made.id, address=address, confirmed_at=made.created_at)
            for address in made.addresses
            if agreed
        ],
    )
    return made


def statements_of(archive: Archive) -> AnyConnection:
    """The connection behind an archive of any engine."""
    assert isinstance(archive, SqlArchive)
    return archive.connection


def connection_of(archive: Archive) -> Connection:
    """The connection behind an archive, for tests that look at or damage its SQLite file."""
    assert isinstance(archive, SqliteArchive)
    assert isinstance(archive.connection, Connection)
    return archive.connection
