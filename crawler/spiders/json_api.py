"""The spider for APIs that answer JSON."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from crawler.discovery import Announcement, read_json_api
from crawler.spiders.source_spider import SourceSpider
from crawler.text import dated_address
from yaluwatch.model import Page


class JsonApiSpider(SourceSpider):
    """Polls addresses whose JSON the source's `fields` describe."""

    name = "json"
    # An API goes back for years, so the next page is read only while every article on this one is new.
    follows_news_only = True
    accept = "application/json, */*;q=0.8"

    def addresses(self) -> Sequence[str]:
        """The source's URLs with their dates."""
        today = self._clock().astimezone(ZoneInfo(self.source.timezone)).date()
        return [dated_address(url, today) for url in self.source.urls]

    def read(self, page: Page) -> Announcement:
        """The articles in the answer."""
        return read_json_api(page, self.source)
