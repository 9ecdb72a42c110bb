"""The spider that reads what a source published in the past."""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from protego import Protego
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure
from typing_extensions import override

from crawler.discovery import in_folders
from crawler.extraction import Reading, article_from_feed
from crawler.fetching import SILENT, TEMPORARY, is_final, own_jar, pause_asked
from crawler.past import Listing, Method, Range, first_cursor, lister_of
from crawler.polling import Job
from crawler.robots import authority_of
from crawler.spiders.fetch_plan import FetchTask
from crawler.spiders.items import ReadArticle
from crawler.spiders.source_spider import SourceSpider
from crawler.spiders.wordpress import article_from_post
from crawler.text import TimeLimitReached, time_limit
from storage import Backfill
from yaluwatch.errors import ArchiveError, PageRefused
from yaluwatch.model import Article, Candidate, Outcome, Page, Source, SourceKind

log = logging.getLogger(__name__)

#: Kind of its rows in the fetch log: they say nothing about how the source is polled now.
PAST = "past"
#: A page of the list that failed so often in a row is asked for in smaller parts, or left out.
_SHRINK_AFTER = 2
_MAY_PASS = TEMPORARY | {Outcome.TOO_LARGE, Outcome.PARSE_ERROR}
#: Longest pause after failures, seconds; it doubles from the first on.
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 300.0
# Waiting articles looked up at once, and stored articles whose folders tell a feed's subject.
_AT_ONCE, _KNOWN = 100, 500


