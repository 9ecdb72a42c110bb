"""The tables digests, digest_articles and digest_spikes: what was reported to each subscription."""

from datetime import datetime

from storage.contract import DigestRecord, ImportMarks
from storage.sql.database import Database
from storage.sql.rows import json_text, time_text, to_time

#: Whether a message `d` reaches its reader: not failed permanently, not dropped.
ARRIVES = "d.state NOT IN ('failed', 'dropped')"
#: Whether a digest `g` counts as reported: unless none of its messages arrives.
IS_REPORTED = f"EXISTS (SELECT 1 FROM deliveries d WHERE d.digest = g.id AND {ARRIVES})"


#: Of one subscription (a parameter), the digest or alert that covers most, of those reported. Columns: id,
#: up_to_verdict, period_end, lists_up_to, figures_up_to.
LAST_REPORTED = f"""
    SELECT id, up_to_verdict, period_end, lists_up_to, figures_up_to FROM digests WHERE id IN (
        SELECT (
            SELECT id FROM digests g INDEXED BY digests_covered
            WHERE subscription = ? AND kind = k.value AND {IS_REPORTED}
            ORDER BY up_to_verdict DESC, id DESC LIMIT 1
        ) FROM json_each('["digest", "alert"]') k
    ) ORDER BY up_to_verdict DESC, id DESC LIMIT 1
"""


def last_covered(db: Database, subscription_id: str) -> tuple[int, datetime | None]:
    """Last verdict id covered by a digest or alert, and the end of its period; (0, None) before the first."""
    found = db.execute(LAST_REPORTED, [subscription_id]).fetchone()
    return (found[1], to_time(found[2])) if found else (0, None)


def covered_imports(db: Database, subscription_id: str) -> ImportMarks | None:
    """The imports covered by the digest or alert that covers most; None if it covers none."""
    found = db.execute(LAST_REPORTED, [subscription_id]).fetchone()
    return ImportMarks(found[3], found[4]) if found and found[3] is not None else None


def period_keys(db: Database, subscription_id: str) -> set[str]:
    """The keys of all periods that have a digest."""
    rows = db.execute("SELECT period_key FROM digests WHERE subscription = ?", [subscription_id])
    return {key for (key,) in rows}


def add(db: Database, digest: DigestRecord) -> int | None:
    """Store a digest; returns its id, or None when its period has one already."""
    found = db.execute(
        """
        INSERT INTO digests (subscription, period_key, period_start, period_end, after_verdict,
                             up_to_verdict, subject, composed_at, kind, lists_up_to, figures_up_to)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id
        """,
        [
            digest.subscription_id,
            digest.period_key,
            time_text(digest.period_start),
            time_text(digest.period_end),
            digest.after_verdict,
            digest.up_to_verdict,
            digest.subject,
            time_text(digest.composed_at),
            digest.kind,
            digest.imports.lists if digest.imports else None,
            digest.imports.figures if digest.imports else None,
        ],
    ).fetchone()
    if found is None:
        return None
    digest_id = int(found[0])
    db.conn.executemany(
        "INSERT INTO digest_articles (digest, article, version, story) VALUES (?, ?, ?, ?)",
        [(digest_id, *article) for article in digest.articles],
    )
    # One statement, because thousands can be carried.
    db.execute(
        "INSERT INTO digest_carried (digest, article) SELECT ?, CAST(value AS BIGINT) FROM json_each(?)",
        [digest_id, json_text(digest.carried)],
    )
    db.conn.executemany(
        "INSERT INTO digest_removals (digest, article) VALUES (?, ?)",
        [(digest_id, article) for article in digest.removals],
    )
    db.conn.executemany(
        "INSERT INTO digest_spikes (digest, subject) VALUES (?, ?)",
        [(digest_id, subject) for subject in digest.spikes],
    )
    return digest_id


def has_period(db: Database, subscription_id: str, period_key: str) -> bool:
    """Whether a digest is stored for a period."""
    found = db.execute(
        "SELECT 1 FROM digests WHERE subscription = ? AND period_key = ?", [subscription_id, period_key]
    )
    return found.fetchone() is not None
