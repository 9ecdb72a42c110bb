"""An archive to measure the pages with: two years of articles, readers with accounts, a poll log, mail.

Most articles are of the generated corpus, whose words are as frequent as in a language. Those of the last two
weeks are put together from sentences of our own reports and classified as in the service, so that the pages
have headlines, facts, evidence, crossings and stories to show.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate, islice
from pathlib import Path

from alerts.delivery import MessageDefaults, queue_due
from benchmarks import grouping
from benchmarks.storage import corpus
from benchmarks.storage.measure import say
from classifier import Classifier
from classifier.lexicon import entries
from crawler.sources import read_sources
from scheduler import jobs
from storage import Archive, Change, Mark, Session, User, open_archive
from web.access import key_of
from yaluwatch.model import (
    Article,
    Fetch,
    Mention,
    Outcome,
    Placement,
    Recipient,
    Relation,
    Source,
    SourceState,
    Span,
    Subscription,
    Verdict,
)

#: Readers at once.
READERS = 20
#: Over which the articles are spread, and those that are classified.
YEARS, RECENT = timedelta(days=730), timedelta(days=14)

_SOURCES = Path("crawler/sources/sources.toml")
_BATCH = 500
# Polls of each source: days, and how many a day in a large and in a small archive.
_LEDGER_DAYS, _POLLS_A_DAY, _FEW_POLLS = 28, 12, 1
_LARGE = 100_000
# Reports of a story, and how often.
_STORY_SIZES, _STORY_WEIGHTS = (1, 2, 3, 5, 12), (50, 25, 15, 8, 2)

Judged = tuple[Article, Verdict]


def shipped_sources() -> list[Source]:
    """The sources that the service starts with."""
    return list(read_sources(_SOURCES))


def secret_of(reader: int) -> str:
    """The secret in the session cookie of a reader."""
    return f"session of reader {reader:02}"


def fill(folder: Path, count: int) -> Path:
    """The archive in a folder, made unless it is there; returns its path."""
    path = folder / "yalu.db"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    now, unfinished = datetime.now(UTC), folder / "unfinished.db"
    with open_archive(unfinished) as archive:
        _add_articles(archive, count, now)
        _add_ledger(archive, now, _POLLS_A_DAY if count >= _LARGE else _FEW_POLLS)
        _add_readers(archive, now)
        archive.maintenance.optimize()
    unfinished.rename(path)
    return path


def recent_articles(count: int, since: datetime, until: datetime, seed: int) -> Iterator[tuple[Article, int]]:
    """Articles with the number of their event, as the crawl and the last two weeks have them."""
    chance = random.Random(seed)  # noqa: S311 - a corpus, no secret
    sources = shipped_sources()
    by_language = {
        language: [one for one in sources if one.language == language] or sources
        for language in {one.language for one in sources}
    }
    made = grouping.Corpus(grouping.texts(()), seed).articles(count, since, until)
    for number, (article, event) in enumerate(made):
        source = chance.choice(by_language.get(article.language, sources))
        url = f"{source.homepage.rstrip('/')}/{seed}/{number}"
        yield replace(article, url=url, source_id=source.id), event


@dataclass
class Stories:
    """Puts articles into the story of their event."""

    archive: Archive
    #: Event → an article of its story.
    openers: dict[object, int]

    def add(self, article_id: int, event: object, at: datetime) -> None:
        """Group one article."""
        beside = self.openers.setdefault(event, article_id)
        is_first = beside == article_id
        relation = Relation.OPENS if is_first else Relation.SAME_EVENT
        placement = Placement(article_id, None if is_first else beside, relation, "benchmark", 1.0)
        self.archive.stories.add(placement, at)


def store(
    archive: Archive, classifier: Classifier, texts: Sequence[tuple[Article, int]], stories: Stories
) -> None:
    """Collect, tag and group articles."""
    events = {article.url: event for article, event in texts}
    archive.articles.add_all((article, None, article.source_id) for article, _ in texts)
    at = texts[-1][0].fetched_at
    untagged = archive.verdicts.untagged(len(texts))
    archive.verdicts.add([(stored, jobs.classify(classifier, stored)) for stored in untagged], at)
    for stored in archive.stories.ungrouped(len(texts)):
        stories.add(stored.id, events.get(stored.article.url, stored.id), at)


def _add_articles(archive: Archive, count: int, now: datetime) -> None:
    recent = max(100, round(count * (RECENT / YEARS)))
    _add_generated(archive, count - recent, now - YEARS, now - RECENT)
    say(f"{count - recent:,} generated articles; now {recent:,} classified ones")
    texts, stories = recent_articles(recent, now - RECENT, now, seed=2), Stories(archive, {})
    classifier = Classifier.load()
    while batch := list(islice(texts, _BATCH)):
        store(archive, classifier, batch, stories)


def _add_generated(archive: Archive, count: int, since: datetime, until: datetime) -> None:
    made, stories = _generated(count, since, until), Stories(archive, {})
    chance, event, left = random.Random(3), 0, 0  # noqa: S311
    while batch := list(islice(made, _BATCH)):
        archive.articles.add_all((article, None, article.source_id) for article, _ in batch)
        verdicts = {article.url: verdict for article, verdict in batch}
        at = batch[-1][0].fetched_at
        untagged = archive.verdicts.untagged(_BATCH)
        archive.verdicts.add([(stored, verdicts[stored.article.url]) for stored in untagged], at)
        for stored in archive.stories.ungrouped(_BATCH):
            if not left:
                event, left = event + 1, chance.choices(_STORY_SIZES, _STORY_WEIGHTS)[0]
            stories.add(stored.id, event, at)
            left -= 1


def _generated(count: int, since: datetime, until: datetime) -> Iterator[Judged]:
    """Articles of the corpus in this time, with sources and names that the pages know."""
    chance, sources = random.Random(4), shipped_sources()  # noqa: S311
    places, actors = _frequent("place"), _frequent("actor")
    span = (until - since) / (corpus.LAST - corpus.FIRST)
    for article, verdict in corpus.Corpus().articles(count):
        source = chance.choice(sources)
        at = since + (article.fetched_at - corpus.FIRST) * span
        moved = replace(
            article,
            source_id=source.id,
            published_at=at - timedelta(minutes=chance.randrange(600)),
            fetched_at=at,
        )
        names = {("place", places(chance)) for _ in range(chance.randint(1, 5))}
        names |= {("actor", actors(chance)) for _ in range(chance.randint(0, 2))}
        words = Span("body", 0, 6, article.body[:6])
        mentions = tuple(Mention(id_, kind, words, id_) for kind, id_ in sorted(names))
        yield moved, replace(verdict, mentions=mentions)


def _frequent(kind: str) -> "partial[str]":
    """Chooses names of a kind, the first in the list most often."""
    names = list(entries(kind))
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(names))))
    return partial(lambda chance: chance.choices(names, cum_weights=weights)[0])


def _add_ledger(archive: Archive, now: datetime, polls_a_day: int) -> None:
    """Polls of every source in the last four weeks."""
    for source in shipped_sources():
        for number in range(_LEDGER_DAYS * polls_a_day):
            at = now - timedelta(days=number / polls_a_day)
            poll = Fetch(source_id=source.id, url=source.homepage, kind="poll", outcome=Outcome.OK, at=at)
            archive.sources.record(replace(poll, status=200, size=40_000, announced=30, new=number % 4))
        polled = SourceState(
            source_id=source.id, last_polled_at=now, last_outcome=Outcome.OK, last_ok_at=now, last_new_at=now,
            newest_item_at=now, successes=300,
        )  # fmt: skip
        archive.sources.save_state(polled)


def _add_readers(archive: Archive, now: datetime) -> None:
    """Readers who may see every page, are logged in, have read and starred stories, and get mail."""
    recent = [story.id for story in archive.overview.recent(now - RECENT, 400)]
    for number in range(READERS):
        name, address = f"reader-{number:02}", f"reader{number}@example.org"
        note = Change(at=now, by="benchmark", what="account added", subject=name)
        user = User(name=name, role="admin", address=address, password_hash="-", created_at=now)  # noqa: S106
        user_id = archive.accounts.add(user, note)
        session = Session(user_id=user_id, started_at=now, seen_at=now, way="password", browser="benchmark")
        archive.accounts.start_session(key_of(secret_of(number)), session)
        archive.marks.set(user_id, recent[number::3], Mark.READ, now)
        archive.marks.set(user_id, recent[number::10], Mark.STARRED, now)
        archive.marks.set(user_id, recent[number::15], Mark.FOLLOWED, now)
        for topic in ("border", "smuggling", "trade"):
            _subscribe(archive, f"{name}-{topic}", topic, address, now)
    defaults = MessageDefaults("yalu@example.org", "http://127.0.0.1", "secret")
    queue_due(archive, shipped_sources(), defaults, now)


def _subscribe(archive: Archive, id_: str, topic: str, address: str, now: datetime) -> None:
    subscription = Subscription(
        id=id_, name=id_, addresses=(address,), topics=(topic,), created_at=now - timedelta(days=1)
    )
    recipient = Recipient(subscription_id=id_, address=address, confirmed_at=now)
    archive.subscriptions.save(subscription, [recipient])
