"""."""

from alerts.rendering.json_data import digest_data, story_data
from alerts.rendering.renderer import Press, Rendered, criteria, render_confirmation

__all__ = ["Press", "Rendered", "criteria", "digest_data", "render_confirmation", "story_data"]
