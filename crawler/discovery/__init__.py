"""Discovery: reading the articles that feeds, sitemaps and listing pages announce."""

from crawler.discovery.feed_pages import in_folders, same_folders
from crawler.discovery.feeds import read_feed
from crawler.discovery.json_api import read_json_api
from crawler.discovery.listings import NOT_ARTICLES, links_of, read_listing
from crawler.discovery.parsing import Announcement
from crawler.discovery.sitemap_parts import PartVisit
from crawler.discovery.sitemaps import read_sitemap, read_whole_sitemap

__all__ = [
    "NOT_ARTICLES",
    "Announcement",
    "PartVisit",
    "in_folders",
    "links_of",
    "read_feed",
    "read_json_api",
    "read_listing",
    "read_sitemap",
    "read_whole_sitemap",
    "same_folders",
]
