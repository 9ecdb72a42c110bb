"""Reads returned mail: delivery reports, bounces in plain text, complaints and automatic replies."""

import re
from dataclasses import replace

from alerts.bounces.addresses import addresses_in
from alerts.bounces.dsn import read_report
from alerts.bounces.kinds import Bounce
from alerts.bounces.parts import Parts, header, take_apart
from alerts.bounces.plain import is_from_server, read_plain
from alerts.bounces.replies import read_auto_reply, read_complaint
from alerts.bounces.ses import read_notification
from alerts.bounces.verp import is_verp
from yaluwatch.errors import MailError

#: Where a server notes the address an e-mail was delivered to.
_DELIVERED_TO = (
    *("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-Rcpt-To"),
    *("Apparently-To", "To", "Cc"),
)


def read_bounces(raw: bytes) -> list[Bounce]:
    """One entry per recipient, at least one; of a long e-mail only the start is read.

    Raises MailError if `raw` is no bounce, complaint or automatic reply.
    """
    try:
        parts = take_apart(raw)
    except RecursionError as error:
        raise MailError("this e-mail has too many parts inside each other", permanent=True) from error
    found = read_report(parts.report, parts.notice) if parts.report else read_notification(parts.notice)
    if not any(bounce.recipient for bounce in found):
        found = _with_address(found, parts)
    if not found:
        raise MailError("this e-mail is not a bounce, a complaint or an automatic reply", permanent=True)
    message_id, list_id = _message_id(parts), header(parts.original, "List-Id")
    list_id = list_id.rpartition("<")[2].strip("<> ")
    verp = _verp(parts)
    return [
        replace(bounce, message_id=bounce.message_id or message_id, list_id=list_id, verp=verp)
        for bounce in found
    ]


def _with_address(found: list[Bounce], parts: Parts) -> list[Bounce]:
    """What the other readers find; a report without addresses is completed from the text beside it."""
    if not found:
        readers = [read_complaint, read_auto_reply, read_plain]
        if is_from_server(parts.mail):
            # Exim and Gmail mark their bounces as automatic replies.
            readers = [read_complaint, read_plain, read_auto_reply]
        return next((found for reader in readers if (found := reader(parts))), [])
    plain = read_plain(parts)
    if len(found) == 1 and plain:
        (report,) = found
        return [replace(report, recipient=other.recipient, original_recipient="") for other in plain]
    return found


def _message_id(parts: Parts) -> str:
    if found := re.search(r"<[^<>\s]+>", header(parts.original, "Message-ID")):
        return found[0]
    if bare := header(parts.original, "Message-ID"):
        return f"<{bare.strip('<>')}>" if "@" in bare and " " not in bare else ""
    # A bounce without the original may refer to it as a reply does.
    found = re.search(r"<[^<>\s]+>", header(parts.mail, "In-Reply-To"))
    return found[0] if found else ""


def _verp(parts: Parts) -> str:
    headers = [value for name in _DELIVERED_TO for value in parts.mail.get_all(name, [])]
    headers += [header(parts.original, "Return-Path")]
    return next(
        (address for value in headers for address in addresses_in(str(value)) if is_verp(address)), ""
    )
