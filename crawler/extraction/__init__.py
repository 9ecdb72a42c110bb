"""From a page to an article: title, body, dates, authors, tables."""

from crawler.extraction.extract import article_from_feed, extract
from crawler.extraction.reextract import reextract

__all__ = ["article_from_feed", "extract", "reextract"]
