"""Builds e-mail messages from rendered digests: RFC 5322 bytes, ready to be sent."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from alerts.delivery.unsubscribe import unsubscribe_token
from alerts.rendering import Rendered
from yaluwatch.errors import MailError
from yaluwatch.text import clean_line


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


def message_id(subscription_id: str, period_key: str, address: str, sender: str) -> str:
    """Message-ID, the same for every attempt, so that mail programs can recognise a duplicate."""
    digest = hashlib.sha256(f"{subscription_id}\n{period_key}\n{address}".encode()).hexdigest()[:20]
    domain = parseaddr(sender)[1].partition("@")[2] or "localhost"
    return f"<{subscription_id}.{digest}@{domain}>"


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
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(message_defaults.sender)
    message["To"] = _address(address) if address else _address("Undisclosed <outbox@localhost>")
    message["Subject"] = clean_line(rendered.subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    if references:
        message["References"] = " ".join(references)
    message["List-Id"] = f"<{subscription_id}.yaluwatch.localhost>"
    if url := message_defaults.unsubscribe_url(subscription_id, address):
        # RFC 8058: one-click unsubscribe, shown by the mail program as a button.
        message["List-Unsubscribe"] = f"<{url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # RFC 3834: auto-responders such as vacation notices don't answer.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.text, cte="base64")
    message.add_alternative(rendered.html, subtype="html", cte="base64")
    return message.as_bytes()


def _address(text: str) -> Address:
    name, address = parseaddr(clean_line(text))
    user, at, domain = address.rpartition("@")
    if not (at and user and domain):
        raise MailError(f"{text!r} is not a valid e-mail address", permanent=True)
    return Address(display_name=name, username=user, domain=domain)
