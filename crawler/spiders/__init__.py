"""Scrapy spiders, one per kind of source; what they share is in `source_spider`."""

from crawler.spiders.feed import FeedSpider
from crawler.spiders.listing import ListingSpider
from crawler.spiders.page import PageSpider
from crawler.spiders.sitemap import SitemapSpider
from crawler.spiders.source_spider import SourceSpider

__all__ = ["FeedSpider", "ListingSpider", "PageSpider", "SitemapSpider", "SourceSpider"]
