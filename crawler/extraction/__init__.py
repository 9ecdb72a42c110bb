"""Extract an article from a page: title, body, authors and dates, or the reason why it is not an article."""

from crawler.extraction.extract import article_from_feed, extract
from crawler.extraction.reextract import reextract

__all__ = ["article_from_feed", "extract", "reextract"]
