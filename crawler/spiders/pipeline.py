"""Articles into the archive."""

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
        """The archive failed: end the crawl."""

    def refuse_unstorable(self, item: ReadArticle) -> None:
        """The archive can't hold this article."""


class ArchivePipeline:
    """Adds articles and counts what was new."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """As Scrapy builds its pipelines."""
        return cls(crawler)

    def process_item(self, item: ReadArticle) -> ReadArticle:
        """Store one article; when the archive can't take it, the crawl ends and the next poll brings it."""
        spider = cast("StoringSpider", self._crawler.spider)
        try:
            store(item, spider.archive, spider.source, spider.tally)
        except (ArchiveError, OSError) as error:
            log.error("not stored url=%s error=%s", item.article.url, error)
            spider.give_up(error)
        except Exception:
            # One article that can't be stored must not keep the others out, nor be tried for ever.
            log.exception("not stored url=%s", item.article.url)
            spider.refuse_unstorable(item)
        return item


def store(item: ReadArticle, archive: Archive, source: Source, tally: Tally) -> None:
    """Add an article and its ledger row, and count it."""
    added = archive.articles.add(item.article, item.page, publisher=source.publisher)
    tally.new += added.is_new
    tally.edited += added.is_edited
    if item.fetch is not None:
        assert item.fetch.outcome is Outcome.OK
        archive.sources.record(item.fetch)
