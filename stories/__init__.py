"""Which articles tell one event: declared translations, near-copies and reports of the same event."""

from stories.grouping import Memory, place

__all__ = ["Memory", "place"]
