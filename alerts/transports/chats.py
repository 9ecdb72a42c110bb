"""Delivery to chats (Slack, Teams, Telegram, Matrix …) through Apprise; needs the library.

An address is an Apprise URL, such as slack://…, tgram://… or msteams://…: https://appriseit.com/services/
"""

import json
from importlib import import_module
from typing import Any

from alerts.rendering import Rendered
from alerts.transports.transport import Transport
from alerts.transports.webhooks import is_webhook, shown_address
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery

#: Maximum length of the posted text, characters; a whole digest is too long for a chat.
MAX_CHARACTERS = 3_500

_NOT_INSTALLED = "chats need the library Apprise; run: pip install apprise"


def is_chat(address: str) -> bool:
    """Whether an address is a chat's: any URL that is not http or https."""
    return "://" in address and not is_webhook(address)


def complaint_of_chat(address: str) -> str:
    """Why a chat address can't be used; "" if it can."""
    try:
        found = _channel(address)
    except ImportError:
        return _NOT_INSTALLED
    return "" if found else "Apprise does not support this address; see https://appriseit.com/services/"


def chat_content(rendered: Rendered) -> bytes:
    """The message body kept in the outbox: JSON with title and text, shortened at a paragraph break."""
    text = rendered.with_links(None).text
    if len(text) > MAX_CHARACTERS:
        text = text[: max(text.rfind("\n\n", 0, MAX_CHARACTERS), MAX_CHARACTERS // 2)].rstrip() + "\n\n…"
    return json.dumps({"title": rendered.subject, "body": text}, ensure_ascii=False).encode()


def chat_transport() -> Transport:
    """Posts each message. Every failure is temporary, because Apprise does not say what went wrong."""

    def send(delivery: Delivery) -> str:
        message = json.loads(delivery.content)
        try:
            channel = _channel(delivery.address)
        except ImportError as error:
            raise MailError(_NOT_INSTALLED, permanent=False) from error
        if channel is None or not channel.notify(
            body=message["body"], title=message["title"], body_format="text"
        ):
            raise MailError(f"{shown_address(delivery.address)} did not accept the message", permanent=False)
        return "accepted"

    return send


def _channel(address: str) -> Any:
    """Apprise's object for an address, None if it is not supported. Raises ImportError without Apprise."""
    found = import_module("apprise").Apprise.instantiate(address, suppress_exceptions=True)
    if found is not None:
        # Texts too long for the service are sent in parts.
        found.overflow_mode = "split"
    return found
