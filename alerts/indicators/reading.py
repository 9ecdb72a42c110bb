"""Reads the sections of a digest from the archive."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from alerts.indicators.border import border_section
from alerts.indicators.prices import price_section
from alerts.indicators.section import IndicatorSection
from classifier import CROSSINGS
from classifier.lexicon import entry_names
from indicators import border_changes, price_series
from storage import Archive, PriceQuery

# Far enough for the price before the newest one.
_PRICES_LOOK_BACK = timedelta(days=90)


def indicator_sections(archive: Archive, since: datetime, now: datetime) -> tuple[IndicatorSection, ...]:
    """What became known about indicators after `since` and up to `now` (aware UTC); empty if nothing did."""
    changes = border_changes(archive, since.date() - timedelta(days=1), now.date())
    cited = [
        statement
        for change in changes
        for statement in (change.now.statement, change.now.plan, *change.now.against)
        if statement
    ]
    quotations = archive.border.quotations(cited) if cited else {}
    names = {crossing.id: crossing.name for crossing in CROSSINGS}
    found = (border_section(changes, quotations, names, since), _prices(archive, since, now))
    return tuple(section for section in found if section)


def _prices(archive: Archive, since: datetime, now: datetime) -> IndicatorSection | None:
    first = now.date() - _PRICES_LOOK_BACK
    series = price_series(archive.prices.find(PriceQuery(since=first)))
    return price_section([each for each in series if each.points], _place_names(), since)


@cache
def _place_names() -> Mapping[str, str]:
    """The English name of each place by id."""
    found: dict[str, str] = {}
    for name, places in entry_names("place").items():
        for place in places:
            # Its id is a name, too.
            if name != place:
                found.setdefault(place, name)
    return found
