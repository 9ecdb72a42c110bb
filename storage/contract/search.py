"""Full-text search over the newest versions, or over an earlier state."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from storage.query import Query


class Order(StrEnum):
    """In which order hits come."""

    NEWEST = "newest"
    #: By BM25, words in the title counting five times; newest first where no words were asked for.
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One line of a result list."""

    id: int
    url: str
    title: str
    body: str
    language: str
    source_id: str
    publisher: str
    published_at: datetime | None
    first_seen_at: datetime
    #: Topics of the newest verdict, most probable first.
    topics: tuple[str, ...]
    #: Which version this is, counted from 1.
    version: int = 1


class Search(Protocol):
    """Full-text search over the newest versions, or over an earlier state."""

    def find(self, query: Query, *, limit: int, offset: int = 0, order: Order = Order.NEWEST) -> list[Hit]:
        """Matching articles, newest first unless asked otherwise."""

    def count(self, query: Query) -> int:
        """How many articles match."""
