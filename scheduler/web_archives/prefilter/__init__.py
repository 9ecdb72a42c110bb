"""Whether a page can be about North Korea, from its bytes and before any parsing. Pure."""

from scheduler.web_archives.prefilter.prefilter import Prefilter
from scheduler.web_archives.prefilter.scanners import Automaton, Hyperscan, Scanner, best_scanner

__all__ = ["Automaton", "Hyperscan", "Prefilter", "Scanner", "best_scanner"]
