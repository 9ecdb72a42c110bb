"""The spider that fetches one page, under the same rules as any crawl."""

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.fetching import own_jar
from crawler.polling import Job
from crawler.spiders.recording import RecordingSpider
from yaluwatch.model import Outcome


class PageSpider(RecordingSpider):
    """Fetches the page a job names and leaves it in the tally."""

    name = "page"

    def __init__(self, *, job: Job, **kwargs: Any) -> None:
        super().__init__(job=job, **kwargs)
        self._url = job.page_url

    async def start(self) -> AsyncIterator[Any]:
        """The only request."""
        yield Request(
            self._url,
            callback=self._on_page,
            errback=self._on_failure,
            meta=own_jar(self._url),
            dont_filter=True,
        )

    def _on_page(self, response: Response) -> None:
        self.tally.page = self._page(response, self._url)
        self.tally.polls.append((Outcome.OK, ""))

    def _on_failure(self, failure: Failure) -> None:
        self.tally.polls.append(self._outcome_of(failure))