class BackfillSpider(SourceSpider):
    """Reads a source's past from where the archive says that it is, and notes there how far it came.

    Articles that wait are fetched before the list goes on. All are stored as backfilled.
    """

    name = "backfill"
    rebuffs: ClassVar[frozenset[Outcome]] = SILENT | {Outcome.FORBIDDEN, Outcome.SERVER_ERROR}

    def __init__(self, *, job: Job, **kwargs: Any) -> None:
        super().__init__(job=job, **kwargs)
        self._id = job.backfill_id
        begun = self.archive.backfills.get(self._id)
        self._days = Range(begun.since, begun.until)
        #: URLs of articles on their way into the archive.
        self._read: set[str] = set()
        #: Whether every article read since the last page of an endless list was older than the range.
        self._is_past_range = False

    @override
    async def start(self) -> AsyncIterator[Any]:
        """The first request of this part."""
        self.tally.polls = [(Outcome.OK, "")]
        try:
            requests = list(self._next_page())
        except (ArchiveError, OSError) as error:
            self.give_up(error)
            return
        for request in requests:
            yield request

    @override
    def _next_page(self) -> Iterator[Any]:
        if self.tally.stopped:
            return
        if not self._tasks:
            self._tasks.extend(map(FetchTask, self._waiting()))
        if self._tasks:
            yield from super()._next_page()
            return
        backfill = self.archive.backfills.get(self._id)
        if backfill.cursor is not None and self._is_past_range:
            self._advance(backfill, Listing(next=None))
        elif backfill.cursor is not None:
            yield from self._list_page(backfill)

    def _waiting(self) -> list[Candidate]:
        """Articles to fetch; those that polls have read meanwhile are taken off."""
        waiting = self.archive.backfills.waiting(self._id, limit=_AT_ONCE)
        unseen = self.archive.articles.unseen(candidate.url for candidate in waiting)
        if known := [candidate.url for candidate in waiting if candidate.url not in unseen]:
            self.archive.backfills.skip(self._id, known, self._clock())
        return [one for one in waiting if one.url in unseen and one.url not in self._read]

    # The list

    def _list_page(self, backfill: Backfill) -> Iterator[Any]:
        cursor = backfill.cursor or {}
        method = Method(backfill.method)
        if method is Method.SITEMAPS and not cursor:
            cursor = first_cursor(method, self._sitemaps())
        if method is Method.SITEMAPS and not cursor.get("todo"):
            self._give_up(Outcome.NOT_FOUND, self._without_past())
            return
        url = lister_of(method).url(cursor, self.source, self._days)
        yield Request(
            url,
            callback=self._on_list,
            errback=self._on_list_failure,
            cb_kwargs={"backfill": backfill, "cursor": cursor, "asked": url},
            meta=own_jar(url),
            dont_filter=True,
        )

    def _sitemaps(self) -> list[str]:
        """The sitemaps of the source, or those that its site's robots.txt names."""
        if self.source.kind is SourceKind.SITEMAP:
            return list(self.source.urls)
        found: list[str] = []
        for host in dict.fromkeys(map(authority_of, (self.source.homepage, *self.source.urls))):
            _, body = self.robots_of(host) or (0, b"")
            found += Protego.parse(body.decode("utf-8", errors="replace")).sitemaps
        return list(dict.fromkeys(found))

    def _without_past(self) -> str:
        return (
            "it has no further pages, and its site names no sitemap; "
            "set `archive` to the addresses of its archive (docs/add-a-source.md)"
        )

    def _on_list(self, response: Response, backfill: Backfill, cursor: Any, asked: str) -> Iterator[Any]:
        page = self._page(response, asked)
        listing = self._read_list(page, backfill, cursor)
        self._record("poll", asked, listing.outcome, listing.detail, page)
        if listing.outcome is not Outcome.OK:
            self._on_refusal(listing.outcome, listing.detail, backfill, cursor, pause_asked(page))
        elif self._has_no_further_pages(backfill, cursor, listing):
            self._advance(backfill, Listing(next={}, candidates=listing.candidates), Method.SITEMAPS)
        else:
            self._advance(backfill, listing)
        yield from self._next_page()

    def _read_list(self, page: Page, backfill: Backfill, cursor: Any) -> Listing:
        try:
            with time_limit(self._page_seconds):
                lister = lister_of(Method(backfill.method))
                return lister.read(page, cursor, self.source, self._days)
        except TimeLimitReached as error:
            return Listing(next=cursor, outcome=Outcome.PARSE_ERROR, detail=f"reading it took {error}")
        except Exception as error:
            log.exception("list not read url=%s", page.requested_url)
            detail = f"{type(error).__name__}: {error}"[:200]
            return Listing(next=cursor, outcome=Outcome.PARSE_ERROR, detail=detail)

    def _has_no_further_pages(self, backfill: Backfill, cursor: Any, listing: Listing) -> bool:
        """Whether a list ends on its first page, as most feeds do, so that the sitemaps must help."""
        is_first = backfill.method == Method.PAGES and not cursor.get("page")
        return is_first and listing.next is None and not listing.is_complete

    def _on_list_failure(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome, detail = self._outcome_of(failure)
        self._record("poll", request.cb_kwargs["asked"], outcome, detail=detail)
        self._on_refusal(outcome, detail, request.cb_kwargs["backfill"], request.cb_kwargs["cursor"], None)
        yield from self._next_page()

    def _on_refusal(
        self, outcome: Outcome, detail: str, backfill: Backfill, cursor: Any, pause: float | None
    ) -> None:
        """Stop, and go on later: at the same page, or at a smaller one after several failures."""
        self.tally.polls = [(outcome, detail)]
        failures = int(cursor.get("failures", 0)) + 1
        smaller = lister_of(Method(backfill.method)).smaller(cursor)
        if outcome is Outcome.RATE_LIMITED:
            self.tally.wait_at_least(pause or _FIRST_PAUSE)
        elif outcome in _MAY_PASS and failures < _SHRINK_AFTER:
            self.tally.wait_at_least(pause or min(_FIRST_PAUSE * 2**failures, _LONGEST_PAUSE))
            self._advance(backfill, Listing(next={**cursor, "failures": failures}))
        elif backfill.method == Method.SITEMAPS or (smaller is not None and outcome in _MAY_PASS):
            self._advance(backfill, Listing(next=smaller))
        self.archive.backfills.note(self._id, f"{outcome} {detail}".strip(), self._clock())
        self.halt(f"its list could not be read: {outcome} {detail}".strip())

    def _give_up(self, outcome: Outcome, detail: str) -> None:
        self.tally.polls = [(outcome, detail)]
        self.archive.backfills.note(self._id, detail, self._clock())
        self.halt(detail)

    def _advance(self, backfill: Backfill, listing: Listing, method: str = "") -> None:
        candidates = self._wanted(listing, backfill)
        articles, pages = [], []
        for candidate in candidates:
            if (article := _article_of(candidate, self.source, self._clock())) is not None:
                articles.append((article, candidate.guid))
            else:
                pages.append(candidate)
        self._is_past_range = listing.is_endless and bool(pages)
        self.archive.backfills.advance(
            self._id,
            listing.next,
            method=method or backfill.method,
            total=listing.total,
            articles=articles,
            pages=pages,
            publisher=self.source.publisher,
            at=self._clock(),
        )

    def _wanted(self, listing: Listing, backfill: Backfill) -> list[Candidate]:
        if backfill.method != Method.SITEMAPS or self.source.kind is SourceKind.SITEMAP:
            return list(listing.candidates)
        # The sitemap may be about more than the source.
        known = [*self.archive.backfills.known_urls(self.source.id, limit=_KNOWN), *self._read]
        return in_folders(listing.candidates, known) if known else list(listing.candidates)

    # Article pages

    @override
    def _item(self, reading: Reading, page: Page, task: FetchTask, milliseconds: int) -> ReadArticle:
        published = reading.article.published_at
        if self._is_past_range and (published is None or published >= self._days.start):
            self._is_past_range = False
        self._read.add(task.candidate.url)
        item = super()._item(reading, page, task, milliseconds)
        fetch = replace(item.fetch, kind=PAST) if item.fetch else None
        return replace(item, fetch=fetch, backfill_id=self._id)

    @override
    def _refuse(self, task: FetchTask, outcome: Outcome) -> None:
        self.tally.refused[outcome] += 1
        if outcome is not Outcome.RATE_LIMITED:
            now = self._clock()
            final = is_final(outcome, task.candidate.published_at, now)
            self.archive.backfills.refuse(self._id, task.candidate.url, outcome, now, is_final=final)

    @override
    def _record(self, kind: str, *values: Any, **more: Any) -> None:
        super()._record(PAST, *values, **more)


def _article_of(candidate: Candidate, source: Source, at: datetime) -> Article | None:
    """The article in the list itself; None if its page has to be read."""
    try:
        if source.kind is SourceKind.WORDPRESS:
            return article_from_post(candidate, source, at)
        return article_from_feed(candidate, source, at) if source.full_text_feed else None
    except PageRefused:
        return None
