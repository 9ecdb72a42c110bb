"""Scrapy spiders, one per kind of source; what they share is in `source_spider`."""

from crawler.spiders.backfill import BackfillSpider
from crawler.spiders.feed import FeedSpider
from crawler.spiders.json_api import JsonApiSpider
from crawler.spiders.listing import ListingSpider
from crawler.spiders.page import PageSpider
from crawler.spiders.sitemap import SitemapSpider
from crawler.spiders.source_spider import SourceSpider
from crawler.spiders.wordpress import WordPressSpider

__all__ = [
    "BackfillSpider",
    "FeedSpider",
    "JsonApiSpider",
    "ListingSpider",
    "PageSpider",
    "SitemapSpider",
    "SourceSpider",
    "WordPressSpider",
]
