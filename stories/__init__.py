"""Groups articles into stories: declared translations, near-duplicates and reports of the same event."""

from stories.event_types import event_types
from stories.grouping import place
from stories.memory import Memory

__all__ = ["Memory", "event_types", "place"]
