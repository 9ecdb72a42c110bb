"""What a spider does with outcomes: log fetches, dismiss URLs, end the crawl early."""

import logging
from collections import deque
from time import time
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from crawler import robots
from crawler.fetching import outcome_of_error, page_of, refused_hosts
from crawler.polling import CLAIM_SECONDS, Clock, Job, Tally
from crawler.spiders.fetch_plan import Disposition, FetchTask, disposition_of
from crawler.spiders.items import ReadArticle
from storage import Archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Candidate, Fetch, Outcome, Page

log = logging.getLogger(__name__)


class RecordingSpider(Spider):
    """A spider that records its crawl in the archive and in its tally."""

    def __init__(self, *, job: Job, archive: Archive, clock: Clock, tally: Tally, **kwargs: Any) -> None:
        super().__init__(name=f"{job.source.kind}:{job.source.id}", **kwargs)
        self.source = job.source
        self.archive = archive
        self.tally = tally
        self._clock = clock
        self._owner, self._claimed = job.owner, job.claimed
        self._renewal: LoopingCall | None = None
        self._tasks: deque[FetchTask] = deque()
        self._under_way: FetchTask | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """How Scrapy creates spiders."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._on_own_error, signals.spider_error)
        crawler.signals.connect(spider._keep_claims, signals.spider_opened)
        return spider

    def _on_own_error(self, failure: Failure) -> None:
        """Called when one of our callbacks raised; Scrapy has logged the error."""
        if isinstance(failure.value, ArchiveError | OSError):
            self.give_up(failure.value)

    def _keep_claims(self) -> None:
        """Renew the claims on source and hosts for as long as the crawl lasts."""
        if self._owner:
            self._renewal = LoopingCall(self._renew_claims)
            self._renewal.start(CLAIM_SECONDS / 6, now=False)

    def _renew_claims(self) -> None:
        try:
            is_held = self.archive.claims.renew(
                self._claimed, self._owner, time(), lease=CLAIM_SECONDS
            ) and self.archive.fences.are_held(self._claimed)
        except ArchiveError as error:
            log.warning("claims not renewed, will retry source=%s error=%s", self.source.id, error)
            return
        if not is_held:
            # Or the connection of the process that holds the fence was lost, and another may take it.
            self.halt("another process has claimed the source")

    def refuse_item(self, item: ReadArticle, outcome: Outcome, detail: str) -> None:
        """Record an article that is not stored, so that its page is not fetched again."""
        url = item.page.requested_url if item.page else item.article.url
        self._record("page", url, outcome, detail, item.page)
        self._refuse(FetchTask(Candidate(source_id=self.source.id, url=url)), outcome)
        self.archive.articles.note_visit(url, self._clock())

    def robots_of(self, host: str) -> tuple[int, bytes] | None:
        """Status and body of the host's robots.txt if it was fetched within the last day."""
        return self.archive.sources.robots(host, self._clock() - robots.KEEP)

    def keep_robots(self, host: str, status: int, body: bytes) -> None:
        """Cache a host's robots.txt for later crawls; if that fails, they fetch it again."""
        try:
            self.archive.sources.keep_robots(host, self._clock(), status, body)
        except ArchiveError as error:
            log.warning("robots.txt not kept host=%s error=%s", host, error)

    def give_up(self, error: ArchiveError | OSError) -> None:
        """End the crawl because the archive failed. Nothing is lost: the next crawl finds the rest again."""
        self.tally.archive_error = self.tally.archive_error or str(error)
        self.halt("the archive could not store more")

    def progress(self, url: str) -> None:
        """Called with a page's URL before it is extracted, and with "" afterwards; a worker reports it."""

    def halt(self, reason: str, *, rest_waits: bool = True) -> None:
        """Request nothing more; what is left waits for the next poll, which is then scheduled soon."""
        self.tally.stopped = self.tally.stopped or reason
        if rest_waits:
            self.tally.waiting += sum(not task.is_revisit for task in self._tasks)
        self._tasks.clear()

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end: pages not reached wait for the next poll."""
        if self._renewal is not None and self._renewal.running:
            self._renewal.stop()
        if self._under_way is not None:
            self._tasks.appendleft(self._under_way)
        if self._tasks:
            self.halt(f"ended early: {reason}")

    def _refuse(self, task: FetchTask, outcome: Outcome) -> None:
        """Do what `disposition_of` decides about a page that yielded no article."""
        now, url = self._clock(), task.candidate.url
        self.tally.refused[outcome] += 1
        status = disposition_of(task, outcome, now)
        if status is Disposition.DISMISS:
            self.archive.articles.dismiss(url, self.source.id, outcome, now)
        elif status is Disposition.MISSING:
            self.archive.articles.mark_missing(url, now, is_final=outcome is Outcome.GONE)
        elif status is Disposition.VISITED:
            self.archive.articles.note_visit(url, now)
        elif status is Disposition.WAIT:
            self.tally.waiting += 1

    def _outcome_of(self, failure: Failure) -> tuple[Outcome, str]:
        error = failure.value or RuntimeError("unknown failure")
        outcome, detail = outcome_of_error(error)
        request: Request = failure.request  # type: ignore[attr-defined]
        host = urlsplit(request.url).hostname or ""
        if outcome is Outcome.DNS and host in refused_hosts():
            return Outcome.BLOCKED_ADDRESS, f"{host} is an address in our own network"
        return outcome, detail

    def _page(self, response: Response, asked: str) -> Page:
        return page_of(response, self.source.id, asked, self._clock())

    def _record(
        self,
        kind: str,
        url: str,
        outcome: Outcome,
        detail: str = "",
        page: Page | None = None,
        milliseconds: int = 0,
    ) -> None:
        self.archive.sources.record(
            Fetch(
                source_id=self.source.id,
                url=url,
                kind=kind,
                outcome=outcome,
                at=page.fetched_at if page else self._clock(),
                status=page.status if page else 0,
                size=len(page.body) if page else 0,
                milliseconds=milliseconds,
                detail=detail,
            )
        )
