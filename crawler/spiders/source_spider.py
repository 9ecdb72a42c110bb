"""The crawl of one source: poll its URLs, fetch the articles they announce, revisit some stored ones."""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discovery import Announcement
from crawler.extraction import article_from_feed, extract
from crawler.fetching import (
    SILENT,
    milliseconds,
    outcome_of_status,
    own_jar,
    pause_asked,
    validators_of,
)
from crawler.polling import Job
from crawler.spiders.fetch_plan import FetchTask, changed_since, first_tasks, revisits_wanted
from crawler.spiders.items import ReadArticle
from crawler.spiders.recording import RecordingSpider
from crawler.text import TimeLimitReached, time_limit
from yaluwatch.errors import PageRefused
from yaluwatch.model import Candidate, Fetch, Outcome, Page

log = logging.getLogger(__name__)

#: Parts of an index and further listing pages are followed at most this many steps from the polled URL.
MAX_STEPS = 3
#: After this many consecutive pages without an answer or with a 403, the crawl fetches no more pages.
MAX_REBUFFS = 3


class SourceSpider(RecordingSpider):
    """The base of all spiders; subclasses only implement `read`."""

    #: Whether further pages are followed only while every article on the page is new.
    follows_news_only: ClassVar[bool] = False

    def __init__(self, *, job: Job, **kwargs: Any) -> None:
        super().__init__(job=job, **kwargs)
        self._state = job.state
        self._page_seconds = job.limits.page_seconds
        self._open_polls = 0
        self._asked: set[str] = set()
        self._announced: dict[str, Candidate] = {}
        self._rebuffs = 0

    def read(self, page: Page) -> Announcement:
        """Read a polled page; implemented by each kind of source."""
        raise NotImplementedError

    # Polling

    async def start(self) -> AsyncIterator[Any]:
        """One request per polled URL."""
        for url in self.source.urls:
            yield self._poll(url, 0)

    def _poll(self, url: str, steps: int) -> Request:
        self._open_polls += 1
        self._asked.add(url)
        headers = {
            "Accept": "application/rss+xml, application/atom+xml, application/xml, text/html;q=0.9, */*;q=0.8"
        }
        etag, modified = self._state.validators.get(url, ("", "")) if self.source.conditional else ("", "")
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        return Request(
            url,
            headers=headers,
            callback=self._on_poll,
            errback=self._on_poll_failure,
            cb_kwargs={"asked": url, "steps": steps},
            meta=own_jar(url),
            dont_filter=True,
        )

    def _on_poll(self, response: Response, asked: str, steps: int) -> Iterator[Any]:
        page = self._page(response, asked)
        reading = self._read_safely(page)
        fresh = self.archive.articles.unseen(candidate.url for candidate in reading.candidates)
        self._count_poll(page, reading, fresh, milliseconds(response))
        self._keep_validators(page, reading)
        self._note_pause(page)
        for candidate in reading.candidates:
            self._announced.setdefault(candidate.url, candidate)
        for url in self._worth_following(reading, fresh, steps):
            yield self._poll(url, steps + 1)
        yield from self._after_poll()

    def _on_poll_failure(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome, detail = self._outcome_of(failure)
        self.tally.polls.append((outcome, detail))
        self._record("poll", request.cb_kwargs["asked"], outcome, detail=detail)
        yield from self._after_poll()

    def _read_safely(self, page: Page) -> Announcement:
        outcome = outcome_of_status(page.status)
        if outcome is not Outcome.OK:
            detail = "" if outcome is Outcome.NOT_MODIFIED else f"HTTP {page.status}"
            return Announcement(outcome=outcome, detail=detail)
        try:
            with time_limit(self._page_seconds):
                return self.read(page)
        except TimeLimitReached as error:
            return Announcement(outcome=Outcome.PARSE_ERROR, detail=f"reading it took {error}")
        except Exception as error:
            # Whatever a site sends, the crawl must continue and record the failure.
            log.exception("announcement not read url=%s", page.requested_url)
            return Announcement(outcome=Outcome.PARSE_ERROR, detail=f"{type(error).__name__}: {error}"[:200])

    def _count_poll(self, page: Page, reading: Announcement, fresh: set[str], milliseconds: int) -> None:
        known = self._announced.keys()
        self.tally.polls.append((reading.outcome, reading.detail))
        self.tally.announced += sum(candidate.url not in known for candidate in reading.candidates)
        self.tally.fresh += sum(url not in known for url in fresh)
        self.tally.announce([one for one in reading.candidates if one.url not in known], page.fetched_at)
        self.archive.sources.record(
            Fetch(
                source_id=self.source.id,
                url=page.requested_url,
                kind="poll",
                outcome=reading.outcome,
                at=page.fetched_at,
                status=page.status,
                size=len(page.body),
                milliseconds=milliseconds,
                announced=len(reading.candidates),
                new=len(fresh),
                detail=reading.detail,
            )
        )

    def _keep_validators(self, page: Page, reading: Announcement) -> None:
        if reading.outcome is Outcome.NOT_MODIFIED:
            self.tally.validators[page.requested_url] = self._state.validators.get(
                page.requested_url, ("", "")
            )
        # The index of a sitemap may stay the same while its parts change.
        elif reading.candidates and page.requested_url in self.source.urls and any(validators_of(page)):
            self.tally.validators[page.requested_url] = validators_of(page)

    def _note_pause(self, page: Page) -> None:
        seconds = pause_asked(page)
        if seconds is not None:
            self.tally.wait_at_least(seconds)

    def _worth_following(self, reading: Announcement, fresh: set[str], steps: int) -> list[str]:
        if steps >= MAX_STEPS:
            return []
        # A first poll must not go through a site's whole history.
        if self.follows_news_only and (
            self._state.last_ok_at is None or len(fresh) < len(reading.candidates)
        ):
            return []
        return [url for url in reading.follow if url not in self._asked]

    def _after_poll(self) -> Iterator[Any]:
        self._open_polls -= 1
        if self._open_polls:
            return
        if self.source.full_text_feed:
            yield from self._articles_in_feed()
            return
        self._plan()
        yield from self._next_page()

    def _articles_in_feed(self) -> Iterator[ReadArticle]:
        """Articles from a full-text feed; known ones too, so that edits are noticed."""
        fresh = self.archive.articles.unseen(self._announced)
        for candidate in self._announced.values():
            try:
                article = article_from_feed(candidate, self.source, self._clock())
            except PageRefused as refused:
                if candidate.url in fresh:
                    self._refuse(FetchTask(candidate), refused.outcome)
                continue
            yield ReadArticle(article=article, page=None, fetch=None)

    # Article pages

    def _plan(self) -> None:
        now, fresh = self._clock(), self.archive.articles.unseen(self._announced)
        tasks, waiting = first_tasks(self._announced, fresh, self.source.max_pages)
        self.tally.waiting += waiting
        room = revisits_wanted(tasks, self.source.max_pages)
        known = self.archive.articles.last_visits(self._announced.keys() - fresh)
        again = [*changed_since(self._announced, known, now)]
        again += self.archive.articles.due_revisits(self.source.id, now, room) if room else []
        for url in list(dict.fromkeys(again))[:room]:
            candidate = self._announced.get(url) or Candidate(source_id=self.source.id, url=url)
            tasks.append(FetchTask(candidate, is_revisit=True))
        self._tasks.extend(tasks)

    def _next_page(self) -> Iterator[Any]:
        while self._tasks:
            task = self._tasks.popleft()
            try:
                request = Request(
                    task.candidate.url,
                    callback=self._on_page,
                    errback=self._on_page_failure,
                    cb_kwargs={"task": task},
                    meta=own_jar(task.candidate.url),
                    dont_filter=True,
                )
            except ValueError as error:
                yield from self._fail(task, Outcome.UNSUPPORTED_URL, str(error))
                continue
            self._under_way = task
            yield request
            return

    def _on_page(self, response: Response, task: FetchTask) -> Iterator[Any]:
        self.tally.fetched += 1
        self._under_way = None
        page = self._page(response, task.candidate.url)
        outcome = outcome_of_status(page.status)
        if outcome is Outcome.OK:
            outcome, item, detail = self._extract(page, task, milliseconds(response))
            if item is not None:
                yield item
        else:
            detail = f"HTTP {page.status}"
        if outcome is not Outcome.OK:
            if outcome is Outcome.FORBIDDEN:
                yield from self._from_feed_instead([task])
            yield from self._fail(task, outcome, detail, page, milliseconds(response))
            self._note_pause(page)
        if outcome is Outcome.RATE_LIMITED:
            self.halt("the site asked for a pause")
        yield from self._next_page()

    def _extract(
        self, page: Page, task: FetchTask, milliseconds: int
    ) -> tuple[Outcome, ReadArticle | None, str]:
        self.progress(task.candidate.url)
        try:
            with time_limit(self._page_seconds):
                article = extract(page, self.source, task.candidate)
        except PageRefused as refused:
            return refused.outcome, None, refused.reason
        except TimeLimitReached as error:
            return Outcome.CRASHED, None, f"reading it took {error}"
        except Exception as error:
            log.exception("page not read url=%s", page.url)
            return Outcome.CRASHED, None, f"{type(error).__name__}: {error}"[:200]
        finally:
            self.progress("")
        fetch = Fetch(
            source_id=self.source.id,
            url=task.candidate.url,
            kind="page",
            outcome=Outcome.OK,
            at=page.fetched_at,
            status=page.status,
            size=len(page.body),
            milliseconds=milliseconds,
        )
        return Outcome.OK, ReadArticle(article=article, page=page, fetch=fetch), ""

    def _on_page_failure(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        task: FetchTask = request.cb_kwargs["task"]
        self.tally.fetched += 1
        self._under_way = None
        outcome, detail = self._outcome_of(failure)
        yield from self._fail(task, outcome, detail)
        yield from self._next_page()

    def _from_feed_instead(self, tasks: Iterable[FetchTask]) -> Iterator[ReadArticle]:
        """Articles from the feed whose pages answer 403, except those with too little text in the feed."""
        for task in tasks:
            try:
                article = article_from_feed(task.candidate, self.source, self._clock())
            except PageRefused:
                continue
            if not task.is_revisit:
                found_by = {**article.found_by, "body": "feed, its page is refused"}
                yield ReadArticle(article=replace(article, found_by=found_by), page=None, fetch=None)

    def _fail(
        self, task: FetchTask, outcome: Outcome, detail: str, page: Page | None = None, milliseconds: int = 0
    ) -> Iterator[ReadArticle]:
        """Record a page without an article, and stop the crawl after several consecutive failures."""
        self._record("page", task.candidate.url, outcome, detail, page, milliseconds)
        self._refuse(task, outcome)
        self._rebuffs = self._rebuffs + 1 if outcome in SILENT | {Outcome.FORBIDDEN} else 0
        if self._rebuffs >= MAX_REBUFFS:
            # A site that answers 403 will still do so minutes later, so the remaining pages are not retried
            # soon.
            rest_waits = outcome is not Outcome.FORBIDDEN
            if not rest_waits:
                yield from self._from_feed_instead(list(self._tasks))
            self.halt(f"{MAX_REBUFFS} pages in a row were refused or did not answer", rest_waits=rest_waits)
