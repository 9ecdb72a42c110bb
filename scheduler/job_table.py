"""All jobs of the service. To add one: a function of a `JobContext`, a line in `JOBS`, a setting."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta

from crawler.polling import GOOD, CrawlReport, due_sources
from monitoring import is_worked_on
from scheduler import jobs, mailing, upkeep
from scheduler.running import (
    Counts,
    Job,
    JobContext,
)
from storage import Archive
from yaluwatch.config import Settings

log = logging.getLogger(__name__)

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def poll(context: JobContext) -> Counts:
    """Crawl the sources that are due."""
    if is_worked_on(context.settings.archive):
        # Workers crawl, see scheduler/cluster.
        return {}
    now = context.clock()
    with context.archive() as archive:
        due = due_sources(context.sources(), archive.sources.states(), now)
    if not due or context.stop.is_set():
        return {}
    reports = jobs.collect(context.settings, due, now, log_report, context.stop, context.workers)
    failed = sum(report.outcome not in GOOD for report in reports)
    new, edited = (sum(getattr(report, name) for report in reports) for name in ("new", "edited"))
    return {"sources": len(reports), "failed": failed, "new": new, "edited": edited}


def tag_and_group(context: JobContext) -> Counts:
    """Tag and group new articles."""
    now = context.clock()
    with context.archive() as archive:
        tagged = jobs.tag(archive, context.classifier(), now, context.stop)
        return {"tagged": tagged, "grouped": jobs.group(archive, now, context.memory, context.stop)}


@contextmanager
def _alone(context: JobContext, job: str) -> Iterator[Archive | None]:
    """The archive while no other process runs this job; None if one does.

    It may have been stopped in the middle of a mail, and have lost its lease: when it goes on, so does its
    mail.
    """
    with context.archive() as archive, archive.fences.hold([f"job:{job}"]) as is_alone:
        yield archive if is_alone else None


def compose(context: JobContext) -> Counts:
    """Queue the digests and alerts that are due."""
    with _alone(context, "compose") as archive:
        if archive is None:
            return {}
        queued = mailing.compose(archive, context.settings, context.sources(), context.clock(), context.stop)
    return {"queued": len(queued)}


def deliver(context: JobContext) -> Counts:
    """Send waiting messages."""
    with _alone(context, "deliver") as archive:
        if archive is None:
            return {}
        return Counter(
            str(each.state) for each in mailing.send(context.settings, context.clock(), context.stop)
        )


def bounces(context: JobContext) -> Counts:
    """Read the mailbox that returned mail arrives in."""
    if not context.settings.mail.bounce_mailbox:
        return {}
    with context.archive() as archive:
        picked = mailing.take_returned_mail(archive, context.settings, context.clock(), stop=context.stop)
    return {"processed": len(picked.processed), "unreadable": len(picked.unreadable)}


def alarms(context: JobContext) -> Counts:
    """Check the service, raise and clear alarms, and tell the operator."""
    tally = context.watchman.look(context.settings, context.sources, context.clock())
    return {name: count for name, count in asdict(tally).items() if count}


def _when_polled(settings: Settings) -> str:
    return f"every {settings.crawl.every_minutes} min"


def _when_picked_up(settings: Settings) -> str:
    return settings.jobs.bounces if settings.mail.bounce_mailbox else "off"


def _when_backed_up(settings: Settings) -> str:
    # PostgreSQL makes the backups of its databases.
    return "off" if settings.database.url.get_secret_value() else settings.jobs.backup


def _when_drilled(settings: Settings) -> str:
    return "off" if settings.database.url.get_secret_value() else settings.jobs.restore_drill


JOBS = (
    Job("poll", "crawl the sources that are due", poll, 6 * _HOUR, _when_polled),
    Job("tag", "tag and group new articles", tag_and_group, 6 * _HOUR),
    Job("compose", "compose digests and alerts that are due", compose, _HOUR),
    Job("deliver", "send waiting messages", deliver, 6 * _HOUR),
    Job("bounces", "read returned mail", bounces, _HOUR, _when_picked_up),
    Job("alarms", "tell when something needs a person", alarms, 10 * _MINUTE),
    Job("source-health", "compare each source with its history", upkeep.source_health, _HOUR),
    Job("forget", "delete old records of jobs and alarms", upkeep.forget, 10 * _MINUTE, deletes=True),
    Job("retention", "delete what is old", upkeep.retain, 2 * _HOUR, is_apart=True, deletes=True),
    Job("optimize", "keep index and database fast", upkeep.optimize, 2 * _HOUR, is_apart=True),
    Job("backup", "back up the archive", upkeep.back_up, 6 * _HOUR, _when_backed_up, is_apart=True),
    Job("integrity", "verify pages, check the archive", upkeep.verify, 12 * _HOUR, is_apart=True),
    Job(
        "restore-drill",
        "restore the newest backup, to try",
        upkeep.drill,
        6 * _HOUR,
        _when_drilled,
        is_apart=True,
    ),
)


def log_report(report: CrawlReport) -> None:
    """Log what a crawl brought."""
    if report.is_own_outage:
        # One line says so for all of them.
        return
    log.info(
        "crawled source=%s outcome=%s announced=%d new=%d edited=%d seconds=%.1f detail=%s",
        report.source_id,
        report.outcome,
        report.announced,
        report.new,
        report.edited,
        report.seconds,
        report.detail,
    )
