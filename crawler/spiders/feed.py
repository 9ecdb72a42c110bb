"""The spider for feeds."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from typing_extensions import override

from crawler.discovery import Announcement, read_feed, read_sitemap, same_folders
from crawler.extraction import article_from_feed
from crawler.polling import Job
from crawler.spiders.items import ReadArticle
from crawler.spiders.source_spider import SourceSpider
from crawler.text import is_same_site
from yaluwatch.errors import PageRefused
from yaluwatch.model import Page

# Sitemaps read to find the items that a feed no longer shows.
_MAX_SITEMAPS = 2


class FeedSpider(SourceSpider):
    """Polls RSS, RDF, Atom and JSON feeds.

    If none of the items of the last poll is left, those in between are looked for on the feed's further
    pages, or else in the site's sitemaps.
    """

    name = "feed"

    def __init__(self, *, job: Job, **kwargs: Any) -> None:
        super().__init__(job=job, **kwargs)
        #: URLs of sitemaps that are read for missing items; None before they are looked up.
        self._sitemaps: set[str] | None = None

    def read(self, page: Page) -> Announcement:
        """The articles announced in the feed, or in a sitemap of its site."""
        if self._is_extra(page.requested_url):
            return self._read_sitemap(page)
        return read_feed(page, self.source)

    @override
    def _is_extra(self, url: str) -> bool:
        return self._sitemaps is not None and url in self._sitemaps

    @override
    def _worth_following(self, asked: str, reading: Announcement, fresh: set[str], steps: int) -> list[str]:
        if self._root_of(asked) not in self.tally.gaps or steps >= self._max_steps(asked):
            return []
        further = [url for url in reading.follow if url not in self._asked]
        if self._sitemaps is not None and asked in self._sitemaps:
            self._sitemaps.update(further)
        return further

    @override
    def _after_poll(self) -> Iterator[Any]:
        if self._open_polls == 1 and self.tally.gaps and self._sitemaps is None:
            yield from self._polls_of_sitemaps()
        if self._open_polls == 1 and not self.source.full_text_feed:
            yield from self._items_without_page()
        yield from super()._after_poll()

    def _polls_of_sitemaps(self) -> Iterator[Request]:
        """Requests for the sitemaps that robots.txt names, those of news first."""
        root = min(self.tally.gaps)
        parts = urlsplit(root)
        _, robots = self.robots_of(f"{parts.scheme}://{parts.netloc}") or (0, b"")
        named = Protego.parse(robots.decode("utf-8", errors="replace")).sitemaps
        found = [url for url in named if is_same_site(url, root) and url not in self._asked]
        found.sort(key=lambda url: "news" not in url)
        self._sitemaps = set(found[:_MAX_SITEMAPS])
        for url in found[:_MAX_SITEMAPS]:
            self._roots[url] = root
            yield self._poll(url, 0)

    def _read_sitemap(self, page: Page) -> Announcement:
        """Articles of the feed's own sections; one older than the last poll closes the gap."""
        reading = read_sitemap(page, self.source)
        last = self._state.newest_item_at or self._state.last_ok_at
        dates = [moment for one in reading.candidates if (moment := one.published_at or one.updated_at)]
        if last is not None and dates and min(dates) <= last:
            self.tally.gaps.clear()
        return same_folders(reading, self._announced, since=last)

    def _items_without_page(self) -> Iterator[ReadArticle]:
        """Articles from items that share their page with others, as far as the feed carries their text.

        Their URLs have a fragment, by which only the feed tells them apart: the page would give one article
        for all of them. Those with too little text are left to be fetched.
        """
        for url in [url for url in self._announced if "#" in url]:
            candidate = self._announced[url]
            try:
                article = article_from_feed(candidate, self.source, self._clock())
            except PageRefused:
                continue
            del self._announced[url]
            yield ReadArticle(article=article, page=None, fetch=None, guid=candidate.guid)
