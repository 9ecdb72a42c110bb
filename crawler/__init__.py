"""From a source to an Article: source list, spiders, extraction."""

from crawler.collect import collect
from crawler.polling import due_sources
from crawler.report import CrawlLimits, CrawlReport
from crawler.sources import SHIPPED, read_sources

__all__ = ["SHIPPED", "CrawlLimits", "CrawlReport", "collect", "due_sources", "read_sources"]
