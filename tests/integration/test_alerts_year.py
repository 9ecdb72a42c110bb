"""A year of digests on a machine that is off at times: every period and every story once."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from alerts.delivery import MessageDefaults, queue_due, send_waiting
from alerts.digests import (
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

# It takes three times as long when coverage measures it.
pytestmark = pytest.mark.no_cover

SUMMARY = SourceSummary(healthy=1, total=1, blind_spots=())
DEFAULTS = MessageDefaults("Yaluwatch <yalu@example.org>")
#: One story in so many is reported by a second publisher, days later.
SECOND = 5


@dataclass(frozen=True)
class Sent:
    """A digest, and how many articles had been found before it."""

    at: datetime
    key: str
    digest: Digest
    found: int


@dataclass
class Reader:
    """One subscription: what was found for it, and what its digests have reported."""

    subscription: Subscription
    #: What the maximum size of an e-mail makes of a digest.
    fit: Callable[[Digest], Digest]
    found: list[DigestCandidate] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    #: Story → article → version.
    reported: dict[int, dict[int, int]] = field(default_factory=dict)
    carried: frozenset[int] = frozenset()

    @property
    def keys(self) -> set[str]:
        """The periods that have a digest."""
        return {one.key for one in self.sent}

    @property
    def covered(self) -> int:
        """The last article covered."""
        return self.sent[-1].found if self.sent else 0

    def find(self, story: int, at: datetime) -> None:
        """Find an article of a story, unless more wait already than two digests after the next can show."""
        waiting = len(self.found) - self.covered + len(self.carried)
        if waiting < self.subscription.max_stories + 3 * MAX_LINES:
            number = len(self.found) + 1
            self.found.append(
                DigestCandidate(
                    id=number,
                    version=1,
                    story_id=story,
                    verdict_id=number,
                    first_seen_at=at,
                    published_at=at,
                    language="en",
                    source_id="courier",
                    relevance=0.9,
                )
            )

    def look(self, now: datetime) -> None:
        """Compose the digest that is due, if one is."""
        key = due_period(self.subscription, self.keys, now)
        if key is None:
            return
        matching = Batch(self.found).find(
            self.subscription, after_verdict=self.covered, since=now - 30 * DAY, carried=self.carried
        )
        due = due_of(matching, self.reported, carried=self.carried)
        stories = {item.story_id for item in due}
        articles: dict[int, list[int]] = {}
        for item in self.found:
            if item.story_id in stories:
                articles.setdefault(item.story_id, []).append(item.id)
        views = {story: story_view(story, tuple(ids)) for story, ids in articles.items()}
        digest = self.fit(compose(self.subscription, due, views, SUMMARY, period_start=now, period_end=now))
        for number, version, story in digest.reported:
            self.reported.setdefault(story, {})[number] = version
        self.carried = frozenset(digest.carried_articles)
        self.sent.append(Sent(now, key, digest, len(self.found)))


@cache
def story_view(story: int, articles: tuple[int, ...]) -> StoryView:
    """A story, each of its articles by another publisher, with a score of its own."""
    stored = tuple(
        StoredArticle(
            id=number,
            article=article(url=f"https://a.example/{number}", title=f"Story {story}"),
            publisher=f"Publisher {place}",
            version=1,
            first_seen_at=START + number * MINUTE,
            verdict=verdict(relevance=0.5 + story * 37 % 50 / 100),
            story_id=story,
        )
        for place, number in enumerate(articles)
    )
    return view(Story(id=story, articles=stored), {"courier": source()})


def simulated(
    asked: Subscription,
    machine: Sequence[Run],
    stories: Sequence[tuple[datetime, int]],
    rng: random.Random,
    fit: Callable[[Digest], Digest] = lambda digest: digest,
) -> Reader:
    """The reader at the end of a year; `stories` (moment, story) are found as soon as the machine runs."""
    reader = Reader(asked, fit)
    coming = list(reversed(stories))

    def find_until(moment: datetime, seen_at: datetime | None = None) -> None:
        while coming and coming[-1][0] <= moment:
            at, story = coming.pop()
            reader.find(story, seen_at or at)

    for run in machine:
        # On return, the crawler or the digest comes first.
        if rng.random() < 0.5:
            find_until(run.on, run.on)
        now = run.on
        reader.look(now)
        find_until(now, now)
        while (due := next_due(asked, reader.keys, now)) and due <= run.off:
            now = due + timedelta(seconds=rng.randrange(60))
            find_until(now)
            reader.look(now)
            assert reader.sent[-1].at == now
        find_until(run.off)
    assert not coming
    return reader


def stories_of(rng: random.Random, days: int, per_day: float, burst: int) -> list[tuple[datetime, int]]:
    """When the articles of each story appear."""
    first = [(at, story) for story, at in enumerate(arrivals(rng, days, per_day, burst), start=1)]
    again = [(at + rng.uniform(0, 3) * DAY, story) for at, story in first if story % SECOND == 0]
    return sorted([*first, *again])


def assert_every_period_once(
    asked: Subscription, machine: Sequence[Run], sent: Sequence[tuple[datetime, str]]
) -> None:
    """A digest for each period that ended while the machine ran, and one for the newest it missed."""
    wanted = expected(asked, machine)
    assert len(sent) == len(wanted)
    assert len({key for _, key in sent}) == len(sent)
    for (at, key), one in zip(sent, wanted, strict=True):
        assert one.earliest <= at <= one.latest
        assert key.startswith(key_of(asked, one.due))


def assert_every_story_once(reader: Reader) -> None:
    """Each story is new in exactly one digest, and no article is lost."""
    new = Counter[int]()
    for one in reader.sent:
        shown = (*one.digest.stories, *one.digest.more)
        new.update(story.id for story in shown)
        assert not one.digest.older
    assert new == Counter({item.story_id for item in reader.found})
    told = {number for known in reader.reported.values() for number in known}
    assert told == {item.id for item in reader.found}
    assert not reader.carried


def longest_wait(reader: Reader) -> int:
    """The most digests an article waited after the first that could have shown it."""
    worst, first = 0, [0]
    for number, one in enumerate(reader.sent):
        first += [number] * (one.found + 1 - len(first))
        worst = max([worst, *(number - first[article] for article, _, _ in one.digest.reported)])
    return worst


# A seed can't be made simpler, and a year takes a second: failures are shown as they were found.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SCHEDULES = st.sampled_from(
    [
        {"hours": (8,)},
        {"hours": (0,)},
        {"hours": (2,)},
        {"hours": (23,)},
        {"hours": (0, 7, 13, 23)},
        {"frequency": Frequency.WEEKLY, "hours": (0,)},
        {"frequency": Frequency.WEEKLY, "hours": (9,)},
    ]
)


@given(
    seed=st.integers(0, 2**32),
    zone=st.sampled_from(ZONES),
    schedule=SCHEDULES,
    max_stories=st.integers(1, 20),
    per_day=st.floats(0.1, 6),
    burst=st.integers(1, 140),
)
@settings(max_examples=12, deadline=None, phases=PHASES)
def test_in_a_year_every_period_has_one_digest_and_every_story_is_new_once_within_three(
    seed: int, zone: str, schedule: dict[str, object], max_stories: int, per_day: float, burst: int
) -> None:
    rng = random.Random(seed)
    asked = subscription(timezone=zone, created_at=START, max_stories=max_stories, **schedule)
    machine = runs(rng, 365, zone)
    reader = simulated(asked, machine, stories_of(rng, 365, per_day, burst), rng)
    assert_every_period_once(asked, machine, [(one.at, one.key) for one in reader.sent])
    assert_every_story_once(reader)
    assert longest_wait(reader) <= 2


@given(seed=st.integers(0, 2**32), max_stories=st.integers(1, 20), times=st.integers(1, 12))
@settings(max_examples=6, deadline=None, phases=PHASES)
def test_in_a_year_of_mails_that_grow_too_long_no_story_is_lost_or_new_twice(
    seed: int, max_stories: int, times: int
) -> None:
    rng = random.Random(seed)

    def fit(digest: Digest) -> Digest:
        for _ in range(rng.randrange(times)):
            digest = digest.shortened()
        return digest

    asked = subscription(timezone=ZONES[seed % 3], created_at=START, max_stories=max_stories)
    machine = runs(rng, 365, asked.timezone)
    reader = simulated(asked, machine, stories_of(rng, 365, 3, 100), rng, fit)
    assert_every_period_once(asked, machine, [(one.at, one.key) for one in reader.sent])
    assert_every_story_once(reader)


def test_a_year_of_mails_from_an_archive_has_every_period_and_every_story_once(tmp_path: Path) -> None:
    rng = random.Random(41)
    readers = [
        subscription(id="york", timezone=ZONES[0], max_stories=8),
        subscription(id="berlin", timezone=ZONES[1], hours=(0,), max_stories=3),
        subscription(id="seoul", timezone=ZONES[2], hours=(23,), max_stories=1),
        subscription(id="weekly", timezone=ZONES[2], frequency=Frequency.WEEKLY, max_stories=20),
    ]
    readers = [replace(one, addresses=(f"{one.id}@example.org",), created_at=START) for one in readers]
    machine = runs(rng, 365, rng.choice(ZONES))
    coming = arrivals(rng, 365, 1.0, 90)
    outbox: list[Delivery] = []
    with open_archive(tmp_path / "yalu.db") as archive:
        for one in readers:
            subscribe(archive, one)
        live_through(archive, readers, machine, coming, rng, outbox)
        assert all(not archive.digest_inputs.carried(one.id) for one in readers)
        keys = {one.id: archive.outbox.period_keys(one.id) for one in readers}
    for one in readers:
        mails = [sent for sent in outbox if sent.subscription_id == one.id]
        wanted = expected(one, machine)
        assert [sent.address for sent in mails] == [*one.addresses] * len(wanted)
        ended = [(sent.period_end, key) for sent, key in zip(mails, sorted(keys[one.id]), strict=True)]
        assert_every_period_once(one, machine, ended)
        # Each digest covers all before it.
        assert [sent.period_start for sent in mails[1:]] == [sent.period_end for sent in mails[:-1]]
        told = Counter(number for sent in mails for number in told_in(sent))
        assert told == Counter(range(len(coming)))


def live_through(
    archive: Archive,
    readers: Sequence[Subscription],
    machine: Sequence[Run],
    coming: Sequence[datetime],
    rng: random.Random,
    outbox: list[Delivery],
) -> None:
    """Run a year, one due time after the other; the articles come in as soon as the machine runs."""
    found = 0

    def find_until(now: datetime) -> None:
        nonlocal found
        first, found = found, sum(at <= now for at in coming)
        publish(archive, range(first, found), now)

    def look(now: datetime) -> None:
        queue_due(archive, [source()], DEFAULTS, now)
        outbox.extend(send_waiting(archive, lambda _: "taken", now))

    for run in machine:
        # On return, the crawler or the digest comes first.
        if rng.random() < 0.5:
            find_until(run.on)
        look(run.on)
        now = run.on
        while now <= run.off:
            find_until(now)
            look(now)
            due = [next_due(one, archive.outbox.period_keys(one.id), now) for one in readers]
            now = min(at for at in due if at) + timedelta(seconds=rng.randrange(60))
        find_until(run.off)


def publish(archive: Archive, numbers: range, at: datetime) -> None:
    """Articles read, judged and put into stories of their own."""
    archive.articles.add_all(
        (
            article(
                url=f"https://a.example/{number}",
                title=f"Story {number}",
                body=f"Freight trucks crossed from Dandong to Sinuiju on Monday.\n\n{number} " * 2,
                published_at=at,
                fetched_at=at,
            ),
            None,
            "Courier Press",
        )
        for number in numbers
    )
    untagged = archive.verdicts.untagged(len(numbers) + 1)
    archive.verdicts.add(
        [(stored, verdict(relevance=0.5 + stored.id * 37 % 50 / 100)) for stored in untagged], at
    )
    for stored in archive.stories.ungrouped(len(numbers) + 1):
        archive.stories.add(placement(stored.id), at)


def told_in(sent: Delivery) -> list[int]:
    """The stories a mail tells as new; the same in both of its bodies."""
    bodies = {part.get_content_type(): part for part in message_from_bytes(sent.content).walk()}
    text, html = (text_of(bodies[kind]) for kind in ("text/plain", "text/html"))
    assert "UPDATED SINCE" not in text
    told = [int(number) for number in re.findall(r"^ *https://a\.example/(\d+)\s*$", text, re.MULTILINE)]
    assert set(told) == {int(number) for number in re.findall(r"https://a\.example/(\d+)\b", html)}
    return told


def text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()
