"""Groups articles into stories: declared translations, near-duplicates and reports of the same event."""

from stories.grouping import Memory, place

__all__ = ["Memory", "place"]
