"""Spikes: places and topics that more publishers mention today than in the four weeks before. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from storage import Presence
from yaluwatch.model import Subscription

#: Length of the baseline, days before today.
BASELINE_DAYS = 28

# A spike needs this many publisher families, this multiple of the average, and this many standard
# deviations above it.
_MIN_PUBLISHERS = 4
_MIN_RATIO = 3.0
_MIN_DEVIATIONS = 3.0

# Mentioned in nearly every article, so their counts only follow the total volume of news.
_EVERYWHERE = {"place:china", "place:north-korea"}


@dataclass(frozen=True, slots=True)
class Spike:
    """A place or topic that more publishers mention than usual, with the numbers."""

    #: "place:dandong" or "topic:smuggling".
    subject: str
    #: Publisher families that mentioned it in the last 24 hours.
    publishers: int
    #: Daily average of publisher families over the baseline.
    usual: float
    #: Maximum on one day of the baseline.
    most: int

    @property
    def name(self) -> str:
        """Place or topic id, such as "dandong"."""
        return self.subject.partition(":")[2]

    @property
    def kind(self) -> str:
        """Either "place" or "topic"."""
        return self.subject.partition(":")[0]


def spikes(counted: Iterable[Presence]) -> list[Spike]:
    """Subjects well above their baseline, the most unusual first.

    `counted` must leave out copies, and sources that were not read during the whole baseline, so that
    neither a syndicated story nor a newly added source causes a spike. Days without a row count as zero.
    """
    days: dict[str, dict[int, int]] = defaultdict(dict)
    for presence in counted:
        days[presence.subject][presence.days_ago] = presence.publishers
    found = [_spike(subject, counts) for subject, counts in days.items() if subject not in _EVERYWHERE]
    return sorted(
        filter(None, found), key=lambda spike: (-spike.publishers / (spike.usual + 1), spike.subject)
    )


def wanted(subscription: Subscription, found: Iterable[Spike]) -> list[Spike]:
    """Spikes of the subscription's places and topics; all spikes if it has neither."""
    asked = {f"place:{place}" for place in subscription.places}
    asked |= {f"topic:{topic}" for topic in subscription.topics}
    return [spike for spike in found if not asked or spike.subject in asked]


def _spike(subject: str, counts: dict[int, int]) -> Spike | None:
    today = counts.get(0, 0)
    before = [counts.get(day, 0) for day in range(1, BASELINE_DAYS + 1)]
    usual = sum(before) / BASELINE_DAYS
    deviation = math.sqrt(sum((count - usual) ** 2 for count in before) / BASELINE_DAYS)
    is_spike = (
        today >= _MIN_PUBLISHERS
        and today >= _MIN_RATIO * usual
        and today >= usual + _MIN_DEVIATIONS * max(deviation, 1.0)
    )
    return Spike(subject, today, usual, max(before)) if is_spike else None
