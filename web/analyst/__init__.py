"""Pages for analysts: what is new, story by story."""

from web.analyst import today

__all__ = ["today"]
