"""Propose a source entry for a site: look for its feeds, sitemaps and listing pages."""

from crawler.autodiscovery.discover import PRIVATE_HINT, Discovered, discover
from crawler.autodiscovery.source_entry import source_entry_for

__all__ = ["PRIVATE_HINT", "Discovered", "discover", "source_entry_for"]
