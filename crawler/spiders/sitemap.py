"""The spider for sitemaps."""

from crawler.discovery import Announcement, PartVisit, read_feed, read_sitemap
from crawler.fetching import UNREACHED
from crawler.spiders.source_spider import SourceSpider
from yaluwatch.model import Outcome, Page

# Polls looked back on to see which parts of an index were read when.
_LOOK_BACK = 2000


class SitemapSpider(SourceSpider):
    """Polls sitemaps, sitemap indexes and news sitemaps."""

    name = "sitemap"
    # It lists what was published in the last two weeks.
    loses_items = False

    def read(self, page: Page) -> Announcement:
        """The articles listed in the sitemap, which may also be a feed (sitemaps.org/protocol.html)."""
        reading = read_sitemap(page, self.source, self._visits)
        if reading.outcome is Outcome.PARSE_ERROR and (feed := read_feed(page, self.source)).candidates:
            return feed
        return reading

    def _visits(self) -> dict[str, PartVisit]:
        """The last poll of each URL of the source, parts of indexes included."""
        log = self.archive.sources.fetch_log(self.source.id, "poll", limit=_LOOK_BACK)
        return {
            fetch.url: PartVisit(fetch.at, fetch.announced) for fetch in log if fetch.outcome not in UNREACHED
        }
