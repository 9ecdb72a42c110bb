"""Published figures and dated events that ship with the program, as tables to lay beside counts.

The data files are the truth; the tables are filled again whenever a file has changed.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sqlite_utils import Database

from storage.rows import insert

_TABLES = {"reference_trade": "trade.csv", "reference_events": "events.csv"}
_FACT = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeYear:
    """China's trade with North Korea in one year as one series gives it, millions of US dollars."""

    year: int
    #: Who counts, such as "gacc" (Chinese customs), "kotra" (with an oil estimate) or "comtrade"; a
    #: suffix names the vintage. Never mix them in one rate of change.
    series: str
    total_musd: float
    #: None where the split is not published.
    china_exports_musd: float | None
    china_imports_musd: float | None
    #: Part of the one unbroken line.
    is_preferred: bool
    #: "exact", "high", "medium" or "low".
    confidence: str
    #: Where the figure was printed.
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated event."""

    #: "2020-01-22", "2000-10" or "1985", as exact as known.
    date: str
    event: str
    places: tuple[str, ...]
    topics: tuple[str, ...]
    #: "day", "month" or "year".
    precision: str
    #: "high", "medium" or "low".
    confidence: str
    #: Where it is told.
    source: str


def is_current(db: Database) -> bool:
    """Whether the tables hold what the files say."""
    found = db.execute("SELECT value FROM archive_facts WHERE name = ?", [_FACT]).fetchone()
    return found is not None and found[0] == _digest()


def fill(db: Database) -> None:
    """Bring the tables to the state of the files."""
    for table, name in _TABLES.items():
        db.execute(f"DELETE FROM {table}")
        for row in _rows(name):
            insert(db, table, row)
    insert(db, "archive_facts", {"name": _FACT, "value": _digest()}, otherwise="REPLACE")


def trade(db: Database, *, every_series: bool) -> list[TradeYear]:
    """Figures by year and series."""
    condition = "1" if every_series else "is_preferred"
    rows = db.query(
        f"SELECT * FROM reference_trade WHERE {condition} ORDER BY year, is_preferred DESC, series"
    )
    return [TradeYear(**{**row, "is_preferred": bool(row["is_preferred"])}) for row in rows]


def events(db: Database) -> list[Event]:
    """Events, oldest first."""
    rows = db.query("SELECT * FROM reference_events ORDER BY date, event")
    lists = ("places", "topics")
    return [Event(**{**row, **{name: _split(row[name]) for name in lists}}) for row in rows]


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


@cache
def _digest() -> str:
    texts = (files("storage.reference").joinpath(name).read_bytes() for name in _TABLES.values())
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def _rows(name: str) -> Iterator[Mapping[str, str | None]]:
    with files("storage.reference").joinpath(name).open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            # STRICT columns turn "1995" into a number themselves; an empty one is unknown where allowed.
            yield {key: value or (None if key.endswith("_musd") else "") for key, value in row.items()}
