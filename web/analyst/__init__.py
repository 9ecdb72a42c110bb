"""Pages for analysts: what is new, story by story."""

from web.analyst import marking, today

__all__ = ["marking", "today"]
