"""Sitemaps, their indexes and news sitemaps."""

from crawler.discovery import Reading, read_sitemap
from crawler.spiders.source_spider import SourceSpider
from yaluwatch.model import Page


class SitemapSpider(SourceSpider):
    """Polls sitemaps, their indexes and news sitemaps."""

    def read(self, page: Page) -> Reading:
        """What is announced there."""
        return read_sitemap(page, self.source)
