"""Mail that comes back: which message was refused for good (delivery status notifications, RFC 3464)."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default as policy

from alerts.delivery.sending import MOST_BOUNCES, note_suspension
from storage import Archive
from yaluwatch.errors import MailError


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a returned mail says of one recipient."""

    #: Of the message that was sent, with its angle brackets; "" when the mail does not tell.
    message_id: str
    #: "failed", "delayed", "delivered", "relayed" or "expanded".
    action: str
    #: Enhanced status code (RFC 3463), such as "5.1.1".
    status: str
    #: What the other server said, one line.
    diagnostic: str

    @property
    def is_final(self) -> bool:
        """Whether trying again can't help."""
        return self.action == "failed" and self.status.startswith("5")


def read_bounces(raw: bytes) -> list[Bounce]:
    """What a notification says, a recipient each. Raises MailError for a mail that is none."""
    mail = message_from_bytes(raw, _class=EmailMessage, policy=policy)
    status = next(
        (part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None
    )
    if status is None:
        raise MailError("this mail is no delivery status notification (RFC 3464)", permanent=True)
    message_id = _original_id(mail)
    blocks = status.get_payload()
    # The first block speaks of the message, each other one of a recipient.
    recipients = [block for block in blocks if isinstance(block, Message)][1:]
    return [
        Bounce(
            message_id=message_id,
            action=_said(block, "Action").lower(),
            status=_said(block, "Status"),
            diagnostic=_said(block, "Diagnostic-Code"),
        )
        for block in recipients
    ]


def take_bounces(archive: Archive, raw: bytes, now: datetime) -> list[tuple[Bounce, str]]:
    """Count final refusals; each notice with the address it speaks of, "" for a message not ours."""
    taken = []
    for bounce in read_bounces(raw):
        delivery = archive.outbox.by_message_id(bounce.message_id)
        if delivery is not None and bounce.is_final:
            why = f"returned: {bounce.status} {bounce.diagnostic}".strip()
            known = archive.outbox.count_refusal(delivery, why, now, suspend_after=MOST_BOUNCES)
            note_suspension(known, now)
        taken.append((bounce, delivery.address if delivery else ""))
    return taken


def _original_id(mail: EmailMessage) -> str:
    """The Message-ID of what was returned, whole or its headers alone."""
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return _said(message_from_bytes(content, policy=policy), "Message-ID")
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            if isinstance(inner, Message):
                return _said(inner, "Message-ID")
    return ""


def _said(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())
