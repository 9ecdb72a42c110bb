"""`Overview` in SQL: no statement reads texts, or more than the articles it is about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from heapq import nsmallest
from typing import Any

from typing_extensions import override

from storage.contract import Count, DayCount, Overview, StoryMember, StorySummary
from storage.sql.database import Connection, Database
from storage.sql.rows import AMONG_IDS, among, json_text, time_text, to_optional_time, to_time
from storage.sql.tables import IDS_PER_SECOND
from yaluwatch.model import Relation

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IDS_PER_DAY = 86_400 * IDS_PER_SECOND
# Articles read for a list of stories; most stories have a few.
_ARTICLES_PER_STORY = 4
# As a subquery, because a join makes SQLite read all relevant articles for a Bloom filter.
_IS_RELEVANT = "(SELECT f.is_relevant FROM article_facets f WHERE f.article = {article}) = 1"


class SqlOverview(Overview):
    """Stories as lists show them, and counts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def recent(self, since: datetime, limit: int) -> list[StorySummary]:
        with self._connection.read("listing stories") as db:
            return _summaries(db, _arrived(db, since, limit) or _newest(db, limit))

    @override
    def stories(self, ids: Iterable[int]) -> list[StorySummary]:
        with self._connection.read("reading stories") as db:
            return _summaries(db, list(ids))

    @override
    def naming(self, mention: str, limit: int) -> list[StorySummary]:
        with self._connection.read(f"listing stories that mention {mention}") as db:
            rows = db.execute(
                f"""
                SELECT s.story FROM article_mentions m
                CROSS JOIN story_articles s ON s.article = m.article
                WHERE m.mention = ? AND {_IS_RELEVANT.format(article="m.article")}
                ORDER BY m.article DESC LIMIT ?
                """,
                [mention, limit * _ARTICLES_PER_STORY],
            )
            return _summaries(db, _distinct(rows, limit))

    @override
    def mentions(self, groups: Mapping[str, Collection[str]], since: datetime) -> dict[str, int]:
        pairs = [[name, mention] for name, mentions in groups.items() for mention in mentions]
        with self._connection.read("counting mentions") as db:
            rows = db.execute(
                f"""
                WITH wanted AS MATERIALIZED (
                    SELECT value ->> 0 AS name, value ->> 1 AS mention FROM json_each(:pairs)
                ), recent AS MATERIALIZED (
                    SELECT a.id, a.publisher, s.story
                    FROM articles a INDEXED BY articles_by_arrival
                    CROSS JOIN story_articles s ON s.article = a.id
                    WHERE a.first_seen_at >= :since AND NOT a.is_backfilled
                      AND {_IS_RELEVANT.format(article="a.id")}
                      AND s.relation NOT IN ('copy', 'translation')
                )
                SELECT w.name, count(DISTINCT r.story || ' ' || r.publisher)
                FROM recent r CROSS JOIN wanted w
                JOIN article_mentions m ON m.mention = w.mention AND m.article = r.id
                GROUP BY w.name
                """,
                {"pairs": json_text(pairs), "since": time_text(since)},
            )
            return dict(rows.fetchall())

    @override
    def days(self, mention: str, since: date) -> list[DayCount]:
        with self._connection.read(f"counting mentions of {mention}") as db:
            # The id contains the second of publication.
            rows = db.execute(
                f"""
                SELECT m.article / {_IDS_PER_DAY} AS day, count(*) FROM article_mentions m
                WHERE m.mention = ? AND m.article >= ? AND {_IS_RELEVANT.format(article="m.article")}
                GROUP BY day ORDER BY day
                """,
                [mention, (since - _EPOCH.date()).days * _IDS_PER_DAY],
            )
            return [DayCount((_EPOCH + timedelta(days=day)).date(), count) for day, count in rows]

    @override
    def beside(self, mention: str, kind: str, limit: int) -> list[Count]:
        with self._connection.read(f"counting what is mentioned with {mention}") as db:
            rows = db.execute(
                """
                SELECT second, articles FROM relevant_pairs
                WHERE first = :mention AND second_kind = :kind AND articles > 0
                UNION ALL
                SELECT first, articles FROM relevant_pairs INDEXED BY relevant_pairs_by_second
                WHERE second = :mention AND first_kind = :kind AND articles > 0
                """,
                {"mention": mention, "kind": kind},
            )
            return [Count(*row) for row in nsmallest(limit, rows, key=lambda row: (-row[1], row[0]))]


def _arrived(db: Database, since: datetime, limit: int) -> list[int]:
    """Stories with an article first seen since a time, most recent article first."""
    rows = db.execute(
        f"""
        SELECT s.story FROM articles a INDEXED BY articles_by_arrival
        CROSS JOIN story_articles s ON s.article = a.id
        WHERE a.first_seen_at >= ? AND NOT a.is_backfilled AND {_IS_RELEVANT.format(article="a.id")}
        ORDER BY a.first_seen_at DESC
        """,
        [time_text(since)],
    )
    return _distinct(rows, limit)


def _newest(db: Database, limit: int) -> list[int]:
    rows = db.execute(
        """
        SELECT s.story FROM article_facets f INDEXED BY article_facets_relevant
        CROSS JOIN story_articles s ON s.article = f.article
        WHERE f.is_relevant ORDER BY f.article DESC LIMIT ?
        """,
        [limit * _ARTICLES_PER_STORY],
    )
    return _distinct(rows, limit)


def _distinct(rows: Iterable[tuple[int]], limit: int) -> list[int]:
    """The first different ids; reads no more rows than it needs."""
    found: dict[int, None] = {}
    for (story,) in rows:
        found[story] = None
        if len(found) == limit:
            break
    return list(found)


def _summaries(db: Database, ids: list[int]) -> list[StorySummary]:
    """The stories with these ids in this order, without those that have no articles."""
    rows = db.execute(
        f"""
        SELECT s.story, s.article, a.version, v.title, a.language, a.source, a.publisher, s.relation,
               a.first_seen_at, a.published_at, iif(a.version > 1, v.fetched_at, NULL), a.missing_since,
               coalesce(f.relevance, 0)
        FROM story_articles s JOIN articles a ON a.id = s.article
        JOIN article_facets f ON f.article = a.id
        JOIN versions v ON v.article = a.id AND v.number = a.version
        WHERE s.story IN {AMONG_IDS} ORDER BY a.first_seen_at, a.id
        """,
        [among(ids)],
    ).fetchall()
    topics: dict[int, dict[str, float]] = {}
    for article, topic, probability in db.execute(
        f"SELECT article, topic, probability FROM article_topics WHERE article IN {AMONG_IDS}",
        [among(row[1] for row in rows)],
    ):
        topics.setdefault(article, {})[topic] = probability
    members: dict[int, list[StoryMember]] = {}
    for row in rows:
        members.setdefault(row[0], []).append(_to_member(row[1:], topics.get(row[1], {})))
    return [StorySummary(story, tuple(members[story])) for story in ids if story in members]


def _to_member(row: Sequence[Any], topics: Mapping[str, float]) -> StoryMember:
    (
        article,
        version,
        title,
        language,
        source,
        publisher,
        relation,
        seen,
        published,
        edited,
        removed,
        relevance,
    ) = row
    return StoryMember(
        id=article,
        version=version,
        title=title,
        language=language,
        source_id=source,
        publisher=publisher,
        relation=Relation(relation),
        first_seen_at=to_time(seen),
        published_at=to_optional_time(published),
        edited_at=to_optional_time(edited),
        removed_at=to_optional_time(removed),
        relevance=relevance,
        topics=topics,
    )
