"""Facts as CSV, JSON Lines and Parquet, one per row; and as JSON within the record of an article."""

import json
from collections.abc import Iterable, Mapping
from typing import IO, Final

from storage.contract import Format, FoundFact
from storage.exports.fields import Value
from storage.exports.tabular import csv_rows, json_rows, parquet_rows
from yaluwatch.errors import ArchiveError
from yaluwatch.times import optional_time_text

#: Name → description, in column order.
FACT_FIELDS: Final[Mapping[str, str]] = {
    "article": "article id, never reused",
    "version": "number of the version, counted from 1",
    "number": "of the facts of this version, counted from 1",
    "kind": "price, rate, change, value, trade, growth, volume, count, share, distance, date, claim, ship…",
    "text": "as printed",
    "value": "of an amount, in its unit; of a range the lower end; number of a resolution or a ship (IMO)",
    "high": "upper end of a range",
    "unit": "ISO 4217 code, won (North or South Korean is not stated), tonne, percent, people, imo…",
    "per": "what a price is for: kg…; of a rate the other currency; of growth the period compared with",
    "date": "ISO 8601, as far as known: 2020-02-14T17:00, 2020-02, --02-14 without a year",
    "inferred": "how the date was inferred: printed, last, next or relative to publication",
    "good": "id of the goods",
    "place": "gazetteer id",
    "actor": "id of the actor who speaks",
    "direction": "to-north or from-north",
    "speaker": "who says it, as printed",
    "attribution": "anonymous or named, and -relayed if passed on by another",
    "hedge": "of a claim or promise: confirmed, said, reportedly, rumoured, denied",
    "removed": "of a claim or promise: how many people and media it has passed through; 1 = first hand",
    "role": "of a claim or promise, what the speaker is: source, official, trader, resident…",
    "speaker_place": "gazetteer id of the place in the words that name the speaker",
    "is_converted": "whether it repeats the amount before in another currency",
    "mode": "of a status or promise: road, rail, foot, freight, passengers, ship, all",
    "state": "of a status: open, limited, closed, planned; of a promise what is promised",
    "is_past": "whether a status is of an earlier time",
    "sentence": "as printed",
    "start": "position of the text in title, blank line, body; characters",
    "end": "where it ends",
    "rules": "version of the rules it was read by",
    "language": "ISO 639-1",
    "publisher": "the source's publisher",
    "published_at": "publication time according to the site, ISO 8601 UTC; empty when it gives none",
    "title": "of the article",
    "url": "of the article",
}
_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("article", "version", "number", "start", "end", "rules", "removed"), "int64"),
    **dict.fromkeys(("value", "high"), "float64"),
    "is_converted": "bool_",
    "is_past": "bool_",
}


def fact_row(found: FoundFact) -> dict[str, Value]:
    """The fact's values by field name, in the order of `FACT_FIELDS`."""
    fact = found.fact
    values: tuple[Value, ...] = (
        found.article_id, found.version, found.number, fact.kind, found.text, plain(fact.value),
        plain(fact.high), fact.unit,
        fact.per, fact.date, fact.inferred, fact.good, fact.place, fact.actor, fact.direction, found.speaker,
        fact.attribution, fact.hedge, fact.removed, fact.role, fact.speaker_place, fact.is_converted,
        fact.mode, fact.state, fact.is_past,
        found.sentence, fact.start, fact.end, found.rules,
        found.language,
        found.publisher, optional_time_text(found.published_at), found.title, found.url,
    )  # fmt: skip
    return dict(zip(FACT_FIELDS, values, strict=True))


def plain(value: float | None) -> float | int | None:
    """A whole number without its fraction."""
    return int(value) if value is not None and value == int(value) else value


def write_facts(found: Iterable[FoundFact], kind: Format, stream: IO[bytes]) -> int:
    """Write facts as CSV, JSON Lines or Parquet; returns how many. Raises ArchiveError for other formats."""
    total = 0

    def rows() -> Iterable[dict[str, Value]]:
        nonlocal total
        for each in found:
            total += 1
            yield fact_row(each)

    match kind:
        case Format.CSV:
            csv_rows(FACT_FIELDS, (tuple(row.values()) for row in rows()), stream)
        case Format.JSON_LINES:
            json_rows(rows(), stream)
        case Format.PARQUET:
            parquet_rows(FACT_FIELDS, _TYPES, iter(rows()), stream)
        case _:
            raise ArchiveError(f"facts can't be written as {kind.value}; use csv, jsonl or parquet")
    return total


def as_json(kind: str, text: str, values: Mapping[str, str | float | None]) -> str:
    """One fact as a JSON object without what it does not have."""
    known = {name: value for name, value in values.items() if value is not None}
    return json.dumps({"kind": kind, "text": text, **known}, ensure_ascii=False)
