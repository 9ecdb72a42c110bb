"""Alive but silent: a source that answers but had nothing new for longer than its rhythm explains. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from yaluwatch.model import SourceState

#: So much of a source's past must be known before its staleness means anything.
MIN_DAYS, MIN_ARTICLES = 7, 5
#: How far back its rhythm is learned from.
PAST = timedelta(days=28)
#: Nothing new for so long is staleness whatever the rhythm; without a known rhythm, too.
LONGEST = timedelta(days=60)
# At a steady rate, a gap of so many usual gaps comes once in a hundred: ln 100.
_RARE = 4.6


@dataclass(frozen=True, slots=True)
class Staleness:
    """Since when a source has had nothing new, and what is usual for it."""

    #: Date of its newest item, aware UTC.
    since: datetime
    #: The longest gap its rhythm explains.
    usual: timedelta

    def __str__(self) -> str:
        return f"silent: nothing new since {self.since:%Y-%m-%d}, usually within {_words(self.usual)}"


def staleness_of(state: SourceState, daily_new: Mapping[str, int], now: datetime) -> Staleness | None:
    """The staleness of a source that can be read, or None.

    `daily_new` is the number of new articles by UTC day ("2026-11-24") over the last four weeks or more. A
    source that can't be read is not silent, it is broken: that is told by its last outcome.
    """
    newest = _newest(state, daily_new)
    if not state.is_healthy or newest is None:
        return None
    usual = longest_usual_gap(daily_new)
    limit = min(usual, LONGEST) if usual else LONGEST
    return Staleness(newest, limit) if now - newest > limit else None


def longest_usual_gap(daily_new: Mapping[str, int]) -> timedelta | None:
    """How long a source may be quiet by its own past; None while too little of that is known.

    Twice its longest gap so far, or what its rate makes rare, whichever is longer. Its first day, when all
    that stood in its feed was new, says nothing of its rhythm.
    """
    days = sorted(day for day, count in daily_new.items() if count)
    count = sum(daily_new[day] for day in days[1:])
    if len(days) < 2 or count < MIN_ARTICLES:
        return None
    dates = [datetime.fromisoformat(day) for day in days]
    span = dates[-1] - dates[0]
    if span < timedelta(days=MIN_DAYS):
        return None
    gap = max(later - earlier for earlier, later in pairwise(dates))
    return max(2 * gap, _RARE * span / count, timedelta(days=1))


def _newest(state: SourceState, daily_new: Mapping[str, int]) -> datetime | None:
    """The newest sign of life: an item's date, or the last day that brought an article."""
    days = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day, count in daily_new.items() if count]
    # Counted from the end of its day.
    signs = [max(days) + timedelta(days=1)] if days else []
    return max([*signs, *filter(None, [state.newest_item_at])], default=None)


def _words(span: timedelta) -> str:
    hours = span / timedelta(hours=1)
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
