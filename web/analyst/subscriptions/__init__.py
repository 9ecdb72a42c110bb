"""Subscriptions of one's own: from a search to a mail, what was sent, pause and end."""

from web.analyst.subscriptions import own, subscribing

__all__ = ["own", "subscribing"]
