"""Carry one message to its recipient: by SMTP, webhook or chat, or into a folder."""

from alerts.transports.addresses import (
    Mailbox,
    check_address,
    read_mailbox,
    sendable_mailbox,
    split_addresses,
)
from alerts.transports.channels import by_address, folder_transport
from alerts.transports.chats import chat_content, chat_transport, complaint_of_chat, is_chat
from alerts.transports.dkim import check_signature
from alerts.transports.smtp import check_login, smtp_transport
from alerts.transports.transport import Connected, Transport
from alerts.transports.webhooks import (
    complaint_of,
    is_webhook,
    shown_address,
    webhook_body,
    webhook_secret,
    webhook_transport,
)

__all__ = [
    "Connected",
    "Mailbox",
    "Transport",
    "by_address",
    "chat_content",
    "chat_transport",
    "check_address",
    "check_login",
    "check_signature",
    "complaint_of",
    "complaint_of_chat",
    "folder_transport",
    "is_chat",
    "is_webhook",
    "read_mailbox",
    "sendable_mailbox",
    "shown_address",
    "smtp_transport",
    "split_addresses",
    "webhook_body",
    "webhook_secret",
    "webhook_transport",
]
