"""Extraction: from a page to an article, or to the reason why it is not one. Pure."""

from crawler.extraction.extract import article_from_feed, extract
from crawler.extraction.reextract import reextract

__all__ = ["article_from_feed", "extract", "reextract"]
