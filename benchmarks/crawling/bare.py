"""A minimal crawl as baseline: `python -m benchmarks.crawling.bare PORT PER_HOST`.

Scrapy with default settings fetches every page and the extractor reads it; nothing is stored, checked or
logged. Prints the number of articles.
"""

import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from benchmarks.crawling.site import HOSTS, host
from benchmarks.crawling.sources import host_source
from crawler.extraction.extract import extract
from crawler.fetching.responses import page_of
from yaluwatch.errors import PageRefused


class BareSpider(Spider):
    """Requests all pages of all hosts; only Scrapy limits the concurrency."""

    name = "bare"

    def __init__(self, port: int, per_host: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._urls = [
            f"http://{host(number)}:{port}/{page}" for page in range(per_host) for number in range(HOSTS)
        ]
        self._source = host_source(0, port, per_host)
        self.articles = 0

    async def start(self) -> AsyncIterator[Request]:
        """Request every page."""
        for url in self._urls:
            yield Request(url)

    def parse(self, response: Response) -> None:
        """Extract and discard the article."""
        try:
            extract(page_of(response, "bare", response.url, datetime.now(UTC)), self._source)
        except PageRefused:
            return
        self.articles += 1


def main(port: int, per_host: int) -> None:
    """Crawl and print the number of articles."""
    process = CrawlerProcess({"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, port=port, per_host=per_host)
    process.start()
    assert isinstance(crawler.spider, BareSpider)
    sys.stdout.write(f"{crawler.spider.articles}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
