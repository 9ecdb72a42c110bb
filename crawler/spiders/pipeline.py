"""The item pipeline that stores articles in the archive."""

import logging
from typing import TYPE_CHECKING, Protocol, Self, cast

from crawler.polling import Tally
from crawler.spiders.items import ReadArticle
from crawler.spiders.repeated_text import RepeatedText
from storage import Archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Outcome, Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)


class StoringSpider(Protocol):
    """What the pipeline needs of a spider."""

    archive: Archive
    source: Source
    tally: Tally

    def give_up(self, error: ArchiveError | OSError) -> None:
        """End the crawl because the archive failed."""

    def refuse_item(self, item: ReadArticle, outcome: Outcome, detail: str) -> None:
        """Record an article that is not stored."""


# Stored articles of a source that a new one is compared with.
_COMPARED = 30


class ArchivePipeline:
    """Stores articles and counts new and edited ones, unless their text stands on every page of the site.

    That can only be told with some articles at hand: the first ones of a new source wait for each other.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._waiting: list[ReadArticle] = []
        self._repeated: RepeatedText | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """How Scrapy creates pipelines."""
        return cls(crawler)

    def process_item(self, item: ReadArticle) -> ReadArticle:
        """Store an article; if the archive fails, the crawl ends and the next poll finds it again."""
        spider = cast("StoringSpider", self._crawler.spider)
        try:
            repeated = self._texts(spider)
        except (ArchiveError, OSError) as error:
            spider.give_up(error)
            return item
        repeated.add(item.article.title, item.article.body)
        self._waiting.append(item)
        if repeated.is_informed:
            self._store_waiting(spider, repeated)
        return item

    def close_spider(self) -> None:
        """Called by Scrapy at the end of a crawl: store what waits."""
        if self._repeated is not None:
            self._store_waiting(cast("StoringSpider", self._crawler.spider), self._repeated)

    def _texts(self, spider: StoringSpider) -> RepeatedText:
        if self._repeated is None:
            known = spider.archive.sources.newest_articles(spider.source.id, limit=_COMPARED)
            self._repeated = RepeatedText((article.title, article.body) for article in known)
        return self._repeated

    def _store_waiting(self, spider: StoringSpider, repeated: RepeatedText) -> None:
        waiting, self._waiting = self._waiting, []
        for item in waiting:
            if repeated.is_all_of(item.article.title, item.article.body):
                spider.refuse_item(item, Outcome.TOO_THIN, "its text stands on other pages of the site, too")
            else:
                self._store(item, spider)

    def _store(self, item: ReadArticle, spider: StoringSpider) -> None:
        try:
            store(item, spider.archive, spider.source, spider.tally)
        except (ArchiveError, OSError) as error:
            log.error("not stored url=%s error=%s", item.article.url, error)
            spider.give_up(error)
        except Exception:
            # One article that can't be stored must neither block the others nor be fetched again and again.
            log.exception("not stored url=%s", item.article.url)
            spider.refuse_item(item, Outcome.CRASHED, "it could not be stored")


class ArchiveFailures:
    """Ends a crawl when the archive fails in a callback; without it, Scrapy logs a traceback first."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """How Scrapy creates spider middlewares."""
        return cls(crawler)

    def process_spider_exception(self, response: object, exception: Exception) -> list[object] | None:  # noqa: ARG002
        """Called by Scrapy when a callback raised; an empty list means that this is dealt with."""
        if not isinstance(exception, ArchiveError | OSError):
            return None
        cast("StoringSpider", self._crawler.spider).give_up(exception)
        return []


def store(item: ReadArticle, archive: Archive, source: Source, tally: Tally) -> None:
    """Add an article and the log row of its fetch, and count it."""
    if item.backfill_id and item.page is not None and item.fetch is not None:
        tally.new += archive.backfills.store(
            item.backfill_id, item.article, item.page, item.fetch, publisher=source.publisher, guid=item.guid
        )
        return
    added = archive.articles.add(item.article, item.page, publisher=source.publisher, guid=item.guid)
    tally.new += added.is_new
    tally.edited += added.is_edited
    if item.fetch is not None:
        assert item.fetch.outcome is Outcome.OK
        archive.sources.record(item.fetch)
