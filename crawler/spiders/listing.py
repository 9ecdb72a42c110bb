"""The spider for listing pages."""

from crawler.discovery import Announcement, read_listing
from crawler.spiders.source_spider import MAX_STEPS, SourceSpider
from yaluwatch.model import Page


class ListingSpider(SourceSpider):
    """Polls listing pages."""

    name = "listing"
    # A listing goes back for years, so the next page is read only while every article on this one is new.
    follows_news_only = True
    # Calendars have further pages without end.
    catch_up_steps = MAX_STEPS

    def read(self, page: Page) -> Announcement:
        """The articles linked from the page."""
        return read_listing(page, self.source)
