"""The spider for feeds."""

from crawler.discovery import Announcement, read_feed
from crawler.spiders.source_spider import SourceSpider
from yaluwatch.model import Page


class FeedSpider(SourceSpider):
    """Polls RSS, RDF, Atom and JSON feeds."""

    name = "feed"

    def read(self, page: Page) -> Announcement:
        """The articles announced in the feed."""
        return read_feed(page, self.source)
