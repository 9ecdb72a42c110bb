"""Polls by the light client before a crawl: what it is asked, and what follows from its answer. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from crawler.fetching import PATIENCE, pause_asked, validators_of
from crawler.polling import CrawlReport, Job, JobResult, PollResult, overall, poll_headers, reading_key
from crawler.quick_polls import PolledPage, PollUrl, QuickAnswer, QuickPoll, RobotsAnswer, ascii_url
from crawler.robots import authority_of
from yaluwatch.model import Fetch, Outcome, Page, Source, SourceKind, SourceState

# Limit on one quick poll, seconds: claims on source and hosts last longer, and are not renewed meanwhile.
_SECONDS: Final = 45.0
_KINDS: Final = frozenset({SourceKind.FEED, SourceKind.SITEMAP, SourceKind.LISTING})
_READ: Final = frozenset({Outcome.OK, Outcome.NOT_MODIFIED})


@dataclass(frozen=True, slots=True)
class Quiet:
    """The result of a poll by the light client that found nothing changed."""

    result: JobResult
    #: Rows of the fetch log.
    fetches: tuple[Fetch, ...]
    #: Seconds that the host wants between two requests.
    pause: float


def quick_poll_of(job: Job, robots_of: Callable[[str], tuple[int, bytes] | None]) -> QuickPoll | None:
    """The request to the light client for a job; None if the source can only be polled by a crawl.

    `robots_of` looks up status and body of the robots.txt of a scheme, host and port; None if unknown.
    A poll that leaves articles waiting keeps no digests, so the next one is a crawl.
    """
    source, state = job.source, job.state
    if job.page_url or not _is_possible(source, state):
        return None
    try:
        hosts = {authority_of(ascii_url(url)) for url in source.urls}
    except ValueError:
        # The crawl says what is wrong with the URL.
        return None
    hosts |= {state.poll_digests[url].authority for url in source.urls}
    robots = {host: answer for host in hosts if (answer := robots_of(host)) is not None}
    if len(robots) < len(hosts):
        return None
    return QuickPoll(
        urls=tuple(
            PollUrl(url=url, headers=poll_headers(source, state, url), digest=state.poll_digests[url].digest)
            for url in source.urls
        ),
        user_agent=job.user_agent,
        robots={host: RobotsAnswer.of(*answer) for host, answer in robots.items()},
        allow_private=source.allow_private,
        delay_seconds=source.delay_seconds,
        reads_html=source.kind is SourceKind.LISTING,
        reading_key=reading_key(source),
        seconds=min(_SECONDS, job.limits.seconds),
    )


def _is_possible(source: Source, state: SourceState) -> bool:
    if source.kind not in _KINDS or state.last_outcome not in _READ:
        return False
    return all(
        (digest := state.poll_digests.get(url)) is not None
        # Without either, an unchanged answer would not be recognised.
        and (digest.digest or (source.conditional and any(state.validators.get(url, ()))))
        for url in source.urls
    )


def quiet_result(job: Job, answer: QuickAnswer, now: datetime, seconds: float) -> Quiet:
    """The result of a quiet poll at `now` (aware UTC): the same as that of a crawl that finds nothing new."""
    source, state = job.source, job.state
    validators = {page.asked: _validators_after(page, state, now) for page in answer.pages}
    fetches = tuple(_fetch_of(page, job, now) for page in answer.pages)
    outcome, _ = overall([(fetch.outcome, "") for fetch in fetches])
    poll = PollResult(
        outcome=outcome,
        announced=sum(fetch.announced for fetch in fetches),
        validators={url: pair for url, pair in validators.items() if any(pair)},
        digests={url: state.poll_digests[url] for url in source.urls},
        moved={page.asked: page.url for page in answer.pages if _is_moved(page)},
    )
    report = CrawlReport(
        source_id=source.id, outcome=outcome, announced=poll.announced, seconds=round(seconds, 3)
    )
    return Quiet(JobResult(report=report, poll=poll), fetches, answer.pause)


def _fetch_of(page: PolledPage, job: Job, now: datetime) -> Fetch:
    """The row of the fetch log. The same items sent again are not a 304: the outcome is OK."""
    is_sent_again = page.status == 200
    return Fetch(
        source_id=job.source.id,
        url=page.asked,
        kind="poll",
        outcome=Outcome.OK if is_sent_again else Outcome.NOT_MODIFIED,
        at=now,
        status=page.status,
        size=page.size,
        milliseconds=page.milliseconds,
        announced=job.state.poll_digests[page.asked].announced if is_sent_again else 0,
    )


def _is_moved(page: PolledPage) -> bool:
    """Whether it was redirected for good, by every hop."""
    return bool(page.redirected_by) and set(page.redirected_by) <= {301, 308}


def _validators_after(page: PolledPage, state: SourceState, now: datetime) -> tuple[str, str]:
    return validators_of(_page_of(page, now), state.validators.get(page.asked, ("", "")))


def crawl_after(job: Job, answer: QuickAnswer | None) -> Job:
    """The job of the crawl that follows a poll that is not quiet, or was not answered (None).

    Answers received are handed over, so that the site is not asked twice. A short pause that it asked for is
    waited for instead, and then the crawl asks again.
    """
    if answer is None:
        return replace(job, wait_seconds=job.source.delay_seconds, was_left=True)
    kept = []
    wait = answer.pause
    for page in answer.pages:
        pause = pause_asked(_page_of(page, datetime.now(UTC)))
        if page.status in {429, 503} and (pause is None or pause <= PATIENCE):
            wait = max(wait, pause or 0.0)
        else:
            kept.append(page)
    was_left = bool(answer.left) or len(kept) < len(answer.pages)
    return replace(job, polled=tuple(kept), wait_seconds=wait, was_left=was_left)


def _page_of(page: PolledPage, now: datetime) -> Page:
    return Page(
        source_id="",
        requested_url=page.asked,
        url=page.url,
        status=page.status,
        headers=page.headers,
        body=b"",
        fetched_at=now,
    )
