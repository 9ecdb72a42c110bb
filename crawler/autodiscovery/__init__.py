"""How a site can be followed: its feeds, sitemaps and listing pages, and the entry for the source list."""

from crawler.autodiscovery.discover import Discovered, discover
from crawler.autodiscovery.source_entry import source_entry_for

__all__ = ["Discovered", "discover", "source_entry_for"]
