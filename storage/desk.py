"""`archive.desk`: what a round of digests needs, asked once for all its readers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage import digests
from storage.connection import Connection
from storage.matching import match
from storage.query import Query
from storage.rows import time_text, to_time

# A digest counts as told unless every one of its messages failed for good or was dropped.
_IS_TOLD = """EXISTS (
    SELECT 1 FROM deliveries d WHERE d.digest = g.id AND d.state NOT IN ('failed', 'dropped')
)"""

# The version in which the newest page came: what a better extractor reads from it later is no news.
_FIRST_FROM_PAGE = """coalesce((
    SELECT min(w.number) FROM versions v JOIN versions w ON w.article = v.article AND w.page = v.page
    WHERE v.article = a.id AND v.number = a.version
), a.version)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A grouped, relevant article as subscriptions choose by it."""

    id: int
    version: int
    story_id: int
    #: The first verdict on what its newest page says: judging or reading it again is no news.
    verdict_id: int
    first_seen_at: datetime
    language: str
    source_id: str
    #: 0–1.
    relevance: float
    topics: tuple[str, ...] = ()
    #: Gazetteer and lexicon ids of all it names.
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What one reader has been told of one story."""

    subscription_id: str
    story_id: int
    #: Article → its last version told.
    versions: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Removal:
    """An article a reader was told of and whose page is gone."""

    subscription_id: str
    article_id: int
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """How many publisher families named a place or had a topic on one day, counted back from now."""

    #: "place:dandong" or "topic:smuggling".
    subject: str
    #: 0 = the last 24 hours, 1 = those before.
    days_ago: int
    publishers: int


