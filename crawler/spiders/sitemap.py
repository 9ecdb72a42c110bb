"""Sitemaps, their indexes and news sitemaps."""

from crawler.discovery import Announcement, read_sitemap
from crawler.spiders.source_spider import SourceSpider
from yaluwatch.model import Page


class SitemapSpider(SourceSpider):
    """Polls sitemaps, their indexes and news sitemaps."""

    name = "sitemap"

    def read(self, page: Page) -> Announcement:
        """What is announced there."""
        return read_sitemap(page, self.source)
