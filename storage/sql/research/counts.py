"""Counts of matching articles by facet, by day, and for pairs of names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from heapq import nsmallest
from typing import TypeVar

from storage.contract import Count, Facet, Pair
from storage.query import Query
from storage.sql import counts
from storage.sql.database import Database
from storage.sql.search import Matching, as_of, is_everything, kept_counts
from storage.sql.tables import IDS_PER_SECOND
from yaluwatch.errors import ArchiveError

#: The kinds of mentions, as stored.
MENTION_KINDS = ("place", "actor", "goods", "rule")

_DAY = 86_400

Value = TypeVar("Value", str, int, tuple[str, str])


def facet(db: Database, query: Query, by: Facet, limit: int) -> list[Count]:
    """Counts per value, most frequent first; for months all of them, in chronological order."""
    if by is Facet.MONTH:
        return _months(days(db, query))
    if (kept := kept_counts(query)) is not None and kept.is_any_day:
        return most_frequent(Counter(counts.read(db, by, kept.topic)), limit)
    is_column = by in {Facet.SOURCE, Facet.PUBLISHER, Facet.LANGUAGE}
    found: Counter[str] = Counter()
    for part in as_of.parts(db, query, with_facets=is_column):
        if is_column:
            statement = part.matching.select(f"f.{by}, count(*)", " GROUP BY 1")
        elif by is Facet.TOPIC:
            statement = _joined(part.matching, part.tables.topics, "t.topic")
        else:
            statement = _joined(part.matching, part.tables.mentions, "t.mention", f"t.kind = '{by}'")
        _tally(found, db.execute(statement, dict(part.matching.values)))
    return most_frequent(found, limit)


def most_frequent(found: Counter[str], limit: int) -> list[Count]:
    """The most frequent values first, ties by value."""
    return [Count(value, count) for value, count in _most_frequent(found, limit)]


def of_months(ids: Iterable[int]) -> list[Count]:
    """The number of articles per month, in chronological order."""
    return _months(Counter(id_ // (_DAY * IDS_PER_SECOND) for id_ in ids))


def days(db: Database, query: Query) -> dict[int, int]:
    """Matching articles per UTC day; the key is the number of days since 1970-01-01."""
    if (kept := kept_counts(query)) is not None:
        return counts.days(db, kept.days, kept.topic)
    found: Counter[int] = Counter()
    for part in as_of.parts(db, query):
        # The id contains the second of publication, so no other table is read.
        what = f"{part.matching.column} / {_DAY * IDS_PER_SECOND}, count(*)"
        statement = part.matching.select(what, " GROUP BY 1")
        _tally(found, db.execute(statement, dict(part.matching.values)))
    return found


def pairs(db: Database, query: Query, kinds: Iterable[str], limit: int) -> list[Pair]:
    """Pairs of names mentioned in the same articles, most frequent first.

    Raises ArchiveError for an unknown kind.
    """
    chosen = list(kinds)
    if unknown := [kind for kind in chosen if kind not in MENTION_KINDS]:
        raise ArchiveError(f"{unknown[0]!r} is not a kind of mention; kinds are {', '.join(MENTION_KINDS)}")
    if is_everything(query):
        kept = Counter(counts.pairs(db, chosen))
        return [Pair(*names, count) for names, count in _most_frequent(kept, limit)]
    among = ", ".join(f"'{kind}'" for kind in chosen)
    found: Counter[tuple[str, str]] = Counter()
    for part in as_of.parts(db, query):
        mentions = part.tables.mentions
        statement = f"""
            WITH hits AS MATERIALIZED ({part.matching.select()})
            SELECT t.mention, o.mention, count(*) FROM hits
            CROSS JOIN {mentions} t ON t.article = hits.id AND t.kind IN ({among})
            CROSS JOIN {mentions} o ON o.article = hits.id AND o.kind IN ({among}) AND o.mention > t.mention
            GROUP BY 1, 2
        """
        rows = db.execute(statement, dict(part.matching.values))
        _tally(found, (((first, second), count) for first, second, count in rows))
    return [Pair(*names, count) for names, count in _most_frequent(found, limit)]


def _joined(matching: Matching, table: str, value: str, condition: str = "1 = 1") -> str:
    # CROSS JOIN keeps the matches in the outer loop: each looks up its few rows.
    source = f"{matching.source} CROSS JOIN {table} t ON t.article = {matching.column}"
    return f"SELECT {value}, count(*) FROM {source} WHERE {matching.condition} AND {condition} GROUP BY 1"


def _tally(found: Counter[Value], rows: Iterable[tuple[Value, int]]) -> None:
    for value, count in rows:
        found[value] += count


def _most_frequent(found: Counter[Value], limit: int) -> list[tuple[Value, int]]:
    """The most frequent values first, ties by value."""
    return nsmallest(limit, found.items(), key=lambda pair: (-pair[1], pair[0]))


def _months(counts: Mapping[int, int]) -> list[Count]:
    months: Counter[str] = Counter()
    for day, count in counts.items():
        months[_month_of(day)] += count
    return [Count(month, months[month]) for month in sorted(months)]


@cache
def _month_of(day: int) -> str:
    return f"{datetime.fromtimestamp(day * _DAY, UTC):%Y-%m}"
