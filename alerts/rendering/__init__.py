"""Digests as mail, text and HTML, and as JSON, in the reader's language."""

from alerts.rendering.json_data import digest_data, story_data
from alerts.rendering.renderer import Rendered, Renderer, criteria, render_confirmation

__all__ = ["Rendered", "Renderer", "criteria", "digest_data", "render_confirmation", "story_data"]
