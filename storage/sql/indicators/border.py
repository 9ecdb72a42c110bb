"""`Border` in SQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from typing_extensions import override

from storage.contract import Border, BorderDecision, BorderStatement, Quotation
from storage.sql.database import Connection
from storage.sql.rows import (
    Row,
    among,
    insert_numbered,
    json_text,
    time_text,
    to_optional_time,
    to_time,
)
from yaluwatch.errors import ArchiveError
from yaluwatch.model import full_text

_MODES = ("road", "rail", "foot", "freight", "passengers", "ship", "all")
_STATES = ("open", "limited", "closed", "planned")
# The newest of each place, mode and state: a few steps in the index for each, however many there are.
_STATEMENTS = """
    SELECT s.id, s.place, s.mode, s.state, s.day, s.date, s.article, s.version, a.publisher
    FROM json_each(:places) p CROSS JOIN json_each(:modes) m CROSS JOIN json_each(:states) t
    CROSS JOIN border_statements s ON s.id IN (
        SELECT n.id FROM border_statements n
        WHERE n.place = p.value AND n.mode = m.value AND n.state = t.value AND n.day BETWEEN :first AND :last
          AND n.known_on <= :last
          AND NOT EXISTS (
              SELECT 1 FROM versions v
              WHERE v.article = n.article AND v.number > n.version AND v.fetched_at < :end
          )
        ORDER BY n.day DESC, n.id DESC LIMIT :each
    )
    CROSS JOIN articles a ON a.id = s.article
    WHERE a.missing_since IS NULL OR a.missing_since >= :end
    ORDER BY s.day DESC, s.id DESC
"""
_QUOTATIONS = """
    SELECT s.id, v.title, v.body, f.sentence_start, f.sentence_length, a.url, a.publisher, a.language,
           a.published_at, a.first_seen_at
    FROM json_each(?) w
    CROSS JOIN border_statements s ON s.id = CAST(w.value AS BIGINT)
    CROSS JOIN facts f ON f.article = s.article AND f.version = s.version AND f.number = s.number
    CROSS JOIN versions v ON v.article = s.article AND v.number = s.version
    CROSS JOIN articles a ON a.id = s.article
"""


class SqlBorder(Border):
    """Statements in border_statements, decisions in border_decisions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def statements(
        self, places: Iterable[str], *, first: date, last: date, each: int
    ) -> list[BorderStatement]:
        values = {
            "places": among(places),
            "modes": json_text(_MODES),
            "states": json_text(_STATES),
            "first": first.isoformat(),
            "last": last.isoformat(),
            "end": (last + timedelta(days=1)).isoformat(),
            "each": each,
        }
        with self._connection.read("reading the state of the border") as db:
            return [_to_statement(row) for row in db.query(_STATEMENTS, values)]

    @override
    def quotations(self, statements: Sequence[BorderStatement]) -> Mapping[int, Quotation]:
        with self._connection.read("reading what is said about the border") as db:
            rows = db.query(_QUOTATIONS, [among(statement.id for statement in statements)])
            return {row["id"]: _to_quotation(row) for row in rows}

    @override
    def decide(self, decision: BorderDecision) -> int:
        with self._connection.write(f"storing a decision on {decision.crossing}") as db:
            return insert_numbered(
                db,
                "border_decisions",
                {
                    "crossing": decision.crossing,
                    "mode": decision.mode,
                    "state": decision.state,
                    "kind": decision.kind,
                    "reason": decision.reason,
                    "by": decision.by,
                    "at": time_text(decision.at),
                },
            )

    @override
    def withdraw(self, number: int, *, by: str, reason: str, at: datetime) -> BorderDecision:
        with self._connection.write(f"withdrawing decision {number}") as db:
            rows = db.query(
                """
                UPDATE border_decisions SET withdrawn_at = ?, withdrawn_by = ?, withdrawn_reason = ?
                WHERE id = ? AND withdrawn_at IS NULL RETURNING *
                """,
                [time_text(at), by, reason, number],
            )
            found = [_to_decision(row) for row in rows]
            if not found:
                raise ArchiveError(
                    f"there is no decision {number} in force; `yalu border decisions` lists them"
                )
            return found[0]

    @override
    def decisions(self) -> list[BorderDecision]:
        with self._connection.read("reading decisions on the border") as db:
            return [_to_decision(row) for row in db.query("SELECT * FROM border_decisions ORDER BY id")]


def _to_statement(row: Row) -> BorderStatement:
    return BorderStatement(
        id=row["id"],
        place=row["place"],
        mode=row["mode"],
        state=row["state"],
        day=row["day"],
        date=row["date"],
        article_id=row["article"],
        version=row["version"],
        publisher=row["publisher"],
    )


def _to_quotation(row: Row) -> Quotation:
    start = row["sentence_start"]
    return Quotation(
        text=full_text(row["title"], row["body"])[start : start + row["sentence_length"]],
        title=row["title"],
        url=row["url"],
        publisher=row["publisher"],
        language=row["language"],
        published_at=to_optional_time(row["published_at"]),
        found_at=to_time(row["first_seen_at"]),
    )


def _to_decision(row: Row) -> BorderDecision:
    return BorderDecision(
        id=row["id"],
        crossing=row["crossing"],
        mode=row["mode"],
        state=row["state"],
        kind=row["kind"],
        reason=row["reason"],
        by=row["by"],
        at=to_time(row["at"]),
        withdrawn_at=to_optional_time(row["withdrawn_at"]),
        withdrawn_by=row["withdrawn_by"] or "",
        withdrawn_reason=row["withdrawn_reason"] or "",
    )
