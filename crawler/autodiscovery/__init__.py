"""."""

from crawler.autodiscovery.discover import Found, discover
from crawler.autodiscovery.source_entry import source_entry_for
from crawler.autodiscovery.visitor import DELAY, Visitor

__all__ = ["DELAY", "Found", "Visitor", "discover", "source_entry_for"]
