"""Stale sources: they answer, but have had nothing new for longer than usual. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from yaluwatch.model import SourceState
from yaluwatch.sentence import Sentence

#: The history needed to know what is usual for a source: days and articles.
MIN_DAYS, MIN_ARTICLES = 7, 5
#: How far back the history is considered.
PAST = timedelta(days=28)
#: A source without anything new for this long is stale, whatever is usual for it, and if that is not known.
MAX_GAP = timedelta(days=60)
# At a constant rate (a Poisson process), one gap in a hundred is longer than ln 100 mean gaps.
_RARE_GAP_FACTOR = 4.6


@dataclass(frozen=True, slots=True)
class Staleness:
    """Since when a source has had nothing new, and what is usual for it."""

    #: Date of its newest item, aware UTC.
    since: datetime
    #: The longest gap that is usual for it.
    usual: timedelta

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def sentence(self) -> Sentence:
        """It in words."""
        return Sentence(
            "silent: nothing new since %(day)s, usually within %(gap)s",
            day=f"{self.since:%Y-%m-%d}",
            gap=_duration_text(self.usual),
        )


def staleness_of(state: SourceState, daily_new: Mapping[str, int], now: datetime) -> Staleness | None:
    """The staleness of a source that can be polled; None if it is not stale.

    `daily_new` is the number of new articles per UTC day ("2026-11-24") over the last four weeks or more. A
    source whose last poll failed is not stale but broken, which its last outcome says.
    """
    newest = _newest(state, daily_new)
    if not state.is_healthy or newest is None:
        return None
    usual = longest_usual_gap(daily_new)
    limit = min(usual, MAX_GAP) if usual else MAX_GAP
    return Staleness(newest, limit) if now - newest > limit else None


def longest_usual_gap(daily_new: Mapping[str, int]) -> timedelta | None:
    """The longest gap between new articles that is usual for a source; None while its history is too short.

    Twice its longest gap so far, or a gap that is rare at its rate, whichever is longer. Its first day is not
    counted in the rate, because everything in its feed was new then.
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
    return max(2 * gap, _RARE_GAP_FACTOR * span / count, timedelta(days=1))


def _newest(state: SourceState, daily_new: Mapping[str, int]) -> datetime | None:
    """The date of the newest item announced, or the end of the last day with a new article; the later one."""
    days = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day, count in daily_new.items() if count]
    ends = [max(days) + timedelta(days=1)] if days else []
    return max([*ends, *filter(None, [state.newest_item_at])], default=None)


def _duration_text(span: timedelta) -> Sentence:
    hours = span / timedelta(hours=1)
    if hours < 48:
        return Sentence("%(n)s hours", n=f"{hours:.0f}")
    return Sentence("%(n)s days", n=f"{hours / 24:.0f}")
