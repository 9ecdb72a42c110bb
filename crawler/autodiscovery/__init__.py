"""Propose a source entry for a site: look for its feeds, sitemaps and listing pages."""

from crawler.autodiscovery.discover import PRIVATE_HINT, Discovered, discover
from crawler.autodiscovery.import_list import ReadList, homepage_of, read_list
from crawler.autodiscovery.source_entry import source_entry_for

__all__ = [
    "PRIVATE_HINT",
    "Discovered",
    "ReadList",
    "discover",
    "homepage_of",
    "read_list",
    "source_entry_for",
]
