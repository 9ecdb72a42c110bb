"""From the archive to a reader's mailbox: stories, digests, rendering, delivery."""

from alerts.alerting import queue_alerts
from alerts.backtest import Backtest
from alerts.bounces import Bounce, take_bounces
from alerts.chats import chat_transport
from alerts.consent import ask, confirm, read_confirmation
from alerts.delivery import by_address, draft, queue, queue_due, send_waiting
from alerts.events import Detail
from alerts.feeds import as_atom, as_json_feed, feed_stories, feed_token, read_feed_token
from alerts.grouping import Memory, place
from alerts.mailer import Letterhead, folder_transport, smtp_transport
from alerts.periods import due_period, next_due
from alerts.round import Draft, Round
from alerts.subscribing import Known, Saved, check, save, try_over
from alerts.unsubscribing import read_token, unsubscribe
from alerts.webhooks import shown_address, webhook_secret, webhook_transport

__all__ = [
    "Backtest",
    "Bounce",
    "Detail",
    "Draft",
    "Known",
    "Letterhead",
    "Memory",
    "Round",
    "Saved",
    "as_atom",
    "as_json_feed",
    "ask",
    "by_address",
    "chat_transport",
    "check",
    "confirm",
    "draft",
    "due_period",
    "feed_stories",
    "feed_token",
    "folder_transport",
    "next_due",
    "place",
    "queue",
    "queue_alerts",
    "queue_due",
    "read_confirmation",
    "read_feed_token",
    "read_token",
    "save",
    "send_waiting",
    "shown_address",
    "smtp_transport",
    "take_bounces",
    "try_over",
    "unsubscribe",
    "webhook_secret",
    "webhook_transport",
]
