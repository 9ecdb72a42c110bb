"""Feeds of every kind."""

from crawler.discovery import Announcement, read_feed
from crawler.spiders.source_spider import SourceSpider
from yaluwatch.model import Page


class FeedSpider(SourceSpider):
    """Polls feeds of every kind."""

    name = "feed"

    def read(self, page: Page) -> Announcement:
        """What is announced there."""
        return read_feed(page, self.source)
