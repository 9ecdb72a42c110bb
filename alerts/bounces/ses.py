"""Notifications of Amazon SES that come as JSON by e-mail (Amazon SNS).

Their shape: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
"""

import json
import re
from typing import Any

from alerts.bounces.kinds import Bounce, BounceKind
from alerts.bounces.reasons import kind_of
from alerts.bounces.replies import NO_COMPLAINTS
from yaluwatch.text import clean_line


def read_notification(text: str) -> list[Bounce]:
    """One entry per recipient; empty if the text is no notification of a bounce, complaint or delivery."""
    notification = _notification(text)
    kind = str(notification.get("notificationType") or notification.get("eventType") or "").lower()
    detail, mail = notification.get(kind), notification.get("mail")
    if not (isinstance(detail, dict) and isinstance(mail, dict)):
        return []
    message_id = _message_id(mail)
    if kind == "delivery":
        return [
            Bounce(
                kind=BounceKind.DELIVERED, recipient=str(address), message_id=message_id, action="delivered"
            )
            for address in _list(detail, "recipients")
        ]
    if str(detail.get("complaintFeedbackType")) in NO_COMPLAINTS:
        return []
    entries = [
        each for each in _list(detail, f"{_PARTICIPLES.get(kind, kind)}Recipients") if isinstance(each, dict)
    ]
    return [_bounce(kind, str(detail.get("bounceType", "")), each, message_id) for each in entries]


_PARTICIPLES = {"bounce": "bounced", "complaint": "complained"}


def _bounce(kind: str, bounce_type: str, entry: dict[str, Any], message_id: str) -> Bounce:
    said = clean_line(str(entry.get("diagnosticCode", "")))[:1000]
    status = str(entry.get("status", ""))
    if kind == "complaint":
        meaning = BounceKind.COMPLAINT
    elif bounce_type == "Transient" and not status.startswith("5"):
        meaning = BounceKind.GIVEN_UP
    elif bounce_type == "Permanent" and not (status or said):
        meaning = BounceKind.FAILED
    else:
        meaning = kind_of(str(entry.get("action", "")), status, said)
    return Bounce(
        kind=meaning,
        message_id=message_id,
        recipient=str(entry.get("emailAddress", "")),
        action=str(entry.get("action", "")),
        status=status,
        diagnostic=said,
    )


def _message_id(mail: dict[str, Any]) -> str:
    """The Message-ID we gave, which SES keeps among the headers; its own id else."""
    for each in _list(mail, "headers"):
        if isinstance(each, dict) and str(each.get("name", "")).lower() == "message-id":
            return str(each.get("value", ""))
    return ""


def _notification(text: str) -> dict[str, Any]:
    """The JSON object a text starts with; notifications may be wrapped in one of SNS."""
    # Mail servers wrap lines of more than 998 octets with "!" (RFC 5321 §4.5.3.1.6).
    body = re.sub(r"!\n ", "", text.strip())
    if not body.startswith("{"):
        return {}
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(body)
        if isinstance(found, dict) and isinstance(found.get("Message"), str):
            found = json.loads(found["Message"], strict=False)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _list(table: dict[str, Any], key: str) -> list[Any]:
    value = table.get(key)
    return value if isinstance(value, list) else []
