"""What is mentioned more than usual: today beside its own four weeks, in independent publishers. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from storage import Presence
from yaluwatch.model import Subscription

#: Days before today that say what is usual.
BASELINE_DAYS = 28

#: So many publisher families at least, so many times the average, so many standard deviations above it.
_LEAST_PUBLISHERS = 4
_LEAST_TIMES = 3.0
_LEAST_DEVIATIONS = 3.0

# Named in nearly every article: their counts follow the news as a whole.
_EVERYWHERE = {"place:china", "place:north-korea"}


@dataclass(frozen=True, slots=True)
class Spike:
    """A place or topic in more publishers than usual, with the numbers that say so."""

    #: "place:dandong" or "topic:smuggling".
    subject: str
    #: Publisher families in the last 24 hours.
    publishers: int
    #: Their average over the days before, and the most on one of them.
    usual: float
    most: int

    @property
    def name(self) -> str:
        """The subject without its kind."""
        return self.subject.partition(":")[2]

    @property
    def kind(self) -> str:
        """What it is: "place" or "topic"."""
        return self.subject.partition(":")[0]


def spikes(counted: Iterable[Presence]) -> list[Spike]:
    """Subjects well above their own baseline, the most unusual first.

    `counted` leaves out copies and sources that were not summary all the time, so that neither a wire
    story nor a newly added source makes a spike. Days without a mention count as zero.
    """
    days: dict[str, dict[int, int]] = defaultdict(dict)
    for presence in counted:
        days[presence.subject][presence.days_ago] = presence.publishers
    found = [_judged(subject, counts) for subject, counts in days.items() if subject not in _EVERYWHERE]
    return sorted(
        filter(None, found), key=lambda spike: (-spike.publishers / (spike.usual + 1), spike.subject)
    )


def wanted(subscription: Subscription, found: Iterable[Spike]) -> list[Spike]:
    """Those a subscription asks for: its places and topics, or all when it names neither."""
    asked = {f"place:{place}" for place in subscription.places}
    asked |= {f"topic:{topic}" for topic in subscription.topics}
    return [spike for spike in found if not asked or spike.subject in asked]


def _judged(subject: str, counts: dict[int, int]) -> Spike | None:
    today = counts.get(0, 0)
    before = [counts.get(day, 0) for day in range(1, BASELINE_DAYS + 1)]
    usual = sum(before) / BASELINE_DAYS
    deviation = math.sqrt(sum((count - usual) ** 2 for count in before) / BASELINE_DAYS)
    is_spike = (
        today >= _LEAST_PUBLISHERS
        and today >= _LEAST_TIMES * usual
        and today >= usual + _LEAST_DEVIATIONS * max(deviation, 1.0)
    )
    return Spike(subject, today, usual, max(before)) if is_spike else None