class Desk:
    """What is new and who knows what, over one archive. Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def candidates(self, *, after_verdict: int, up_to_verdict: int, since: datetime) -> list[Candidate]:
        """Grouped, relevant articles judged in the span and first seen since a time; newest id first."""
        with self._connection.read("choosing what is new") as db:
            return _candidates(db, after_verdict, up_to_verdict, since)

    def told(self, story_ids: Iterable[int]) -> list[Told]:
        """What every reader has been told of these stories."""
        with self._connection.read("reading what was told") as db:
            return _told(db, story_ids)

    def removals(self, since: datetime, until: datetime) -> list[Removal]:
        """Articles readers were told of and that were found gone in the span (until included)."""
        with self._connection.read("reading what was removed") as db:
            rows = db.execute(
                f"""
                SELECT DISTINCT g.subscription, a.id, a.missing_since
                FROM articles a JOIN story_articles s ON s.article = a.id
                JOIN digest_articles t ON t.article = a.id
                JOIN digests g ON g.id = t.digest
                WHERE a.missing_since > ? AND a.missing_since <= ? AND {_IS_TOLD}
                ORDER BY g.subscription, a.id
                """,
                [time_text(since), time_text(until)],
            )
            return [Removal(reader, article, to_time(at)) for reader, article, at in rows]

    def matching(self, query: Query, *, at_least: int) -> set[int]:
        """Ids of the articles from `at_least` on that a search finds."""
        found = match(query)
        with self._connection.read("searching for readers") as db:
            rows = db.execute(
                found.select(more=f" AND {found.column} >= :at_least"), {**found.values, "at_least": at_least}
            )
            return {article for (article,) in rows}

    def has_period(self, subscription_id: str, period_key: str) -> bool:
        """Whether a digest is on record for a period."""
        with self._connection.read(f"reading digests of {subscription_id}") as db:
            return digests.has_period(db, subscription_id, period_key)

    def last_alert(self, subscription_id: str) -> tuple[int, datetime | None]:
        """Id and time of the last alert composed for a reader; (0, None) before the first."""
        with self._connection.read(f"reading alerts of {subscription_id}") as db:
            row = db.execute(
                """
                SELECT id, composed_at FROM digests WHERE subscription = ? AND kind = 'alert'
                ORDER BY id DESC LIMIT 1
                """,
                [subscription_id],
            ).fetchone()
            return (row[0], to_time(row[1])) if row else (0, None)

    def told_spikes(self, subscription_id: str, since: datetime) -> set[str]:
        """Subjects a reader was alerted to since a time."""
        with self._connection.read(f"reading alerts of {subscription_id}") as db:
            rows = db.execute(
                """
                SELECT s.subject FROM digest_spikes s JOIN digests g ON g.id = s.digest
                WHERE g.subscription = ? AND g.composed_at > ?
                """,
                [subscription_id, time_text(since)],
            )
            return {subject for (subject,) in rows}

    def presence(self, now: datetime, days: int) -> list[Presence]:
        """Publisher families per place and topic and day; copies and sources new in that time left out."""
        with self._connection.read("counting mentions") as db:
            return list(_presence(db, now, days))


def _candidates(db: Database, after_verdict: int, up_to_verdict: int, since: datetime) -> list[Candidate]:
    # Start where fewer rows are: at the last verdicts, or for a reader without a digest at the last arrivals.
    tables = (
        f"verdicts d CROSS JOIN articles a ON a.id = d.article AND d.version >= {_FIRST_FROM_PAGE}"
        if after_verdict
        else f"articles a CROSS JOIN verdicts d ON d.article = a.id AND d.version >= {_FIRST_FROM_PAGE}"
    )
    rows = db.execute(
        f"""
        SELECT a.id, a.version, s.story, d.id, a.first_seen_at, a.language, a.source, f.relevance
        FROM {tables}
        JOIN article_facets f ON f.article = a.id AND f.is_relevant
        JOIN story_articles s ON s.article = a.id
        WHERE d.id > :after AND d.id <= :up_to AND a.first_seen_at >= :since
          AND NOT EXISTS (
              SELECT 1 FROM verdicts e
              WHERE e.article = d.article AND e.version >= {_FIRST_FROM_PAGE} AND e.id < d.id
          )
        ORDER BY a.id DESC
        """,
        {"after": after_verdict, "up_to": up_to_verdict, "since": time_text(since)},
    ).fetchall()
    ids = json.dumps([row[0] for row in rows])
    topics = _by_article(db, "SELECT article, topic FROM article_topics", ids)
    mentions = _by_article(db, "SELECT article, mention FROM article_mentions", ids)
    return [
        Candidate(
            id=row[0],
            version=row[1],
            story_id=row[2],
            verdict_id=row[3],
            first_seen_at=to_time(row[4]),
            language=row[5],
            source_id=row[6],
            relevance=row[7],
            topics=tuple(topics.get(row[0], ())),
            mentions=tuple(mentions.get(row[0], ())),
        )
        for row in rows
    ]


def _by_article(db: Database, select: str, ids: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for article, value in db.execute(f"{select} WHERE article IN (SELECT value FROM json_each(?))", [ids]):
        found.setdefault(article, []).append(value)
    return found


def _told(db: Database, story_ids: Iterable[int]) -> list[Told]:
    rows = db.execute(
        f"""
        SELECT g.subscription, s.story, t.article, max(t.version)
        FROM story_articles s JOIN digest_articles t ON t.article = s.article
        JOIN digests g ON g.id = t.digest
        WHERE s.story IN (SELECT value FROM json_each(?)) AND {_IS_TOLD}
        GROUP BY g.subscription, s.story, t.article
        """,
        [json.dumps(list(story_ids))],
    )
    found: dict[tuple[str, int], dict[int, int]] = {}
    for subscription, story, article, version in rows:
        found.setdefault((subscription, story), {})[article] = version
    return [Told(subscription, story, versions) for (subscription, story), versions in found.items()]


def _presence(db: Database, now: datetime, days: int) -> Iterator[Presence]:
    rows = db.execute(
        f"""
        WITH recent AS (
            SELECT a.id, a.publisher,
                   CAST((julianday(:now) - julianday(a.first_seen_at)) AS INTEGER) AS days_ago
            FROM articles a JOIN article_facets f ON f.article = a.id AND f.is_relevant
            JOIN story_articles s ON s.article = a.id
            WHERE a.first_seen_at > strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-' || :days || ' days')
              AND a.first_seen_at <= :now
              -- Of today count only what was on the subject when its newest page was first judged: judging or
              -- reading it again is no news.
              AND (a.first_seen_at <= strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-1 days') OR (
                  SELECT d.is_relevant FROM verdicts d
                  WHERE d.article = a.id AND d.version >= {_FIRST_FROM_PAGE} ORDER BY d.id LIMIT 1
              ))
              -- A copy adds no voice, a source that was not watched all the time no comparison.
              AND s.relation != 'copy'
              AND EXISTS (
                  SELECT 1 FROM articles o WHERE o.source = a.source
                  AND o.first_seen_at <= strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-' || :days || ' days')
              )
        )
        SELECT 'place:' || m.mention, days_ago, count(DISTINCT publisher)
        FROM recent JOIN article_mentions m ON m.article = recent.id AND m.kind = 'place' GROUP BY 1, 2
        UNION ALL
        SELECT 'topic:' || t.topic, days_ago, count(DISTINCT publisher)
        FROM recent JOIN article_topics t ON t.article = recent.id GROUP BY 1, 2
        """,
        {"now": time_text(now), "days": days},
    )
    for subject, days_ago, publishers in rows:
        yield Presence(subject, days_ago, publishers)
