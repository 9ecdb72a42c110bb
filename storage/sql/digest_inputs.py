"""`DigestInputs` in SQL."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from typing_extensions import override

from storage.contract import Beginning, DigestCandidate, DigestInputs, Presence, Removal, Reported
from storage.query import Query
from storage.sql.database import Connection, Database
from storage.sql.rows import AMONG_IDS, among, json_text, time_text, to_optional_time, to_time
from storage.sql.search import match
from storage.sql.tables import digests


class SqlDigestInputs(DigestInputs):
    """Queries that composing digests needs, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def candidates(
        self, *, after_verdict: int, up_to_verdict: int, since: datetime, carried: Iterable[int] = ()
    ) -> list[DigestCandidate]:
        with self._connection.read("selecting articles for digests") as db:
            ids = _new_articles(db, after_verdict, up_to_verdict, since)
            return _candidates(db, {*ids, *carried})

    @override
    def carried(self, subscription_id: str) -> list[int]:
        with self._connection.read(f"reading what was carried over to {subscription_id}") as db:
            rows = db.execute(
                f"""
                SELECT article FROM digest_carried
                WHERE digest = (SELECT id FROM ({digests.LAST_REPORTED})) ORDER BY article
                """,
                [subscription_id],
            )
            return [article for (article,) in rows]

    @override
    def carried_by(self, subscription_id: str, period_key: str) -> list[int]:
        with self._connection.read(f"reading what was carried over to {subscription_id}") as db:
            rows = db.execute(
                """
                SELECT c.article FROM digest_carried c JOIN digests g ON g.id = c.digest
                WHERE g.subscription = ? AND g.period_key = ? ORDER BY c.article
                """,
                [subscription_id, period_key],
            )
            return [article for (article,) in rows]

    @override
    def first_covered(self, subscription_id: str) -> int | None:
        with self._connection.read(f"reading digests of {subscription_id}") as db:
            (covered,) = db.execute(
                f"""
                SELECT min(covered) FROM (
                    SELECT (
                        SELECT up_to_verdict FROM digests g INDEXED BY digests_covered
                        WHERE subscription = ? AND kind = k.value AND {digests.IS_REPORTED}
                        ORDER BY up_to_verdict LIMIT 1
                    ) AS covered FROM json_each('["digest", "alert"]') k
                )
                """,
                [subscription_id],
            ).fetchone()
            return covered if covered is None else int(covered)

    @override
    def beginnings(self, source_ids: Iterable[str]) -> dict[str, Beginning]:
        with self._connection.read("reading when sources began") as db:
            rows = db.execute(
                """
                SELECT s.value, min(min(a.first_seen_at, coalesce((
                    SELECT at FROM fetches
                    WHERE source = s.value AND kind = 'poll' AND outcome IN ('ok', 'empty', 'not_modified')
                    ORDER BY at LIMIT 1
                ), a.first_seen_at))), min(d.id)
                FROM json_each(?) s
                JOIN articles a ON a.id = (
                    SELECT id FROM articles WHERE source = s.value AND NOT is_backfilled
                    ORDER BY first_seen_at, id LIMIT 1
                )
                JOIN verdicts d ON d.article = a.id
                GROUP BY s.value
                """,
                [json_text(sorted(source_ids))],
            )
            return {source: Beginning(to_time(at), verdict) for source, at, verdict in rows}

    @override
    def reported(self, story_ids: Iterable[int]) -> list[Reported]:
        with self._connection.read("reading what was reported") as db:
            return _reported(db, story_ids)

    @override
    def removals(self, since: datetime, until: datetime) -> list[Removal]:
        with self._connection.read("reading removed articles") as db:
            rows = db.execute(
                f"""
                SELECT DISTINCT g.subscription, a.id, a.missing_since
                FROM articles a JOIN story_articles s ON s.article = a.id
                JOIN digest_articles t ON t.article = a.id
                JOIN digests g ON g.id = t.digest
                WHERE a.missing_since > ? AND a.missing_since <= ? AND {digests.IS_REPORTED}
                  AND NOT EXISTS (
                      SELECT 1 FROM digest_removals r JOIN digests h ON h.id = r.digest
                      WHERE r.article = a.id AND h.subscription = g.subscription
                        AND EXISTS (
                            SELECT 1 FROM deliveries d WHERE d.digest = h.id AND {digests.ARRIVES}
                        )
                  )
                ORDER BY g.subscription, a.id
                """,
                [time_text(since), time_text(until)],
            )
            return [Removal(subscription, article, to_time(at)) for subscription, article, at in rows]

    @override
    def matching(self, query: Query, *, at_least: int) -> set[int]:
        with self._connection.read("searching for subscriptions") as db:
            found = match(db, query)
            rows = db.execute(
                found.select(more=f" AND {found.column} >= :at_least"), {**found.values, "at_least": at_least}
            )
            return {article for (article,) in rows}

    @override
    def last_alert(self, subscription_id: str) -> tuple[int, datetime | None]:
        with self._connection.read(f"reading alerts of {subscription_id}") as db:
            row = db.execute(
                """
                SELECT id, composed_at FROM digests WHERE subscription = ? AND kind = 'alert'
                ORDER BY id DESC LIMIT 1
                """,
                [subscription_id],
            ).fetchone()
            return (row[0], to_time(row[1])) if row else (0, None)

    @override
    def reported_spikes(self, subscription_id: str, since: datetime) -> set[str]:
        with self._connection.read(f"reading alerts of {subscription_id}") as db:
            rows = db.execute(
                """
                SELECT s.subject FROM digest_spikes s JOIN digests g ON g.id = s.digest
                WHERE g.subscription = ? AND g.composed_at > ?
                """,
                [subscription_id, time_text(since)],
            )
            return {subject for (subject,) in rows}

    @override
    def presence(self, now: datetime, days: int) -> list[Presence]:
        with self._connection.read("counting mentions") as db:
            return list(_presence(db, now, days))


