"""Groups articles into stories: declared translations, near-duplicates and reports of the same event."""

from stories.event_types import event_types
from stories.grouping import Memory, place

__all__ = ["Memory", "event_types", "place"]
