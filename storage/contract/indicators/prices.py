"""Prices in North Korean markets: every report of one, and what people decided about outliers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from yaluwatch.model import MarketPrice


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceQuery:
    """Which prices to find: each field restricts them, unless it is empty or None."""

    #: Of `yaluwatch.model.PRICE_GOODS`.
    goods: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    #: First and last day the price is for.
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDecision:
    """A person's decision about one price."""

    is_accepted: bool
    #: Why, never empty.
    reason: str
    #: Aware UTC.
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPrice:
    """A price as one article reports it."""

    article_id: int
    #: Of the prices of the newest version, counted from 1.
    number: int
    price: MarketPrice
    #: Of the article.
    url: str
    publisher: str
    #: According to the site; None if it gives no date. Aware UTC.
    published_at: datetime | None
    #: Story of the article; None until it is grouped.
    story: int | None
    #: The newest decision about it; None if nobody decided.
    decision: PriceDecision | None = None
    #: Of the quotation, ISO 639-1.
    language: str = ""

    @property
    def id(self) -> str:
        """What people call it by: "1834500000000-2"."""
        return f"{self.article_id}-{self.number}"


class Prices(Protocol):
    """Prices in newest versions of relevant articles. They are written with the facts of the version."""

    def find(self, query: PriceQuery) -> list[StoredPrice]:
        """Matching prices, ordered by good, place, day and article."""

    def newest_day(self) -> date | None:
        """The last day any price is for; None without prices."""

    def get(self, article_id: int, number: int) -> StoredPrice:
        """One price of the newest version. Raises ArchiveError when there is none."""

    def decide(self, price: StoredPrice, decision: PriceDecision) -> None:
        """Store a decision; it stays when the facts of the article are read again and say the same.

        Raises ArchiveError if the reason is empty.
        """
