"""Render a digest as an e-mail (subject, plain text, HTML) or as JSON."""

from alerts.rendering.json_data import digest_data, story_data
from alerts.rendering.labels import labels_in
from alerts.rendering.links import Links
from alerts.rendering.phrases import indicator_text
from alerts.rendering.renderer import Rendered, Renderer, criteria, render_confirmation

__all__ = [
    "Links",
    "Rendered",
    "Renderer",
    "criteria",
    "digest_data",
    "indicator_text",
    "labels_in",
    "render_confirmation",
    "story_data",
]
