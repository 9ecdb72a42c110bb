"""Articles into the archive."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

from crawler.polling import Tally
from storage import Archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Article, Fetch, Outcome, Page, Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.spiders.recording import RecordingSpider

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """An article on its way into the archive."""

    article: Article
    #: Where it was read; None when the feed carried it.
    page: Page | None
    #: What the ledger says of the fetch.
    fetch: Fetch | None


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
        spider = cast("RecordingSpider", self._crawler.spider)
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
