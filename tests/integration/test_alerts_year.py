"""A year of digests on a machine that is off at times: every period and every story once."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default as policy
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.delivery import MessageDefaults, queue_due, send_waiting
from alerts.digests import (
    AgeRule,
    Batch,
    Digest,
    SourceSummary,
    StoryView,
    compose,
    due_of,
    due_period,
    next_due,
    view,
)
from alerts.digests.digest import MAX_LINES
from storage import Archive, DigestCandidate, open_archive
from tests.samples import article, placement, source, subscribe, subscription, verdict
from tests.year import DAY, MINUTE, START, ZONES, Run, arrivals, expected, key_of, runs
from yaluwatch.model import Delivery, Frequency, StoredArticle, Story, Subscription

SUMMARY = SourceSummary(healthy=1, total=1, blind_spots=())
DEFAULTS = MessageDefaults("Yaluwatch <yalu@example.org>")
#: Every so manieth story is reported by a second publisher, later.
SECOND = 5


@dataclass(frozen=True)
class Sent:
    """A digest, and what the machine knew."""

    at: datetime
    key: str
    digest: Digest


@dataclass
class Reader:
    """One subscription, and what its digests have covered and reported."""

    subscription: Subscription
    #: What the size of the e-mail makes of a digest.
    fit: Callable[[Digest], Digest] = lambda digest: digest
    sent: list[Sent] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    #: Story → article → version.
    reported: dict[int, dict[int, int]] = field(default_factory=dict)
    carried: frozenset[int] = frozenset()
    covered: int = 0

    def look(self, found: Sequence[DigestCandidate], now: datetime) -> None:
        """Send the digest that is due, if one is, of what was found by now."""
        key = due_period(self.subscription, self.keys, now)
        if key is None:
            return
        matching = Batch(found).find(
            self.subscription, after_verdict=self.covered, since=now - 30 * DAY, carried=self.carried
        )
        due = due_of(matching, self.reported, is_old=AgeRule().is_old, carried=self.carried)
        known = {item.id for item in found}
        digest = self.fit(
            compose(
                self.subscription,
                due,
                {item.story_id: story_view(item.story_id, is_told_twice(item.story_id, known)) for item in due},
                SUMMARY,
                period_start=now,
                period_end=now,
            )
        )
        for number, version, story in digest.reported:
            self.reported.setdefault(story, {})[number] = version
        self.carried = frozenset(digest.carried_articles)
        self.covered = len(found)
        self.keys.add(key)
        self.sent.append(Sent(now, key, digest))

    @property
    def waiting(self) -> int:
        """Articles the last digest carried."""
        return len(self.carried)
