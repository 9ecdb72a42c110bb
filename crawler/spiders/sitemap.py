"""The spider for sitemaps."""

from crawler.discovery import Announcement, read_sitemap
from crawler.spiders.source_spider import SourceSpider
from yaluwatch.model import Page


class SitemapSpider(SourceSpider):
    """Polls sitemaps, sitemap indexes and news sitemaps."""

    name = "sitemap"

    def read(self, page: Page) -> Announcement:
        """The articles listed in the sitemap."""
        return read_sitemap(page, self.source)
