"""Extraction: from a page to an article, or to the reason why it is not one. Pure."""

from crawler.extraction.body import weight_of
from crawler.extraction.bylines import organisation_in, people_in
from crawler.extraction.extract import article_from_feed, extract, read_page
from crawler.extraction.reextract import reextract
from crawler.extraction.several_pages import PageSeries, Reading, is_joined

__all__ = [
    "PageSeries",
    "Reading",
    "article_from_feed",
    "extract",
    "is_joined",
    "organisation_in",
    "people_in",
    "read_page",
    "reextract",
    "weight_of",
]
