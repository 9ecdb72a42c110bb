"""Which backups to keep: one of each of the last days, weeks and months that have any."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

#: How many days, weeks and months to keep a backup of.
KEPT = (7, 4, 12)


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup there is."""

    name: str
    #: When it was made, aware UTC.
    at: datetime
    #: Whether nothing was missing or damaged when it was made.
    is_complete: bool = True


def expired(backups: Sequence[Kept], counts: tuple[int, int, int] = KEPT) -> list[Kept]:
    """Those to delete, oldest first: none of the last days, weeks and months with backups needs them.

    Of each day, ISO week and month (UTC), the newest complete backup is kept, or the newest if none is
    complete. The newest backup and the newest complete one are always kept. Periods are counted by the
    backups in them, not from today: nothing expires while no backup is made, or because the clock is wrong.
    """
    wanted: set[str] = set()
    periods: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (counts[0], lambda at: at.date()),
        (counts[1], lambda at: at.isocalendar()[:2]),
        (counts[2], lambda at: (at.year, at.month)),
    )
    newest_first = sorted(backups, key=lambda one: one.at, reverse=True)
    wanted.update(one.name for one in newest_first[:1])
    wanted.update([one.name for one in newest_first if one.is_complete][:1])
    for count, period in periods:
        # A complete one comes before newer ones of its period.
        best: dict[Hashable, Kept] = {}
        for one in newest_first:
            known = best.setdefault(period(one.at), one)
            if one.is_complete and not known.is_complete:
                best[period(one.at)] = one
        wanted.update(one.name for one in list(best.values())[:count])
    return [one for one in reversed(newest_first) if one.name not in wanted]
