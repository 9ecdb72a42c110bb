"""Dates of feed items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.text import DateOrder, order_of, parse_date, shared_order
from yaluwatch.model import Source

# Fields for an item's publication date, best first. feedparser reports Dublin Core's dc:date as "updated".
PUBLISHED = ("published", "created", "updated")
UPDATED = ("updated",)
# JSON Feed's names for the same.
JSON_PUBLISHED = ("date_published", "date_modified")
JSON_UPDATED = ("date_modified",)


@dataclass(frozen=True, slots=True)
class FeedDates:
    """How the dates of one feed are read.

    The text is always parsed here. feedparser's own result is not used: it reads the year alone of
    "2026.11.28 15:05" and adds the first of a month (https://github.com/kurtmckee/feedparser/issues/75).
    """

    source: Source
    #: When the feed was fetched, aware UTC; an item is not from the future.
    now: datetime
    #: The order of day and month of all items; None if neither they nor the source tell.
    order: DateOrder | None
    #: The order that the items themselves show; None if they don't.
    shown: DateOrder | None = None

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]], source: Source, now: datetime) -> "FeedDates":
        """The rules for a feed with these items, feedparser's or JSON Feed's."""
        printed = [_printed(item, field) for item in items for field in PUBLISHED + JSON_PUBLISHED]
        return cls.in_order(shared_order(printed), source, now)

    @classmethod
    def in_order(cls, shown: DateOrder | None, source: Source, now: datetime) -> "FeedDates":
        """The rules for a feed whose dates show this order, or else have that of the source."""
        return cls(source, now, shown or order_of(source), shown)

    def first(self, item: Mapping[str, Any], fields: Sequence[str]) -> datetime | None:
        """The first of these dates of an item that can be parsed, aware UTC; None if none can."""
        moments = (self.parse(_printed(item, field)) for field in fields)
        return next((moment for moment in moments if moment is not None), None)

    def parse(self, printed: str) -> datetime | None:
        """The moment of a printed date, aware UTC; None if it can't be parsed."""
        source = self.source
        return parse_date(printed, source.timezone, country=source.country, order=self.order, now=self.now)


def _printed(item: Mapping[str, Any], field: str) -> str:
    # feedparser's own `get` falls back to a different date field, with a warning.
    return str((dict.get(item, field) if isinstance(item, dict) else None) or "")
