"""Builds e-mail messages from rendered digests: RFC 5322 bytes, ready to be sent."""

import hashlib
import logging
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

import idna

from alerts.delivery.headers import display_name, latest_references, structured, unstructured
from alerts.delivery.links import FeedbackLink, carried_token, feedback_token, unsubscribe_token
from alerts.rendering import Links, Rendered
from alerts.transports import Mailbox, read_mailbox, sendable_mailbox
from yaluwatch.errors import MailError, SubscriptionError
from yaluwatch.patterns import lazy_regex

log = logging.getLogger(__name__)

# RFC 2919 allows 255 octets for a List-Id; some mail systems cut Message-IDs of more than 250.
_MAX_LABEL = 150
_LABEL = lazy_regex(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_URL = lazy_regex(r"(https?://)(\[[0-9A-Fa-f:.]+\]|[^][/?#:@\s<>]+)((?:[:/?#].*)?)", re.DOTALL)
# RFC 2045 §6.8: the most characters in a line of Base64.
_BASE64_LINE = 76
# RFC 3986: what stands for itself in a URL, and "%" of what is encoded already.
_URL_CHARACTERS = "%/?#@!$&'()*+,;=:~"


@dataclass(frozen=True, slots=True)
class MessageDefaults:
    """What every message contains, whatever the subscription."""

    #: The From of every digest, such as "Yaluwatch <yalu@example.org>".
    sender: str
    #: Base URL of the web pages, used in links; "" if they can't be reached.
    web_url: str = ""
    #: Key that signs unsubscribe and confirmation links; "" to send none.
    secret: str = ""

    def unsubscribe_url(self, subscription_id: str, address: str) -> str:
        """The signed unsubscribe link of one address; "" if there is none."""
        if not (self.secret and self.web_url and address):
            return ""
        return f"{self.web_url}/unsubscribe/{unsubscribe_token(self.secret, subscription_id, address)}"

    def links(self, subscription_id: str, address: str, period_key: str) -> Links | None:
        """The links of one recipient of one digest; None if there are none."""
        if not (unsubscribe := self.unsubscribe_url(subscription_id, address)):
            return None

        def feedback(article_id: int, version: int) -> str:
            link = FeedbackLink(subscription_id, address, article_id, version)
            return f"{self.web_url}/feedback/{feedback_token(self.secret, link)}"

        carried = f"{self.web_url}/carried/{carried_token(self.secret, subscription_id, period_key)}"
        return Links(unsubscribe, carried, feedback)


def message_id(subscription_id: str, period_key: str, address: str, sender: str) -> str:
    """Message-ID, the same for every attempt, so that mail programs can recognise a duplicate."""
    digest = _digest(f"{subscription_id}\n{period_key}\n{address}")
    try:
        domain = read_mailbox(sender).ascii_domain
    except SubscriptionError:
        domain = "localhost"
    return f"<{_list_label(subscription_id)}.{digest}@{domain}>"


def build_message(
    rendered: Rendered,
    message_defaults: MessageDefaults,
    *,
    address: str,
    message_id: str,
    subscription_id: str,
    date: datetime,
    references: Sequence[str] = (),
) -> bytes:
    """The whole message, RFC 5322 bytes. Raises MailError for an invalid sender or address.

    `references` are the Message-IDs of earlier messages in the same thread (RFC 5322 §3.6.4).
    """
    recipient = sendable_mailbox(address or "Undisclosed <outbox@localhost>")
    fields = [
        _mailbox_field("From", sendable_mailbox(message_defaults.sender)),
        _mailbox_field("To", recipient),
        unstructured("Subject", rendered.subject),
        structured("Date", format_datetime(date).split()),
        structured("Message-ID", [message_id]),
        structured("List-Id", [f"<{_list_label(subscription_id)}.yaluwatch.localhost>"]),
        # RFC 3834: auto-responders such as vacation notices don't answer.
        structured("Auto-Submitted", ["auto-generated"]),
        # The same for Exchange; "NDR" is left out, so that bounces still come:
        # https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcmail/ced68690-498a-4567-9d14-5c01f974d8b1
        structured("X-Auto-Response-Suppress", ["DR,", "RN,", "NRN,", "OOF,", "AutoReply"]),
    ]
    if kept := latest_references(references):
        fields.append(structured("References", kept))
    if url := message_defaults.unsubscribe_url(subscription_id, address):
        fields += _unsubscribe_fields(url, subscription_id)
    return b"".join(fields) + _body(rendered, message_id)


def _mailbox_field(name: str, mailbox: Mailbox) -> bytes:
    found = mailbox.header_address
    names = display_name(name, mailbox.name)
    return structured(name, [*names, f"<{found}>"] if names else [found], utf8=mailbox.needs_smtputf8)


def _unsubscribe_fields(url: str, subscription_id: str) -> list[bytes]:
    """One-click unsubscribe (RFC 2369, 8058), shown by the mail program as a button.

    Empty if the URL can't stand in a header; the link in the body stays.
    """
    try:
        fields = [structured("List-Unsubscribe", [f"<{_ascii_url(url)}>"])]
        # RFC 8058, section 3.1: one click needs https.
        if url.startswith("https://"):
            fields.append(structured("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]))
        return fields
    except (MailError, ValueError) as error:
        log.warning("left out List-Unsubscribe subscription=%s: %s", subscription_id, error)
        return []


def _ascii_url(url: str) -> str:
    """The URL in ASCII (RFC 3987 §3.1). Raises ValueError if it has no valid form."""
    parts = _URL.fullmatch(url)
    if not parts:
        raise ValueError(f"{url!r} is not a web address")
    start, host, rest = parts.groups()
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii")
    return f"{start}{host}{quote(rest, safe=_URL_CHARACTERS)}"


def _list_label(subscription_id: str) -> str:
    """The subscription id, short enough for a List-Id (RFC 2919 §2) and a Message-ID, in ASCII."""
    if len(subscription_id) <= _MAX_LABEL and _LABEL.fullmatch(subscription_id):
        return subscription_id
    readable = re.sub("[^a-z0-9]+", "-", subscription_id.lower())[: _MAX_LABEL - 21].strip("-")
    return f"{readable}-{_digest(subscription_id)}".strip("-")


def _body(rendered: Rendered, message_id: str) -> bytes:
    """Text and HTML as multipart/alternative, with its MIME fields and the empty line before it.

    The octets are those that EmailMessage makes in ten times as long.
    """
    # The same at every attempt; "_" is no character of Base64, so no line of a part can look like it.
    boundary = f"=_{_digest(message_id)}".encode()
    return b"".join(
        (
            b"MIME-Version: 1.0\r\n",
            b'Content-Type: multipart/alternative; boundary="' + boundary + b'"\r\n\r\n',
            b"--" + boundary + b'\r\nContent-Type: text/plain; charset="utf-8"\r\n',
            b"Content-Transfer-Encoding: base64\r\n\r\n",
            _base64(rendered.text),
            b"\r\n--" + boundary + b'\r\nContent-Type: text/html; charset="utf-8"\r\n',
            b"Content-Transfer-Encoding: base64\r\nMIME-Version: 1.0\r\n\r\n",
            _base64(rendered.html),
            b"\r\n--" + boundary + b"--\r\n",
        )
    )


def _base64(text: str) -> bytes:
    """The text in UTF-8 with the line ends of mail, in lines of 76 characters (RFC 2045 §6.8)."""
    # A lone surrogate, as broken pages contain, has no octets; it becomes "?".
    lines = text.encode("utf-8", "replace").splitlines()
    encoded = b64encode(b"\r\n".join(lines) + b"\r\n")
    return b"".join(
        encoded[start : start + _BASE64_LINE] + b"\r\n" for start in range(0, len(encoded), _BASE64_LINE)
    )


def _digest(text: str) -> str:
    """20 hexadecimal digits that stand for the text, whatever is in it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
