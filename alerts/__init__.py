"""From the archive to a reader's mailbox: stories, digests, rendering, delivery."""

from alerts.alerting import queue_alerts
from alerts.backtest import Backtest, backtest, complaint
from alerts.bounces import Bounce, take_bounces
from alerts.chats import chat_transport, complaint_of_chat, is_chat
from alerts.confirming import ask, confirm, read_confirmation
from alerts.delivery import by_address, draft, queue, queue_due, send_waiting
from alerts.events import Detail
from alerts.feeds import as_atom, as_json_feed, feed_stories, feed_token, read_feed_token
from alerts.grouping import Memory, Placement, place
from alerts.mailer import Letterhead, folder_transport, smtp_transport
from alerts.periods import due_period, next_due
from alerts.round import Draft, Round
from alerts.unsubscribing import read_token, unsubscribe
from alerts.webhooks import complaint_of, is_webhook, shown_address, webhook_secret, webhook_transport

__all__ = [
    "Backtest",
    "Bounce",
    "Detail",
    "Draft",
    "Letterhead",
    "Memory",
    "Placement",
    "Round",
    "as_atom",
    "as_json_feed",
    "ask",
    "backtest",
    "by_address",
    "chat_transport",
    "complaint",
    "complaint_of",
    "complaint_of_chat",
    "confirm",
    "draft",
    "due_period",
    "feed_stories",
    "feed_token",
    "folder_transport",
    "is_chat",
    "is_webhook",
    "next_due",
    "place",
    "queue",
    "queue_alerts",
    "queue_due",
    "read_confirmation",
    "read_feed_token",
    "read_token",
    "send_waiting",
    "shown_address",
    "smtp_transport",
    "take_bounces",
    "unsubscribe",
    "webhook_secret",
    "webhook_transport",
]
