"""Pages for analysts: what is new, story by story; places and actors; subscriptions."""

from web.analyst import judging, marking, story, today

__all__ = ["judging", "marking", "story", "today"]
