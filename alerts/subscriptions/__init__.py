"""Validate and save subscriptions, test them on past articles, confirm recipients, and serve feeds."""

from alerts.subscriptions.backtest import Backtest, complaint
from alerts.subscriptions.consent import ask, confirm, read_confirmation
from alerts.subscriptions.feeds import as_atom, as_json_feed, feed_stories, feed_token, read_feed_token
from alerts.subscriptions.saving import Known, check, save, try_over

__all__ = [
    "Backtest",
    "Known",
    "as_atom",
    "as_json_feed",
    "ask",
    "check",
    "complaint",
    "confirm",
    "feed_stories",
    "feed_token",
    "read_confirmation",
    "read_feed_token",
    "save",
    "try_over",
]
