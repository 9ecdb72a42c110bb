"""Answers of readers and their mail programs: auto-replies, receipts, complaints (RFC 3834, 8098, 5965)."""

import re

from alerts.bounces.addresses import addresses_in
from alerts.bounces.formats import FORMATS
from alerts.bounces.kinds import Bounce, BounceKind
from alerts.bounces.parts import Parts, header
from yaluwatch.text import clean_line

#: Headers only auto-responders write.
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Autoreply-From")
#: Types of RFC 5965 and RFC 6591 that are no wish of the recipient to get no more mail.
NO_COMPLAINTS = frozenset({"not-spam", "auth-failure", "dmarc"})


def read_auto_reply(parts: Parts) -> list[Bounce]:
    """One entry for the person whose mail program replied; empty if this is no automatic reply."""
    mail = parts.mail
    subject = header(mail, "Subject")
    submitted = header(mail, "Auto-Submitted").lower()
    is_marked = submitted.startswith(("auto-replied", "auto-generated; vacation")) or any(
        header(mail, name) for name in _MARKS
    )
    is_marked |= bool(parts.receipt) or header(mail, "Precedence").lower() in {"auto_reply", "auto-reply"}
    if not (is_marked or FORMATS.auto_reply.search(subject)):
        return []
    sender = addresses_in(header(mail, "From")) or addresses_in(header(mail, "Reply-To")) or [""]
    references = re.findall(
        r"<[^<>\s]+>", f"{parts.receipt} {header(mail, 'References')} {header(mail, 'In-Reply-To')}"
    )
    return [
        Bounce(
            kind=BounceKind.AUTO_REPLY,
            message_id=references[-1] if references else "",
            recipient=sender[0],
            original_recipient=sender[0],
            diagnostic=subject,
        )
    ]


def read_complaint(parts: Parts) -> list[Bounce]:
    """One entry per recipient who complained; empty if this is no complaint."""
    # Outlook.com's junk mail reports have no fields, but name the recipient in the original message.
    outlook = header(parts.original, "X-HmXmrOriginalRecipient")
    if not (parts.feedback or outlook):
        return _unsubscribe_request(parts)
    fields = _fields(parts.feedback)
    kind = fields.get("feedback-type", "abuse").lower()
    if kind in NO_COMPLAINTS:
        return []
    named = f"{fields.get('original-rcpt-to', '')} {fields.get('removal-recipient', '')} {outlook}"
    recipients = addresses_in(named) or addresses_in(header(parts.original, "To"))[:1] or [""]
    said = clean_line(f"{kind} reported by {fields.get('user-agent', 'the mailbox provider')}")
    return [
        Bounce(kind=BounceKind.COMPLAINT, recipient=address, original_recipient=address, diagnostic=said)
        for address in recipients
    ]


def _unsubscribe_request(parts: Parts) -> list[Bounce]:
    """The reply a mail program sends for its reader who pressed "unsubscribe" (RFC 2369)."""
    if header(parts.mail, "Subject").lower() != "unsubscribe":
        return []
    return [
        Bounce(
            kind=BounceKind.COMPLAINT, recipient=address, original_recipient=address, diagnostic="unsubscribe"
        )
        for address in addresses_in(header(parts.mail, "From"))[:1]
    ]


def _fields(feedback: str) -> dict[str, str]:
    """Fields of a feedback report, names in lower case; repeated ones joined."""
    fields: dict[str, str] = {}
    for name, value in re.findall(r"(?m)^\s{0,4}([A-Za-z-]{3,40})\s?:[ \t]*(.*)$", feedback):
        key = name.lower()
        fields[key] = f"{fields[key]} {value}" if key in fields else value
    return fields
