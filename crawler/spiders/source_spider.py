"""The crawl of one source: poll its URLs, fetch the articles they announce, revisit some stored ones."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discovery import Announcement
from crawler.extraction import Reading, article_from_feed, is_joined, read_page
from crawler.fetching import (
    SILENT,
    milliseconds,
    moved_to,
    outcome_of_status,
    own_jar,
    pause_asked,
    validators_of,
)
from crawler.polling import ACCEPT, Job, has_gap, keys_of, poll_headers
from crawler.spiders.fetch_plan import (
    FetchTask,
    changed_since,
    first_tasks,
    has_changes_left,
    revisits_wanted,
)
from crawler.spiders.items import ReadArticle
from crawler.spiders.quick_answers import as_response, poll_digest
from crawler.spiders.several_pages import SeveralPagesSpider
from crawler.text import TimeLimitReached, time_limit
from yaluwatch.errors import ArchiveError, PageRefused
from yaluwatch.model import Candidate, Fetch, Outcome, Page

log = logging.getLogger(__name__)

#: Parts of an index and further listing pages are followed at most this many steps from the polled URL.
MAX_STEPS = 3
#: After this many consecutive pages without an answer or with a 403, the crawl fetches no more pages.
MAX_REBUFFS = 3


class SourceSpider(SeveralPagesSpider):
    """The base of all spiders; subclasses only implement `read`."""

    #: Whether further pages are followed only while every article on the page is new.
    follows_news_only: ClassVar[bool] = False
    #: Whether pages of stored articles are visited again although nothing says that they changed.
    revisits: ClassVar[bool] = True
    #: What is asked for when polling (RFC 9110, section 12.5.1).
    accept: ClassVar[str] = ACCEPT
    #: Outcomes that end the crawl when `MAX_REBUFFS` pages in a row have one of them.
    rebuffs: ClassVar[frozenset[Outcome]] = SILENT | {Outcome.FORBIDDEN}
    #: When items are missing since the last poll, they are looked for on so many further pages.
    catch_up_steps: ClassVar[int] = 10
    #: Whether items leave the polled pages for newer ones, so that a late poll misses some.
    loses_items: ClassVar[bool] = True

    def __init__(self, *, job: Job, **kwargs: Any) -> None:
        super().__init__(job=job, **kwargs)
        self._state = job.state
        if job.state.date_order and not self.source.date_order:
            # Learned from the dates of earlier polls.
            self.source = replace(self.source, date_order=job.state.date_order)
        self._polled, self._wait_seconds, self._was_left = job.polled, job.wait_seconds, job.was_left
        self._open_polls = 0
        self._asked: set[str] = set()
        #: URL of a further page → the polled URL that led to it.
        self._roots: dict[str, str] = {}
        self._announced: dict[str, Candidate] = {}
        self._rebuffs = 0

    def read(self, page: Page) -> Announcement:
        """Read a polled page; implemented by each kind of source."""
        raise NotImplementedError

    def read_refusal(self, page: Page, outcome: Outcome) -> Announcement:
        """Read a polled page whose HTTP status is not that of a success."""
        detail = "" if outcome is Outcome.NOT_MODIFIED else f"HTTP {page.status}"
        return Announcement(outcome=outcome, detail=detail)

    def addresses(self) -> Sequence[str]:
        """The URLs to poll."""
        return self.source.urls

    # Polling

    async def start(self) -> AsyncIterator[Any]:
        """A request for each polled URL, and what follows from answers that the light client has received."""
        answered = {polled.asked: polled for polled in self._polled}
        requests = [self._poll(url, 0) for url in self.addresses() if url not in answered]
        self._open_polls += len(answered)
        self._asked |= answered.keys()
        following: list[Any] = []
        try:
            for asked, polled in answered.items():
                following += self._on_poll(as_response(polled), asked, 0)
        except (ArchiveError, OSError) as error:
            self.give_up(error)
        await asyncio.sleep(self._wait_seconds)
        for each in [*requests, *following]:
            yield each

    def _poll(self, url: str, steps: int) -> Request:
        self._open_polls += 1
        self._asked.add(url)
        return Request(
            url,
            headers=poll_headers(self.source, self._state, url, self.accept),
            callback=self._on_poll,
            errback=self._on_poll_failure,
            cb_kwargs={"asked": url, "steps": steps},
            meta=own_jar(url),
            dont_filter=True,
        )

    def _on_poll(self, response: Response, asked: str, steps: int) -> Iterator[Any]:
        page = self._page(response, asked)
        reading = self._with_gap(self._read_safely(page), asked)
        fresh = self.archive.articles.unseen(candidate.url for candidate in reading.candidates)
        self._count_poll(page, reading, fresh, milliseconds(response))
        self._keep_validators(page, reading)
        self._keep_digest(page, response, reading)
        self._note_pause(page)
        if target := moved_to(response):
            self._note_move(asked, target)
        for candidate in reading.candidates:
            self._announced.setdefault(candidate.url, candidate)
        for url in self._worth_following(asked, reading, fresh, steps):
            self._roots[url] = self._root_of(asked)
            yield self._poll(url, steps + 1)
        yield from self._after_poll()

    def _on_poll_failure(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome, detail = self._outcome_of(failure)
        if not self._is_extra(request.cb_kwargs["asked"]):
            self.tally.polls.append((outcome, detail))
        self._record("poll", request.cb_kwargs["asked"], outcome, detail=detail)
        yield from self._after_poll()

    def _read_safely(self, page: Page) -> Announcement:
        outcome = outcome_of_status(page.status)
        try:
            with time_limit(self._page_seconds):
                return self.read(page) if outcome is Outcome.OK else self.read_refusal(page, outcome)
        except TimeLimitReached as error:
            return Announcement(outcome=Outcome.PARSE_ERROR, detail=f"reading it took {error}")
        except Exception as error:
            # Whatever a site sends, the crawl must continue and record the failure.
            log.exception("announcement not read url=%s", page.requested_url)
            return Announcement(outcome=Outcome.PARSE_ERROR, detail=f"{type(error).__name__}: {error}"[:200])

    def _count_poll(self, page: Page, reading: Announcement, fresh: set[str], milliseconds: int) -> None:
        known = self._announced.keys()
        if not self._is_extra(page.requested_url):
            self.tally.polls.append((reading.outcome, reading.detail))
        self.tally.announced += sum(candidate.url not in known for candidate in reading.candidates)
        self.tally.fresh += sum(url not in known for url in fresh)
        self.tally.date_order = reading.date_order or self.tally.date_order
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
        url = page.requested_url
        if reading.outcome is Outcome.NOT_MODIFIED:
            self.tally.validators[url] = validators_of(page, self._state.validators.get(url, ("", "")))
        # The index of a sitemap may stay the same while its parts change.
        elif reading.candidates and url in self.addresses() and any(validators_of(page)):
            self.tally.validators[url] = validators_of(page)

    def _keep_digest(self, page: Page, response: Response, reading: Announcement) -> None:
        url = page.requested_url
        if self._was_left or url not in self.source.urls:
            return
        if digest := poll_digest(page, response, reading, self.source, self._state.poll_digests.get(url)):
            self.tally.digests[url] = digest

    def _note_move(self, asked: str, target: str) -> None:
        """Note that an address was redirected for good."""
        if asked in self.source.urls:
            self.tally.moved[asked] = target

    def _note_pause(self, page: Page) -> None:
        seconds = pause_asked(page)
        if seconds is not None:
            self.tally.wait_at_least(seconds)

    def _with_gap(self, reading: Announcement, asked: str) -> Announcement:
        """The announcement, saying so if none of the items of the last poll is left."""
        if not self.loses_items or not reading.candidates:
            return reading
        root = self._root_of(asked)
        last = self._state.announced.get(root, ())
        if root != asked:
            # A further page with items of the last poll closes the gap.
            if not set(last).isdisjoint(keys_of(reading.candidates)):
                self.tally.gaps.discard(root)
            return reading
        self.tally.keys[asked] = keys_of(reading.candidates)
        newest = self._state.newest_item_at if len(self.source.urls) == 1 else None
        if not has_gap(last, reading.candidates, newest):
            return reading
        self.tally.gaps.add(asked)
        clauses = ["none of the last poll's items is left", reading.detail]
        return replace(reading, detail="; ".join(filter(None, clauses)))

    def _is_extra(self, url: str) -> bool:  # noqa: ARG002 - for spiders that poll more than the source's URLs
        """Whether a URL was polled in addition to the source's, so that its failure says nothing about it."""
        return False

    def _max_steps(self, asked: str) -> int:
        return self.catch_up_steps if self._root_of(asked) in self.tally.gaps else MAX_STEPS

    def _root_of(self, asked: str) -> str:
        return self._roots.get(asked, asked)

    def _worth_following(self, asked: str, reading: Announcement, fresh: set[str], steps: int) -> list[str]:
        if steps >= self._max_steps(asked):
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
            yield ReadArticle(article=article, page=None, fetch=None, guid=candidate.guid)

    # Article pages

    def _plan(self) -> None:
        now, fresh = self._clock(), self.archive.articles.unseen(self._announced)
        tasks, waiting = first_tasks(self._announced, fresh, self.source.max_pages)
        self.tally.waiting += waiting
        room = revisits_wanted(tasks, self.source.max_pages)
        known = self.archive.articles.last_visits(self._announced.keys() - fresh)
        again = [*changed_since(self._announced, known, now)]
        self.tally.has_changes_left = has_changes_left(self._announced, known, again)
        if room and self.revisits:
            again += self.archive.articles.due_revisits(self.source.id, now, room)
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
            if task.is_revisit and self._is_as_stored(page, task.candidate):
                self._rebuffs = 0
                self._record("page", page.requested_url, outcome, "", page, milliseconds(response))
                self.archive.articles.note_unchanged(page.requested_url, page.fetched_at)
                yield from self._next_page()
                return
            outcome, reading, detail = self._extract(page, task)
            if reading is not None:
                self._rebuffs = 0
                item = self._item(reading, page, task, milliseconds(response))
                yield from self._read_on(task, item, reading)
                return
        else:
            detail = f"HTTP {page.status}"
        if outcome is Outcome.FORBIDDEN:
            yield from self._from_feed_instead([task])
        yield from self._fail(task, outcome, detail, page, milliseconds(response))
        self._note_pause(page)
        if outcome is Outcome.RATE_LIMITED:
            self.halt("the site asked for a pause")
        yield from self._next_page()

    def _is_as_stored(self, page: Page, announced: Candidate) -> bool:
        """Whether the stored article was read from the same bytes, and from nothing else that may change.

        That today's rules would read them differently is no edit: `yalu reextract` does that.
        """
        known = self.archive.articles.read_from(announced.url, page.body)
        return known is not None and not is_joined(known) and known.found_by.get("title") != "feed"

    def _extract(self, page: Page, task: FetchTask) -> tuple[Outcome, Reading | None, str]:
        self.progress(task.candidate.url)
        try:
            with time_limit(self._page_seconds):
                return Outcome.OK, read_page(page, self.source, task.candidate), ""
        except PageRefused as refused:
            return refused.outcome, None, refused.reason
        except TimeLimitReached as error:
            return Outcome.CRASHED, None, f"reading it took {error}"
        except Exception as error:
            log.exception("page not read url=%s", page.url)
            return Outcome.CRASHED, None, f"{type(error).__name__}: {error}"[:200]
        finally:
            self.progress("")

    def _item(self, reading: Reading, page: Page, task: FetchTask, milliseconds: int) -> ReadArticle:
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
        return ReadArticle(article=reading.article, page=page, fetch=fetch, guid=task.candidate.guid)

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
                article = replace(article, found_by=found_by)
                yield ReadArticle(article=article, page=None, fetch=None, guid=task.candidate.guid)

    def _fail(
        self, task: FetchTask, outcome: Outcome, detail: str, page: Page | None = None, milliseconds: int = 0
    ) -> Iterator[ReadArticle]:
        """Record a page without an article, and stop the crawl after several consecutive failures."""
        self._record("page", task.candidate.url, outcome, detail, page, milliseconds)
        self._refuse(task, outcome)
        self._rebuffs = self._rebuffs + 1 if outcome in self.rebuffs else 0
        if self._rebuffs >= MAX_REBUFFS:
            # A site that answers 403 will still do so minutes later, so the remaining pages are not retried
            # soon.
            rest_waits = outcome is not Outcome.FORBIDDEN
            if not rest_waits:
                yield from self._from_feed_instead(list(self._tasks))
            self.halt(f"{MAX_REBUFFS} pages in a row were refused or did not answer", rest_waits=rest_waits)