# The first version read from the newest page. Versions a newer extractor later made from the same page are
# not news.
_FIRST_FROM_PAGE = """coalesce((
    SELECT min(w.number) FROM versions v JOIN versions w ON w.article = v.article AND w.page = v.page
    WHERE v.article = a.id AND v.number = a.version
), a.version)"""


def _new_articles(db: Database, after_verdict: int, up_to_verdict: int, since: datetime) -> list[int]:
    """Ids of the articles whose first verdict on their newest page is in the range."""
    # Start from the smaller set: the newest verdicts, or the newest articles for a subscription without a
    # digest.
    first = f"d.version >= {_FIRST_FROM_PAGE}"
    tables = (
        f"verdicts d CROSS JOIN articles a ON a.id = d.article AND {first}"
        if after_verdict
        else "articles a INDEXED BY articles_by_arrival"
        f" CROSS JOIN verdicts d ON d.article = a.id AND {first}"
    )
    rows = db.execute(
        f"""
        SELECT a.id FROM {tables}
        WHERE d.id > :after AND d.id <= :up_to AND a.first_seen_at >= :since AND NOT a.is_backfilled
          AND NOT EXISTS (
              SELECT 1 FROM verdicts e
              WHERE e.article = d.article AND e.version >= {_FIRST_FROM_PAGE} AND e.id < d.id
          )
        """,
        {"after": after_verdict, "up_to": up_to_verdict, "since": time_text(since)},
    )
    return [article for (article,) in rows]


