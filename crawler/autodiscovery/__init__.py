"""."""

from crawler.autodiscovery.discover import Discovered, discover
from crawler.autodiscovery.source_entry import source_entry_for
from crawler.autodiscovery.visitor import DELAY, Visitor

__all__ = ["DELAY", "Discovered", "Visitor", "discover", "source_entry_for"]
