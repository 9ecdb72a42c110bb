"""The spider for feeds."""

from collections.abc import Iterator
from typing import Any

from crawler.discovery import Announcement, read_feed
from crawler.extraction import article_from_feed
from crawler.spiders.items import ReadArticle
from crawler.spiders.source_spider import SourceSpider
from yaluwatch.errors import PageRefused
from yaluwatch.model import Page


class FeedSpider(SourceSpider):
    """Polls RSS, RDF, Atom and JSON feeds."""

    name = "feed"

    def read(self, page: Page) -> Announcement:
        """The articles announced in the feed."""
        return read_feed(page, self.source)

    def _after_poll(self) -> Iterator[Any]:
        if self._open_polls == 1 and not self.source.full_text_feed:
            yield from self._items_without_page()
        yield from super()._after_poll()

    def _items_without_page(self) -> Iterator[ReadArticle]:
        """Articles from items that share their page with others, as far as the feed carries their text.

        Their URLs have a fragment, by which only the feed tells them apart: the page would give one article
        for all of them. Those with too little text are left to be fetched.
        """
        for url in [url for url in self._announced if "#" in url]:
            try:
                article = article_from_feed(self._announced[url], self.source, self._clock())
            except PageRefused:
                continue
            del self._announced[url]
            yield ReadArticle(article=article, page=None, fetch=None)
