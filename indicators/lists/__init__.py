"""Sanctions lists: reading them, and finding in texts whom they list; pure, the archive keeps both."""

from indicators.lists.changes import EntryChange, net_changes
from indicators.lists.formats import MAX_LIST, read_list
from indicators.lists.lines import AUTHORITIES, ChangeLine, ListedLine, change_lines, listed_lines
from indicators.lists.matcher import LIST_RULES, ListMatcher

__all__ = [
    "AUTHORITIES",
    "LIST_RULES",
    "MAX_LIST",
    "ChangeLine",
    "EntryChange",
    "ListMatcher",
    "ListedLine",
    "change_lines",
    "listed_lines",
    "net_changes",
    "read_list",
]
