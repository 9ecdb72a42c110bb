"""The tables reference_trade, reference_events and reference_identifiers, filled from files."""

from collections.abc import Mapping
from functools import cache

from storage.contract import Event, Identifier, TradeYear
from storage.reference import TABLES, digest, rows
from storage.sql.database import Database
from storage.sql.rows import insert, upsert

_FACT = "reference"


def is_current(db: Database) -> bool:
    """Whether the tables were filled from the files as they are now."""
    found = db.execute("SELECT value FROM archive_facts WHERE name = ?", [_FACT]).fetchone()
    return found is not None and found[0] == digest()


def fill(db: Database) -> None:
    """Refill the tables from the files."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")
        for row in rows(table):
            insert(db, table, row)
    upsert(db, "archive_facts", {"name": _FACT, "value": digest()}, "name")


def trade(db: Database, *, every_series: bool) -> list[TradeYear]:
    """Figures by year and series."""
    condition = "1 = 1" if every_series else "is_preferred"
    found = db.query(
        f"SELECT * FROM reference_trade WHERE {condition} ORDER BY year, is_preferred DESC, series"
    )
    return [TradeYear(**{**row, "is_preferred": bool(row["is_preferred"])}) for row in found]


def events(db: Database) -> list[Event]:
    """Events, oldest first."""
    found = db.query("SELECT * FROM reference_events ORDER BY date, event")
    lists = ("places", "topics")
    return [Event(**{**row, **{name: _split(row[name]) for name in lists}}) for row in found]


def identifiers(db: Database) -> list[Identifier]:
    """Identifiers, by kind and id."""
    return [Identifier(**row) for row in db.query("SELECT * FROM reference_identifiers ORDER BY kind, id")]


@cache
def items() -> Mapping[str, str]:
    """Place → its item in Wikidata."""
    found = rows("reference_identifiers")
    return {row["id"] or "": row["wikidata"] or "" for row in found if row["kind"] == "place"}


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()
