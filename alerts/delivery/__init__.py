"""Compose digests and alerts, queue and send their messages, handle bounces and unsubscribing."""

from alerts.delivery.alerts import queue_alerts
from alerts.delivery.bounces import take_bounces
from alerts.delivery.chats import chat_transport, complaint_of_chat, is_chat
from alerts.delivery.digest_run import DigestRun, Draft, QueryReader
from alerts.delivery.message import MessageDefaults, build_message, message_id
from alerts.delivery.queueing import draft, queue, queue_due
from alerts.delivery.sending import by_address, send_waiting
from alerts.delivery.smtp import smtp_transport
from alerts.delivery.transport import folder_transport
from alerts.delivery.unsubscribe import read_token, unsubscribe
from alerts.delivery.webhooks import (
    complaint_of,
    is_webhook,
    shown_address,
    webhook_secret,
    webhook_transport,
)

__all__ = [
    "DigestRun",
    "Draft",
    "MessageDefaults",
    "QueryReader",
    "build_message",
    "by_address",
    "chat_transport",
    "complaint_of",
    "complaint_of_chat",
    "draft",
    "folder_transport",
    "is_chat",
    "is_webhook",
    "message_id",
    "queue",
    "queue_alerts",
    "queue_due",
    "read_token",
    "send_waiting",
    "shown_address",
    "smtp_transport",
    "take_bounces",
    "unsubscribe",
    "webhook_secret",
    "webhook_transport",
]
