"""The item pipeline that stores articles in the archive."""

import logging
from typing import TYPE_CHECKING, Protocol, Self, cast

from crawler.polling import Tally
from crawler.spiders.items import ReadArticle
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

    def refuse_unstorable(self, item: ReadArticle) -> None:
        """Record an article that the archive can't store."""


class ArchivePipeline:
    """Stores articles and counts new and edited ones."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """How Scrapy creates pipelines."""
        return cls(crawler)

    def process_item(self, item: ReadArticle) -> ReadArticle:
        """Store an article; if the archive fails, the crawl ends and the next poll finds it again."""
        spider = cast("StoringSpider", self._crawler.spider)
        try:
            store(item, spider.archive, spider.source, spider.tally)
        except (ArchiveError, OSError) as error:
            log.error("not stored url=%s error=%s", item.article.url, error)
            spider.give_up(error)
        except Exception:
            # One article that can't be stored must neither block the others nor be fetched again and again.
            log.exception("not stored url=%s", item.article.url)
            spider.refuse_unstorable(item)
        return item


def store(item: ReadArticle, archive: Archive, source: Source, tally: Tally) -> None:
    """Add an article and the log row of its fetch, and count it."""
    added = archive.articles.add(item.article, item.page, publisher=source.publisher)
    tally.new += added.is_new
    tally.edited += added.is_edited
    if item.fetch is not None:
        assert item.fetch.outcome is Outcome.OK
        archive.sources.record(item.fetch)
