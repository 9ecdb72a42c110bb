"""When a job runs, in words that the pages can say in other languages."""

from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

# As `yaluwatch.times` reads them.
_EVERY = lazy_regex(r"every (\d+) (s|min|h)")
_AT = lazy_regex(r"(\w+) (\d+:\d\d)")
_INTERVALS = {"s": "every %(count)s s", "min": "every %(count)s min", "h": "every %(count)s h"}
_DAYS = {
    "daily": "daily at %(time)s",
    "monday": "Mondays at %(time)s",
    "tuesday": "Tuesdays at %(time)s",
    "wednesday": "Wednesdays at %(time)s",
    "thursday": "Thursdays at %(time)s",
    "friday": "Fridays at %(time)s",
    "saturday": "Saturdays at %(time)s",
    "sunday": "Sundays at %(time)s",
}


def schedule_words(schedule: str) -> str:
    """A schedule as the settings have it, for `said`; "off" and what is none as they are.

    >>> schedule_words("sunday 19:10")
    'Sundays at 19:10'
    """
    if every := _EVERY.fullmatch(schedule):
        return Sentence(_INTERVALS[every[2]], count=every[1])
    if (at := _AT.fullmatch(schedule)) and at[1] in _DAYS:
        return Sentence(_DAYS[at[1]], time=at[2])
    return schedule
