"""The four stages over the archive's rows, each idempotent, each a job a person can run by hand.

collect → tag → group → deliver
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from alerts.delivery import (
    Draft,
    MessageDefaults,
    by_address,
    chat_transport,
    folder_transport,
    queue_alerts,
    queue_due,
    send_waiting,
    smtp_transport,
    webhook_transport,
)
from classifier import Classifier
from classifier.lexicon import place_names
from crawler.polling import CrawlLimits, CrawlReport
from crawler.workers import WorkerPool
from crawler.workers import collect as crawl
from storage import Archive, Query, parse_query
from stories import Memory, place
from yaluwatch import __version__
from yaluwatch.config import Settings
from yaluwatch.model import Delivery, Source, StoredArticle, Verdict
from yaluwatch.owner import is_dead, new_owner

#: Copies of a story appear within this time.
_SAME_STORY = timedelta(days=14)

# A batch takes a second or two; a process that holds one for so long is taken to be gone. Seconds.
_LEASE = 120.0
# Between two looks whether another process has ended its batch, seconds.
_GLANCE = 0.1

#: Articles judged or grouped per transaction: a crash repeats at most so many.
_BATCH = 200


def clock() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


def collect(
    settings: Settings,
    sources: Sequence[Source],
    now: datetime,
    on_report: Callable[[CrawlReport], None] = lambda _: None,
    stop: threading.Event | None = None,
    workers: WorkerPool | None = None,
) -> list[CrawlReport]:
    """Read the given sources into the archive; a report for each, also as each is done.

    Setting `stop` ends the crawls under way.
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


def limits(settings: Settings) -> CrawlLimits:
    """What crawls may cost."""
    return CrawlLimits(
        parallel=settings.crawl.parallel,
        seconds=settings.crawl.seconds_per_source,
        memory_mb=settings.crawl.megabytes_per_source,
    )


def user_agent(contact: str) -> str:
    """How we introduce ourselves to sites."""
    return f"Yaluwatch/{__version__} ({contact or 'news monitor; no contact set'})"


@contextmanager
def working_on(archive: Archive, job: str) -> Iterator[None]:
    """Hold a job while a batch of it is done; waits while another process holds it."""
    owner = new_owner()
    while not archive.claims.take([job], owner, time.time(), lease=_LEASE):
        archive.claims.release_dead(is_dead, time.time())
        time.sleep(_GLANCE)
    try:
        yield
    finally:
        archive.claims.release(owner, time.time())


def tag(archive: Archive, classifier: Classifier, now: datetime) -> int:
    """Judge every article, or edit of one, that has not been judged; how many."""
    done = 0
    while True:
        with working_on(archive, "job:tag"):
            batch = archive.verdicts.untagged(_BATCH)
            archive.verdicts.add([(stored, _judge(classifier, stored)) for stored in batch], now)
        if not batch:
            return done
        done += len(batch)


def group(archive: Archive, now: datetime, memory: Memory | None = None) -> int:
    """Put every relevant article without a story into one; how many.

    A `memory` kept from one round to the next spares reading the articles of the last days again.
    """
    memory = memory or Memory()
    done = 0
    while True:
        # Where an article belongs depends on those before it, so one process at a time places them.
        with working_on(archive, "job:group"):
            batch = archive.stories.ungrouped(_BATCH)
            known = archive.stories.grouped_since(now - _SAME_STORY) if batch else []
            for placement in place(batch, known, memory=memory):
                archive.stories.add(placement, now)
        if not batch:
            return done
        done += len(batch)


def deliver(
    archive: Archive, settings: Settings, sources: Sequence[Source], now: datetime
) -> tuple[list[Draft], list[Delivery]]:
    """Put due digests and alerts on record and hand over every waiting message."""
    defaults = message_defaults(settings)
    queued = queue_alerts(archive, sources, defaults, now, read_query)
    queued += queue_due(archive, sources, defaults, now, read_query)
    return queued, send(archive, settings, now)


def read_query(text: str) -> Query:
    """What a person typed, places found under all their names. Raises QueryError."""
    return parse_query(text, place_names())


def load_classifier(settings: Settings) -> Classifier:
    """The classifier in force: the shipped lists and weights with what the folder `words` adds.

    Raises LexiconError naming file, line and reason.
    """
    return Classifier.load(settings.words if settings.words.is_dir() else None)


def message_defaults(settings: Settings) -> MessageDefaults:
    """What every message carries; links that end a subscription only where readers can reach the pages."""
    secret = settings.secret if settings.web.public_url else ""
    return MessageDefaults(settings.mail.sender, settings.web.address, secret)


def send(archive: Archive, settings: Settings, now: datetime) -> list[Delivery]:
    """Hand over every waiting message: to the mail server if one is set, else to the outbox folder."""
    is_mailed = bool(settings.mail.smtp_host)
    mail = smtp_transport(settings.mail) if is_mailed else folder_transport(settings.outbox)
    webhook = webhook_transport(settings.secret, user_agent(settings.crawl.contact), clock)
    return send_waiting(archive, by_address(mail, webhook, chat_transport()), now)


def _judge(classifier: Classifier, stored: StoredArticle) -> Verdict:
    article = stored.article
    return classifier.classify(article.title, article.body, article.language)
