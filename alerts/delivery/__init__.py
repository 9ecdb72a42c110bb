"""Compose digests and alerts, queue and send their messages, and take returned mail."""

from alerts.delivery.alerts import queue_alerts
from alerts.delivery.by_hand import CAN_DROP, CAN_RETRY, drop, problem_text, retry
from alerts.delivery.digest_run import DigestRun, Draft, Preferences, QueryReader, Translate
from alerts.delivery.links import (
    FeedbackLink,
    carried_articles,
    read_feedback_token,
    read_token,
    unsubscribe,
)
from alerts.delivery.message import MessageDefaults, build_message, message_id
from alerts.delivery.queueing import draft, queue, queue_due
from alerts.delivery.returned_mail import TakenBounce, take_bounces
from alerts.delivery.samples import queue_sample, sample
from alerts.delivery.sending import send_in_parallel, send_waiting

__all__ = [
    "CAN_DROP",
    "CAN_RETRY",
    "DigestRun",
    "Draft",
    "FeedbackLink",
    "MessageDefaults",
    "Preferences",
    "QueryReader",
    "TakenBounce",
    "Translate",
    "build_message",
    "carried_articles",
    "draft",
    "drop",
    "message_id",
    "problem_text",
    "queue",
    "queue_alerts",
    "queue_due",
    "queue_sample",
    "read_feedback_token",
    "read_token",
    "retry",
    "sample",
    "send_in_parallel",
    "send_waiting",
    "take_bounces",
    "unsubscribe",
]
