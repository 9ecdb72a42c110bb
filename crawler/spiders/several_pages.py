"""Reading articles on several pages to their end, one page after another."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.extraction import PageSeries, Reading, read_page
from crawler.fetching import (
    TEMPORARY,
    further_pages,
    milliseconds,
    outcome_of_status,
    own_jar,
    pause_asked,
)
from crawler.polling import Job
from crawler.spiders.fetch_plan import FetchTask
from crawler.spiders.items import ReadArticle
from crawler.spiders.pipeline import store
from crawler.spiders.recording import RecordingSpider
from crawler.text import TimeLimitReached, time_limit
from yaluwatch.errors import ArchiveError, PageRefused
from yaluwatch.model import Outcome, Page

log = logging.getLogger(__name__)

#: A further page with one of these outcomes is the end of the article; with another, it may be read later.
ENDS = frozenset(
    {
        Outcome.ROBOTS,
        Outcome.TOO_THIN,
        Outcome.HOME_PAGE,
        Outcome.NOT_HTML,
        Outcome.TOO_LARGE,
        Outcome.PAYWALL,
        Outcome.TOO_MANY_REDIRECTS,
        Outcome.BLOCKED_ADDRESS,
        Outcome.UNSUPPORTED_URL,
    }
)


@dataclass(frozen=True, slots=True)
class Begun:
    """An article whose first page was read."""

    task: FetchTask
    #: The article as on its first page.
    item: ReadArticle
    series: PageSeries


class SeveralPagesSpider(RecordingSpider):
    """A spider that stores an article when all of its pages were read.

    A new article is stored as far as it was read; a later visit reads the rest. A stored article is not
    replaced when one of its pages failed, so that it does not lose a part and regain it.
    """

    def __init__(self, *, job: Job, **kwargs: Any) -> None:
        super().__init__(job=job, **kwargs)
        self._page_seconds = job.limits.page_seconds
        self._further_left = further_pages(job.source)
        self._begun: Begun | None = None

    def _next_page(self) -> Iterator[Any]:
        """The request for the next article; implemented by subclasses."""
        raise NotImplementedError

    def _read_on(self, task: FetchTask, item: ReadArticle, first: Reading) -> Iterator[Any]:
        """What follows the first page of an article: its other pages, the article, the next article."""
        self._begun = Begun(task, item, PageSeries(first))
        yield from self._further_page(self._begun)

    def _further_page(self, begun: Begun) -> Iterator[Any]:
        series = begun.series
        if self.tally.stopped or self._further_left <= 0:
            series.stop()
        while series.wanted and not self.archive.articles.unseen([series.wanted]):
            # A worker died on this page, or it is an article of its own.
            series.fail(may_pass=False)
        if series.wanted:
            self._further_left -= 1
            self._under_way = begun.task
            yield self._request(begun)
            return
        self._begun = self._under_way = None
        if (item := self._whole(begun)) is not None:
            yield item
        yield from self._next_page()

    def _request(self, begun: Begun) -> Request:
        return Request(
            begun.series.wanted,
            callback=self._on_further_page,
            errback=self._on_further_failure,
            cb_kwargs={"begun": begun},
            meta=own_jar(begun.task.candidate.url),
            dont_filter=True,
        )

    def _on_further_page(self, response: Response, begun: Begun) -> Iterator[Any]:
        self.tally.fetched += 1
        page = self._page(response, begun.series.wanted)
        outcome, detail = outcome_of_status(page.status), f"HTTP {page.status}"
        if outcome is Outcome.OK:
            outcome, detail = self._take(page, begun)
        self._record("page", page.requested_url, outcome, detail, page, milliseconds(response))
        if outcome is not Outcome.OK:
            self._lose(begun, outcome)
            if (seconds := pause_asked(page)) is not None:
                self.tally.wait_at_least(seconds)
        yield from self._further_page(begun)

    def _on_further_failure(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        begun: Begun = request.cb_kwargs["begun"]
        self.tally.fetched += 1
        outcome, detail = self._outcome_of(failure)
        self._record("page", begun.series.wanted, outcome, detail)
        self._lose(begun, outcome)
        yield from self._further_page(begun)

    def _take(self, page: Page, begun: Begun) -> tuple[Outcome, str]:
        """Add a page to the article; the outcome and a detail for the log."""
        series = begun.series
        number = "one-page view" if series.wants_whole_view else f"page {series.ordinal}"
        self.progress(page.requested_url)
        try:
            with time_limit(self._page_seconds):
                reading = read_page(page, self.source, first=series.first_url, ordinal=series.ordinal)
                is_part = series.take(reading)
        except PageRefused as refused:
            return refused.outcome, refused.reason
        except TimeLimitReached as error:
            return Outcome.CRASHED, f"reading it took {error}"
        except Exception as error:
            log.exception("page not read url=%s", page.url)
            return Outcome.CRASHED, f"{type(error).__name__}: {error}"[:200]
        finally:
            self.progress("")
        return Outcome.OK, f"{number} of an article" if is_part else f"not the {number} of an article"

    def _lose(self, begun: Begun, outcome: Outcome) -> None:
        series = begun.series
        # Without the one-page view, the article is read page by page.
        series.fail(may_pass=outcome in TEMPORARY if series.wants_whole_view else outcome not in ENDS)
        if outcome is Outcome.RATE_LIMITED:
            self.halt("the site asked for a pause")

    def _whole(self, begun: Begun) -> ReadArticle | None:
        """The article to store; None when the stored one is to be kept."""
        if begun.series.is_incomplete and begun.task.is_revisit:
            url, fetch = begun.task.candidate.url, begun.item.fetch
            if fetch is not None:
                self.archive.sources.record(replace(fetch, detail="kept as stored: a further page failed"))
            self.archive.articles.note_visit(url, self._clock())
            return None
        return replace(begun.item, article=begun.series.article)

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end: an article of which a part was read is stored as far as that."""
        begun, self._begun = self._begun, None
        if begun is not None:
            begun.series.stop()
            self._under_way = None
            try:
                if (item := self._whole(begun)) is not None:
                    store(item, self.archive, self.source, self.tally)
            except (ArchiveError, OSError) as error:
                self.give_up(error)
        super().closed(reason)
