"""Live blogs: their updates, from JSON-LD or from the page, and the body made of them. Pure."""

from crawler.extraction.live_blogs.body import latest_time, updates_of, with_updates
from crawler.extraction.live_blogs.stated import Update, stated_updates

__all__ = ["Update", "latest_time", "stated_updates", "updates_of", "with_updates"]
