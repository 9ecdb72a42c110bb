"""Full-text search over the newest versions, or as of an earlier moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from storage.query import Query


class Order(StrEnum):
    """The order of search results."""

    NEWEST = "newest"
    #: By BM25 with words in the title weighted five times; newest first when the query has no words, and for
    #: queries with `asof:`.
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One search result. Times are aware UTC."""

    id: int
    url: str
    title: str
    body: str
    language: str
    source_id: str
    publisher: str
    published_at: datetime | None
    first_seen_at: datetime
    #: Topics of the verdict in force, most probable first.
    topics: tuple[str, ...]
    #: Number of the version, counted from 1.
    version: int = 1
    #: Captions of pictures, in the order of the page; searched like the body.
    captions: tuple[str, ...] = ()


class Search(Protocol):
    """Full-text search over the newest versions, or as of an earlier moment. Read-only."""

    def find(
        self,
        query: Query,
        *,
        limit: int,
        offset: int = 0,
        order: Order = Order.NEWEST,
        before: int | None = None,
        ranked: int | None = None,
    ) -> list[Hit]:
        """At most `limit` matching articles after the first `offset`, in the given order.

        With `before`, only articles with smaller ids: the newest after that article, however far back it is.
        With `ranked`, only so many of the newest matches are ordered by relevance, and no others found: to
        rank all matches of a frequent word takes tens of milliseconds.
        """

    def count(self, query: Query, *, at_most: int | None = None) -> int:
        """The number of matching articles; counting may stop at `at_most`, which then means "or more"."""
