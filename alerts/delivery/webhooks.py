"""Digests for programs: JSON posted to an https address, signed so that the receiver knows it is from us.

Signed as https://www.standardwebhooks.com/ says: header `webhook-signature` holds "v1," and the Base64 of
HMAC-SHA256 over "id.timestamp.body", keyed with the subscription's secret.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from alerts.delivery.mailer import Transport
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery

#: Seconds for the receiver's answer.
TIMEOUT = 20.0
#: What is kept of a refusal, characters.
_TOLD = 200
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def is_webhook(address: str) -> bool:
    """Whether a subscription's address is one that JSON is posted to."""
    return address.startswith(("https://", "http://"))


def complaint_of(url: str) -> str:
    """Why nothing can be posted to an address; "" when it can."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "it is no address"
    if not parts.hostname:
        return "it names no host"
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        return "use https: what is posted would be readable on the way"
    return "it holds a password, which would be shown with it" if parts.password else ""


def webhook_secret(secret: str, subscription_id: str) -> str:
    """What a receiver checks signatures with, as Standard Webhooks write it; another one per subscription."""
    key = hmac.digest(secret.encode(), f"webhook {subscription_id}".encode(), hashlib.sha256)
    return f"whsec_{base64.b64encode(key).decode()}"


def signature(key: str, name: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`. `key` is "whsec_" and the Base64 of the key's bytes."""
    told = f"{name}.{timestamp}.".encode() + body
    raw = base64.b64decode(key.removeprefix("whsec_"))
    return f"v1,{base64.b64encode(hmac.digest(raw, told, hashlib.sha256)).decode()}"


def webhook_body(data: Mapping[str, object]) -> bytes:
    """What is posted, and kept in the outbox."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def webhook_transport(secret: str, user_agent: str, clock: Callable[[], datetime]) -> Transport:
    """Posts each digest; anything but a 2xx is tried again, 410 Gone ends it.

    The same digest carries the same `webhook-id` at every attempt: a receiver that has it already can tell.
    """

    def send(delivery: Delivery) -> str:
        name = delivery.message_id.strip("<>")
        timestamp = int(clock().timestamp())
        headers = {
            "content-type": "application/json",
            "user-agent": user_agent,
            "webhook-id": name,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(
                webhook_secret(secret, delivery.subscription_id), name, timestamp, delivery.content
            ),
        }
        try:
            # No proxy of the environment, no redirects: it goes where the operator said, or nowhere.
            answer = httpx.post(
                delivery.address, content=delivery.content, headers=headers, timeout=TIMEOUT, trust_env=False
            )
        except httpx.HTTPError as error:
            is_doubtful = isinstance(error, httpx.ReadError | httpx.ReadTimeout | httpx.RemoteProtocolError)
            raise MailError(
                f"{shown_address(delivery.address)}: {str(error) or type(error).__name__}",
                permanent=False,
                doubtful=is_doubtful,
            ) from error
        if answer.is_success:
            return f"accepted with {answer.status_code}"
        said = " ".join(answer.text.split())[:_TOLD]
        raise MailError(
            f"{shown_address(delivery.address)} answered {answer.status_code} {said}".strip(),
            permanent=answer.status_code == httpx.codes.GONE,
        )

    return send


def shown_address(address: str) -> str:
    """An address for people to see: of a chat or web address only kind and host, the rest is its key."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address
    host = rest.partition("/")[0].rpartition("@")[2]
    return f"{scheme}://{host}/…" if scheme in {"http", "https"} else f"{scheme}://…"
