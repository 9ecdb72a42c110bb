"""Telling from a page's bytes, before any parsing, whether it can be about North Korea. Pure."""

from scheduler.web_archives.prefilter.prefilter import Prefilter
from scheduler.web_archives.prefilter.scanners import Automaton, Hyperscan, Scanner, best_scanner

__all__ = ["Automaton", "Hyperscan", "Prefilter", "Scanner", "best_scanner"]
