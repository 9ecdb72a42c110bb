"""The four stages that process the archive's rows: idempotent jobs that can also be run manually.

collect → tag → group → deliver
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from classifier import Classifier, find_article_facts
from crawler.past import method_of
from crawler.polling import CrawlLimits, CrawlReport
from crawler.workers import WorkerPool, read_past
from crawler.workers import collect as crawl
from crawler.workers import collect_one as crawl_one
from indicators import with_contradictions
from indicators.lists import ListMatcher
from scheduler.listed import matcher_of
from storage import Archive, Backfill
from stories import Memory
from yaluwatch import __version__, times
from yaluwatch.config import Settings
from yaluwatch.model import Article, FactSet, Source, StoredArticle, Verdict
from yaluwatch.owner import is_dead, new_owner

#: Reports of one story appear within this time.
_SAME_STORY = timedelta(days=14)

# A batch takes a second or two; a process that holds one for this long is assumed dead. Seconds.
_LEASE = 120.0
# Interval between two checks whether another process has finished its batch, seconds.
_CHECK_EVERY = 0.1

#: Articles classified or grouped per transaction: at most this many are repeated after a crash.
_BATCH = 200


def collect(
    settings: Settings,
    sources: Sequence[Source],
    now: datetime,
    on_report: Callable[[CrawlReport], None] = lambda _: None,
    stop: threading.Event | None = None,
    workers: WorkerPool | None = None,
) -> list[CrawlReport]:
    """Crawl the given sources into the archive; one report each, also passed to `on_report` when ready.

    Setting `stop` ends the running crawls.
    """
    return crawl(
        sources,
        settings.archive,
        limits=limits(settings),
        user_agent=user_agent(settings.crawl.contact),
        now=now,
        on_report=on_report,
        stop=stop,
        workers=workers,
    )


def collect_one(
    settings: Settings,
    source: Source,
    now: datetime,
    on_report: Callable[[CrawlReport], None],
    workers: WorkerPool,
) -> float:
    """Crawl one source; seconds until it is worth trying again if another process holds it, else 0."""
    return crawl_one(
        source,
        settings.archive,
        limits=limits(settings),
        user_agent=user_agent(settings.crawl.contact),
        now=now,
        on_report=on_report,
        workers=workers,
    )


def begin_backfill(archive: Archive, source: Source, since: date, until: date, now: datetime) -> Backfill:
    """Begin reading a source's past, or go on with what was begun for these days of publication (UTC)."""
    return archive.backfills.begin(source.id, since, until, method_of(source), now)


def backfill(
    settings: Settings,
    source: Source,
    begun: Backfill,
    on_progress: Callable[[Backfill, float], None],
    stop: threading.Event,
) -> Backfill:
    """Go on with a backfill until it is finished or `stop` is set (see `read_past`).

    Raises CrawlError when the source can't be read.
    """
    return read_past(
        source,
        begun,
        settings.archive,
        limits=limits(settings),
        user_agent=user_agent(settings.crawl.contact),
        clock=times.clock,
        on_progress=on_progress,
        stop=stop,
    )


def limits(settings: Settings) -> CrawlLimits:
    """Limits on the resources a crawl may use."""
    return CrawlLimits(
        parallel=settings.crawl.parallel,
        seconds=settings.crawl.seconds_per_source,
        memory_mb=settings.crawl.megabytes_per_source,
        page_level=settings.crawl.compression,
    )


def user_agent(contact: str) -> str:
    """The User-Agent header sent to sites."""
    return f"Yaluwatch/{__version__} ({contact or 'news monitor; no contact set'})"


@contextmanager
def working_on(archive: Archive, job: str) -> Iterator[None]:
    """Claim a job while a batch of it runs; waits while another process holds the claim."""
    owner = new_owner()
    while not archive.claims.take([job], owner, time.time(), lease=_LEASE):
        archive.claims.release_dead(is_dead, time.time())
        time.sleep(_CHECK_EVERY)
    try:
        yield
    finally:
        archive.claims.release(owner, time.time())


def tag(archive: Archive, classifier: Classifier, now: datetime, stop: threading.Event | None = None) -> int:
    """Classify every article version that has no verdict yet, until `stop` is set; returns how many."""
    done = 0
    while not (stop and stop.is_set()):
        with working_on(archive, "job:tag"):
            lists = matcher_of(archive)
            batch = archive.verdicts.untagged(_BATCH)
            archive.verdicts.add([(stored, classify(classifier, stored, lists)) for stored in batch], now)
        if not batch:
            break
        done += len(batch)
    return done


def group(
    archive: Archive, now: datetime, memory: Memory | None = None, stop: threading.Event | None = None
) -> int:
    """Assign every relevant article without a story to one, until `stop` is set; returns how many.

    Passing the same `memory` each time avoids reading the known articles of the last days again.
    """
    memory = memory or Memory()
    since = now - _SAME_STORY
    done = 0
    is_waiting = bool(archive.stories.ungrouped(1))
    while is_waiting and not (stop and stop.is_set()):
        # Reading all known articles takes long, so it is done before others have to wait.
        if not memory.update(archive, since, stop):
            break
        # An article's story depends on the articles before it, so one process at a time groups them.
        with working_on(archive, "job:group"):
            batch = archive.stories.ungrouped(_BATCH)
            if memory.update(archive, since, stop):
                memory.group(archive, batch, now)
                done += len(batch)
        is_waiting = len(batch) == _BATCH
    return done


def load_classifier(settings: Settings) -> Classifier:
    """The current classifier: the shipped lists and weights plus the additions in the folder `words`.

    Raises LexiconError naming file, line and reason.
    """
    return Classifier.load(settings.words if settings.words.is_dir() else None)


def classify(classifier: Classifier, stored: StoredArticle, lists: ListMatcher | None = None) -> Verdict:
    """The verdict on a stored article, see `verdict_on`."""
    return verdict_on(classifier, stored.article, lists)


def verdict_on(classifier: Classifier, article: Article, lists: ListMatcher | None = None) -> Verdict:
    """The verdict on an article; if it is relevant, with its facts and whom of `lists` it names.

    Places named only in captions of its pictures are mentioned, too.
    """
    verdict = _with_captions(
        classifier, article, classifier.classify(article.title, article.body, article.language)
    )
    if not verdict.is_relevant:
        return verdict
    listed = lists.find(article.title, article.body) if lists else None
    return replace(verdict, facts=read_facts(article, verdict), listed=listed)


def read_facts(article: Article, verdict: Verdict) -> FactSet:
    """The facts of an article and its contradictions; dates stay incomplete without a date of publication."""
    published = article.published_at.date() if article.published_at else None
    mentions = tuple(mention for mention in verdict.mentions if mention.span.part != "captions")
    found = find_article_facts(
        article.title, article.body, article.language, published, mentions, article.tables
    )
    return with_contradictions(found, article, verdict.mentions)


def _with_captions(classifier: Classifier, article: Article, verdict: Verdict) -> Verdict:
    if not (verdict.is_relevant and article.captions):
        return verdict
    known = {mention.id for mention in verdict.mentions}
    captions = "\n\n".join(article.captions)
    shown = [
        replace(mention, span=replace(mention.span, part="captions"))
        for mention in classifier.classify("", captions, article.language).mentions
        if mention.kind == "place" and mention.span.part == "body" and mention.id not in known
    ]
    return replace(verdict, mentions=(*verdict.mentions, *shown))
