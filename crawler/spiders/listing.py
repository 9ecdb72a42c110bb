"""Listing pages."""

from crawler.discovery import Announcement, read_listing
from crawler.spiders.source_spider import SourceSpider
from yaluwatch.model import Page


class ListingSpider(SourceSpider):
    """Polls listing pages."""

    name = "listing"
    # A listing goes back for years; it is turned only while every article on it is news to us.
    follows_news_only = True

    def read(self, page: Page) -> Announcement:
        """What is announced there."""
        return read_listing(page, self.source)
