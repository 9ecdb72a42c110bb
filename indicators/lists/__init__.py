"""Sanctions lists: reading them, and finding in texts whom they list; pure, the archive keeps both."""

from indicators.lists.formats import MAX_LIST, read_list
from indicators.lists.matcher import LIST_RULES, ListMatcher

__all__ = ["LIST_RULES", "MAX_LIST", "ListMatcher", "read_list"]
