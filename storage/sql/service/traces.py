"""`Traces` in SQL."""

from collections.abc import Sequence

from typing_extensions import override

from storage.contract import ArticleTrace, DigestMention, KnownUrl, Traces, VerdictRecord
from storage.sql.database import Connection
from storage.sql.rows import AMONG, Row, among, to_optional_time, to_time
from storage.sql.tables import identities
from yaluwatch.model import DeliveryState, Fetch, Outcome
from yaluwatch.shown import shown_url

_MENTIONS = """
    SELECT g.id, g.subscription, g.kind, g.composed_at, t.version, d.address, d.state, d.sent_at, d.detail
    FROM (
        SELECT digest, version FROM digest_articles WHERE article = :article
        UNION ALL
        -- By digest: an index by article would be written for each of the thousands a digest can carry.
        SELECT h.id, NULL FROM digests h
        CROSS JOIN digest_carried c ON c.digest = h.id AND c.article = :article
        WHERE h.up_to_verdict >= (SELECT min(id) FROM verdicts WHERE article = :article)
    ) t
    JOIN digests g ON g.id = t.digest LEFT JOIN deliveries d ON d.digest = g.id ORDER BY g.id, d.id
"""


class SqlTraces(Traces):
    """Read from urls, fetches, verdicts, digests and deliveries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def article_at(self, url: str) -> int | None:
        with self._connection.read(f"looking up {shown_url(url)}") as db:
            return identities.ids_of(db, [url]).get(url)

    @override
    def urls(self, url: str, article_id: int | None) -> list[KnownUrl]:
        with self._connection.read(f"looking up {shown_url(url)}") as db:
            rows = db.query(
                "SELECT * FROM urls WHERE url = ? OR article = ? ORDER BY settled_at, url", [url, article_id]
            )
            return [
                KnownUrl(
                    url=row["url"],
                    source_id=row["source"],
                    article_id=row["article"],
                    outcome=Outcome(row["outcome"]),
                    at=to_time(row["settled_at"]),
                )
                for row in rows
            ]

    @override
    def fetches(self, urls: Sequence[str], source_id: str = "") -> list[Fetch]:
        where = "source = :source" if source_id else ":source = ''"
        with self._connection.read("reading the fetch log") as db:
            rows = db.query(
                f"SELECT * FROM fetches WHERE {where} AND url IN {AMONG.replace('?', ':urls')} ORDER BY id",
                {"source": source_id, "urls": among(map(shown_url, urls))},
            )
            return list(map(_to_fetch, rows))

    @override
    def waiting(self, url: str) -> list[str]:
        with self._connection.read(f"looking up {shown_url(url)}") as db:
            rows = db.execute(
                """
                SELECT DISTINCT b.source FROM backfill_pages p JOIN backfills b ON b.id = p.backfill
                WHERE p.url = ? ORDER BY 1
                """,
                [url],
            )
            return [source for (source,) in rows]

    @override
    def article(self, article_id: int) -> ArticleTrace | None:
        with self._connection.read(f"reading the record of article {article_id}") as db:
            found = db.execute(
                "SELECT first_seen_at, is_backfilled FROM articles WHERE id = ?", [article_id]
            ).fetchone()
            if found is None:
                return None
            verdicts = db.query("SELECT * FROM verdicts WHERE article = ? ORDER BY id", [article_id])
            return ArticleTrace(
                first_seen_at=to_time(found[0]),
                is_backfilled=bool(found[1]),
                verdicts=list(map(_to_verdict, verdicts)),
                mentions=list(map(_to_mention, db.query(_MENTIONS, {"article": article_id}))),
            )


def _to_verdict(row: Row) -> VerdictRecord:
    return VerdictRecord(
        id=row["id"],
        version=row["version"],
        classifier=row["classifier"],
        relevance=row["relevance"],
        is_relevant=bool(row["is_relevant"]),
        at=to_time(row["tagged_at"]),
    )


def _to_mention(row: Row) -> DigestMention:
    return DigestMention(
        digest_id=row["id"],
        subscription_id=row["subscription"],
        kind=row["kind"],
        composed_at=to_time(row["composed_at"]),
        version=row["version"],
        address=row["address"] or "",
        state=DeliveryState(row["state"]) if row["state"] else None,
        sent_at=to_optional_time(row["sent_at"]),
        detail=row["detail"] or "",
    )


def _to_fetch(row: Row) -> Fetch:
    return Fetch(
        source_id=row["source"],
        url=row["url"],
        kind=row["kind"],
        outcome=Outcome(row["outcome"]),
        at=to_time(row["at"]),
        status=row["status"],
        size=row["size"],
        milliseconds=row["milliseconds"],
        announced=row["announced"],
        new=row["new"],
        detail=row["detail"],
    )