def _candidates(db: Database, articles: Iterable[int]) -> list[DigestCandidate]:
    """The relevant, grouped ones of these articles, newest id first."""
    rows = db.execute(
        f"""
        SELECT a.id, a.version, s.story, a.first_seen_at, a.language, a.source, f.relevance, a.published_at,
               coalesce((
                   SELECT min(d.id) FROM verdicts d WHERE d.article = a.id AND d.version >= {_FIRST_FROM_PAGE}
               ), 0)
        FROM articles a
        JOIN article_facets f ON f.article = a.id AND f.is_relevant
        JOIN story_articles s ON s.article = a.id
        WHERE a.id IN {AMONG_IDS}
        ORDER BY a.id DESC
        """,
        [among(articles)],
    ).fetchall()
    ids = [row[0] for row in rows]
    topics = _by_article(db, "SELECT article, topic FROM article_topics", ids)
    mentions = _by_article(db, "SELECT article, mention FROM article_mentions", ids)
    return [
        DigestCandidate(
            id=row[0],
            version=row[1],
            story_id=row[2],
            first_seen_at=to_time(row[3]),
            language=row[4],
            source_id=row[5],
            relevance=row[6],
            published_at=to_optional_time(row[7]),
            verdict_id=row[8],
            topics=tuple(topics.get(row[0], ())),
            mentions=tuple(mentions.get(row[0], ())),
        )
        for row in rows
    ]


def _by_article(db: Database, select: str, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for article, value in db.execute(f"{select} WHERE article IN {AMONG_IDS}", [among(ids)]):
        found.setdefault(article, []).append(value)
    return found


def _reported(db: Database, story_ids: Iterable[int]) -> list[Reported]:
    rows = db.execute(
        f"""
        SELECT g.subscription, s.story, t.article, max(t.version)
        FROM story_articles s JOIN digest_articles t ON t.article = s.article
        JOIN digests g ON g.id = t.digest
        WHERE s.story IN {AMONG_IDS} AND {digests.IS_REPORTED}
        GROUP BY g.subscription, s.story, t.article
        """,
        [among(story_ids)],
    )
    found: dict[tuple[str, int], dict[int, int]] = {}
    for subscription, story, article, version in rows:
        found.setdefault((subscription, story), {})[article] = version
    return [Reported(subscription, story, versions) for (subscription, story), versions in found.items()]


def _presence(db: Database, now: datetime, days: int) -> Iterator[Presence]:
    edges = [time_text(now - timedelta(days=ago)) for ago in range(days + 1)]
    rows = db.execute(
        f"""
        WITH days AS (
            SELECT CAST(d.key AS BIGINT) AS days_ago, d.value ->> 0 AS after, d.value ->> 1 AS until
            FROM json_each(:days) d
        ), recent AS (
            SELECT a.id, a.publisher, days.days_ago
            FROM days CROSS JOIN articles a ON a.first_seen_at > days.after AND a.first_seen_at <= days.until
                AND NOT a.is_backfilled
            JOIN story_articles s ON s.article = a.id
            -- PostgreSQL does not see the bounds in the days. A join with the filters would make SQLite read
            -- all relevant articles for a Bloom filter.
            WHERE a.first_seen_at > :oldest AND a.first_seen_at <= :newest
              AND (SELECT f.is_relevant FROM article_facets f WHERE f.article = a.id) = 1
            -- A copy is not an independent report; a source younger than the period can't be compared with
            -- its past.
              AND s.relation != 'copy'
              AND EXISTS (
                  SELECT 1 FROM articles o
                  WHERE o.source = a.source AND o.first_seen_at <= :oldest AND NOT o.is_backfilled
              )
              -- Today, count only articles that were relevant in the first verdict on their newest page, so
              -- that reclassifying or re-extracting old articles does not look like a spike.
              AND (days.days_ago > 0 OR (
                  SELECT d.is_relevant FROM verdicts d
                  WHERE d.article = a.id AND d.version >= {_FIRST_FROM_PAGE} ORDER BY d.id LIMIT 1
              ) = 1)
        )
        SELECT 'place:' || m.mention, days_ago, count(DISTINCT publisher)
        FROM recent JOIN article_mentions m ON m.article = recent.id AND m.kind = 'place' GROUP BY 1, 2
        UNION ALL
        SELECT 'topic:' || t.topic, days_ago, count(DISTINCT publisher)
        FROM recent JOIN article_topics t ON t.article = recent.id GROUP BY 1, 2
        """,
        {
            "days": json_text([pair[::-1] for pair in pairwise(edges)]),
            "oldest": edges[-1],
            "newest": edges[0],
        },
    )
    for subject, days_ago, publishers in rows:
        yield Presence(subject, days_ago, publishers)
