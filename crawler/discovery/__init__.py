"""Discovery: reading the articles that feeds, sitemaps and listing pages announce."""

from crawler.discovery.feeds import read_feed
from crawler.discovery.listings import NOT_ARTICLES, links_of, read_listing
from crawler.discovery.parsing import Announcement
from crawler.discovery.sitemap_parts import PartVisit
from crawler.discovery.sitemaps import read_sitemap

__all__ = [
    "NOT_ARTICLES",
    "Announcement",
    "PartVisit",
    "links_of",
    "read_feed",
    "read_listing",
    "read_sitemap",
]
