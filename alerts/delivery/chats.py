"""Digests in chats (Slack, Teams, Telegram, Matrix …), through the library Apprise; needs `yaluwatch[chat]`.

An address is a URL as Apprise writes them: slack://…, tgram://…, msteams://…
"""

import json
from importlib import import_module
from typing import Any

from alerts.delivery.mailer import Transport
from alerts.delivery.webhooks import shown_address
from alerts.rendering import Rendered
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery

#: Characters of the text posted; a chat is no place for all of a digest.
MOST = 3_500


def is_chat(address: str) -> bool:
    """Whether a subscription's address is that of a chat."""
    return "://" in address and not address.startswith(("https://", "http://"))


def complaint_of_chat(address: str) -> str:
    """Why nothing can be sent to a chat's address; "" when it can."""
    try:
        found = _channel(address)
    except ImportError:
        return 'chats need the library Apprise: pip install "yaluwatch[chat]"'
    return "" if found else "Apprise knows no such address; https://appriseit.com/services/ lists them"


def chat_content(rendered: Rendered) -> bytes:
    """What is posted, and kept in the outbox: subject and text, cut at a paragraph."""
    text = rendered.text
    if len(text) > MOST:
        text = text[: max(text.rfind("\n\n", 0, MOST), MOST // 2)].rstrip() + "\n\n…"
    return json.dumps({"title": rendered.subject, "body": text}, ensure_ascii=False).encode()


def chat_transport() -> Transport:
    """Posts each message; a refusal is tried again, as the library does not say why."""

    def send(delivery: Delivery) -> str:
        told = json.loads(delivery.content)
        try:
            channel = _channel(delivery.address)
        except ImportError as error:
            raise MailError("the library Apprise is gone; see `yaluwatch[chat]`", permanent=False) from error
        if channel is None or not channel.notify(body=told["body"], title=told["title"], body_format="text"):
            raise MailError(f"{shown_address(delivery.address)} did not take it", permanent=False)
        return "accepted"

    return send


def _channel(address: str) -> Any:
    """The library's object for an address, None when it knows none. Raises ImportError without it."""
    found = import_module("apprise").Apprise.instantiate(address, suppress_exceptions=True)
    if found is not None:
        # What is longer than the service takes goes out in parts.
        found.overflow_mode = "split"
    return found
