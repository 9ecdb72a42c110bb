"""Pages for analysts: what is new, story by story; places and actors; subscriptions."""

from web.analyst import entity, judging, marking, story, today

__all__ = ["entity", "judging", "marking", "story", "today"]
