"""Articles on several pages: finding the further pages of one, and joining their texts. Pure."""

from crawler.extraction.several_pages.joining import MAX_BODY, is_joined, short_texts, with_body_of
from crawler.extraction.several_pages.links import NO_LINKS, PageLinks, links_of
from crawler.extraction.several_pages.series import MAX_PAGES, PageSeries, Reading

__all__ = [
    "MAX_BODY",
    "MAX_PAGES",
    "NO_LINKS",
    "PageLinks",
    "PageSeries",
    "Reading",
    "is_joined",
    "links_of",
    "short_texts",
    "with_body_of",
]
