"""Bounced mail: which message was rejected permanently (delivery status notifications, RFC 3464)."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default as policy

from alerts.delivery.sending import MAX_BOUNCES, log_suspension
from storage import Archive
from yaluwatch.errors import MailError


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery status notification says about one recipient."""

    #: Message-ID of the original message, with angle brackets; "" if the notification does not say.
    message_id: str
    #: "failed", "delayed", "delivered", "relayed" or "expanded".
    action: str
    #: Enhanced status code (RFC 3463), such as "5.1.1".
    status: str
    #: Reply of the remote server, one line.
    diagnostic: str

    @property
    def is_final(self) -> bool:
        """Whether the failure is permanent, so that a retry can't help."""
        return self.action == "failed" and self.status.startswith("5")


def read_bounces(raw: bytes) -> list[Bounce]:
    """One entry per recipient. Raises MailError if `raw` is not a delivery status notification."""
    mail = message_from_bytes(raw, _class=EmailMessage, policy=policy)
    status = next(
        (part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None
    )
    if status is None:
        raise MailError("this e-mail is not a delivery status notification (RFC 3464)", permanent=True)
    message_id = _original_id(mail)
    blocks = status.get_payload()
    # The first block is about the message, each of the others about one recipient.
    recipients = [block for block in blocks if isinstance(block, Message)][1:]
    return [
        Bounce(
            message_id=message_id,
            action=_header(block, "Action").lower(),
            status=_header(block, "Status"),
            diagnostic=_header(block, "Diagnostic-Code"),
        )
        for block in recipients
    ]


def take_bounces(archive: Archive, raw: bytes, now: datetime) -> list[tuple[Bounce, str]]:
    """Record permanent failures; returns each bounce with its address, "" if the message is not ours."""
    processed = []
    for bounce in read_bounces(raw):
        delivery = archive.outbox.by_message_id(bounce.message_id)
        if delivery is not None and bounce.is_final:
            reason = f"returned: {bounce.status} {bounce.diagnostic}".strip()
            recipient = archive.outbox.count_refusal(delivery, reason, now, suspend_after=MAX_BOUNCES)
            log_suspension(recipient, now)
        processed.append((bounce, delivery.address if delivery else ""))
    return processed


def _original_id(mail: EmailMessage) -> str:
    """Message-ID of the original, which is attached whole or as its headers only; "" for neither."""
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return _header(message_from_bytes(content, policy=policy), "Message-ID")
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            if isinstance(inner, Message):
                return _header(inner, "Message-ID")
    return ""


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())
