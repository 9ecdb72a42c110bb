"""A digest run: 1,000 subscriptions and 10,000 new articles.

python -m benchmarks.digest_runs FOLDER [SUBSCRIPTIONS] [ARTICLES]

Prints CPU seconds for matching and for composing all digests, and peak memory.
"""

import random
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from alerts.delivery import MessageDefaults, queue_due
from alerts.delivery.message import build_message
from alerts.digests.batch import Batch
from alerts.rendering import Rendered
from benchmarks.storage.corpus import PLACES, TOPICS, Corpus
from benchmarks.storage.measure import Row, least_seconds
from storage import Archive, open_archive, parse_query
from yaluwatch.model import Placement, Recipient, Relation, Subscription

_QUERIES = ("", "", "", "coal", "밀수", "走私 OR 밀수", "trucks -coal")
# Articles per story.
_STORY_SIZE = 3


def small(folder: Path) -> Iterator[Row]:
    """A tenth of the readers and articles; and one large message, beside the encoding of its text."""
    now = fill(folder / "digests" / "yalu.db", 100, 1_000)
    with open_archive(folder / "digests" / "yalu.db") as archive:
        started = time.process_time()
        queue_due(archive, [], MessageDefaults("yalu@example.org", "https://yalu.example", "secret"), now)
        seconds = time.process_time() - started
    yield Row(work="digests, 100 × 1,000 articles: CPU s", ours=seconds)
    text, html = "단둥 세관\n" * 1_500, "<p>Dandong</p>\n" * 3_000
    build = partial(
        build_message,
        Rendered("단둥 세관", text, html),
        MessageDefaults("yalu@example.org"),
        address="reader@example.org",
        message_id="<1@example.org>",
        subscription_id="reader",
        date=now,
    )
    floor = least_seconds(lambda: [b64encode(text.encode()) + b64encode(html.encode()) for _ in range(50)])
    ours = least_seconds(lambda: [build() for _ in range(50)])
    yield Row(work="a message of 75 KB: ms", floor=floor * 20, ours=ours * 20, bar="≤ 1")


def fill(path: Path, subscribers: int, count: int) -> datetime:
    """A new archive with subscriptions and articles; returns the time of the run."""
    path.parent.mkdir(parents=True)
    with open_archive(path) as archive:
        now = _fill(archive, count)
        for subscription in _subscriptions(subscribers, now):
            recipients = [
                Recipient(subscription_id=subscription.id, address=address, confirmed_at=now)
                for address in subscription.addresses
            ]
            archive.subscriptions.save(subscription, recipients)
    return now


def main(folder: Path, subscribers: int, count: int) -> None:
    """Fill a new archive, then match and compose for every subscription."""
    now = fill(folder / "yalu.db", subscribers, count)
    with open_archive(folder / "yalu.db") as archive:
        subscriptions = archive.subscriptions.all()
        matching = _match(archive, subscriptions, now)
        _say(f"matching {subscribers} subscriptions with {count} articles: {matching:.1f} CPU s (target 5)")
        started = time.process_time()
        defaults = MessageDefaults("yalu@example.org", "https://yalu.example", "secret")
        reported = sum(len(draft.digest.stories) for draft in queue_due(archive, [], defaults, now))
        composing = time.process_time() - started
        _say(f"matching, composing and queueing {reported:,} stories: {composing:.1f} CPU s (target 12)")
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    _say(f"peak memory {int(peak.split()[1]) / 1024:.0f} MB (target 250)")


def _match(archive: Archive, subscriptions: Sequence[Subscription], now: datetime) -> float:
    """CPU seconds for matching the articles of every subscription."""
    started = time.process_time()
    since = now - timedelta(days=2)
    up_to = archive.verdicts.watermark()
    batch = Batch(archive.digest_inputs.candidates(after_verdict=0, up_to_verdict=up_to, since=since))
    found: dict[str, int | None] = {"": None}
    for subscription in subscriptions:
        if subscription.query not in found:
            wanted = parse_query(subscription.query)
            matching = archive.digest_inputs.matching(wanted, at_least=batch.oldest)
            found[subscription.query] = batch.among(matching)
        batch.find(subscription, after_verdict=0, since=since, found=found[subscription.query])
    return time.process_time() - started


def _fill(archive: Archive, count: int) -> datetime:
    """Store, classify and group articles; returns the time of the run."""
    now = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
    opener = 0
    texts = iter(Corpus().articles(count))
    for number, (article, verdict) in enumerate(texts):
        seen = now - timedelta(hours=20) + timedelta(seconds=7 * number)
        read = replace(article, fetched_at=seen, published_at=seen)
        added = archive.articles.add(read, None, publisher=f"press-{number % 40}")
        stored = archive.articles.get(added.id)
        if stored is not None:
            archive.verdicts.add([(stored, replace(verdict, is_relevant=True, relevance=0.9))], seen)
            opener = added.id if number % _STORY_SIZE == 0 else opener
            is_first = opener == added.id
            relation = Relation.OPENS if is_first else Relation.SAME_EVENT
            placement = Placement(added.id, None if is_first else opener, relation, "benchmark", 1.0)
            archive.stories.add(placement, seen)
    return now


def _subscriptions(count: int, now: datetime) -> list[Subscription]:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    return [
        Subscription(
            id=f"reader-{number}",
            name=f"Reader {number}",
            addresses=(f"reader{number}@example.org",),
            topics=tuple(chance.sample(TOPICS, chance.randint(0, 2))),
            places=tuple(chance.sample(PLACES, chance.choice((0, 0, 2, 10)))),
            query=chance.choice(_QUERIES),
            created_at=now - timedelta(days=1),
        )
        for number in range(count)
    ]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    given = sys.argv[2:]
    main(
        Path(sys.argv[1]),
        int(given[0]) if given else 1000,
        int(given[1]) if len(given) > 1 else 10_000,
    )
