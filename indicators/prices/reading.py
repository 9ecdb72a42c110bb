"""Reads prices as series from the archive, for commands and pages."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from indicators.prices.series import PriceSeries, price_series
from storage import Archive, PriceQuery

#: Where only the newest prices are wanted, those of this time before the newest are read.
RECENT: Final = timedelta(days=120)
#: Outliers are looked for in prices of this time before the newest: each needs others beside it.
REVIEWED: Final = timedelta(days=400)


def read_series(archive: Archive, query: PriceQuery, longest: timedelta | None = None) -> list[PriceSeries]:
    """The series of matching prices; without `query.since`, those of the time `longest` before the newest.

    None reads all of them. The cost grows with the prices read, not with the archive.
    """
    newest = query.until or (archive.prices.newest_day() if longest and not query.since else None)
    if longest and newest and not query.since:
        # No day is before the first of the calendar.
        query = replace(query, since=newest - min(longest, newest - date.min))
    return price_series(archive.prices.find(query))
