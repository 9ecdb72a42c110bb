"""How many matching articles there are by topic, place, source, month, and for pairs of names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

from sqlite_utils import Database

from storage.articles import IDS_PER_SECOND
from storage.matching import Matching, match
from storage.query import Query
from yaluwatch.errors import ArchiveError

#: What is named in an article, as stored with a mention.
MENTION_KINDS = ("place", "actor", "good", "rule")

_DAY = 86_400


class Facet(StrEnum):
    """By what articles can be counted."""

    TOPIC = "topic"
    PLACE = "place"
    ACTOR = "actor"
    GOODS = "goods"
    SOURCE = "source"
    PUBLISHER = "publisher"
    LANGUAGE = "language"
    #: Of publication, or first sight when undated: "2026-11".
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Count:
    """A value of a facet, and in how many matching articles it occurs."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and how many matching articles name both."""

    first: str
    second: str
    articles: int


def facet(db: Database, query: Query, by: Facet, limit: int) -> list[Count]:
    """The most frequent values first; months in order of time, all of them."""
    if by is Facet.MONTH:
        return _months(days(db, query))
    if by in {Facet.SOURCE, Facet.PUBLISHER, Facet.LANGUAGE}:
        matching = match(query, with_facets=True)
        statement = matching.select(f"f.{by}, count(*)", " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :limit")
    elif by is Facet.TOPIC:
        matching = match(query)
        statement = _joined(matching, "article_topics", "t.topic, count(*)") + _MOST_FIRST
    else:
        matching = match(query)
        kind = "good" if by is Facet.GOODS else by.value
        statement = (
            _joined(matching, "article_mentions", "t.mention, count(*)", f"t.kind = '{kind}'") + _MOST_FIRST
        )
    rows = db.execute(statement, {**matching.values, "limit": limit})
    return [Count(value, count) for value, count in rows]


def days(db: Database, query: Query) -> dict[int, int]:
    """Matching articles by day, counted from 1970-01-01 UTC."""
    # The id holds the second, so that no table but the index is touched.
    matching = match(query)
    what = f"{matching.column} / {_DAY * IDS_PER_SECOND}, count(*)"
    return dict(db.execute(matching.select(what, " GROUP BY 1"), dict(matching.values)).fetchall())


def pairs(db: Database, query: Query, kinds: Iterable[str], limit: int) -> list[Pair]:
    """Names that occur together, most frequent first."""
    chosen = list(kinds)
    if unknown := [kind for kind in chosen if kind not in MENTION_KINDS]:
        raise ArchiveError(f"nothing of kind {unknown[0]!r} is kept; kinds are {', '.join(MENTION_KINDS)}")
    among = ", ".join(f"'{kind}'" for kind in chosen)
    matching = match(query)
    statement = f"""
        WITH hits AS MATERIALIZED ({matching.select()})
        SELECT t.mention, o.mention, count(*) FROM hits
        CROSS JOIN article_mentions t ON t.article = hits.id AND t.kind IN ({among})
        CROSS JOIN article_mentions o ON o.article = hits.id AND o.kind IN ({among}) AND o.mention > t.mention
        GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT :limit
    """
    return [Pair(*row) for row in db.execute(statement, {**matching.values, "limit": limit})]


_MOST_FIRST = " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :limit"


def _joined(matching: Matching, table: str, what: str, condition: str = "1") -> str:
    # CROSS keeps the hits outside: each looks up its few rows.
    source = f"{matching.source} CROSS JOIN {table} t ON t.article = {matching.column}"
    return f"SELECT {what} FROM {source} WHERE {matching.condition} AND {condition}"


def _months(counts: dict[int, int]) -> list[Count]:
    months: Counter[str] = Counter()
    for day, count in counts.items():
        months[_month_of(day)] += count
    return [Count(month, months[month]) for month in sorted(months)]


@cache
def _month_of(day: int) -> str:
    return f"{datetime.fromtimestamp(day * _DAY, UTC):%Y-%m}"
