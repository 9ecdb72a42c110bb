"""Webhooks: digests as JSON posted to an https URL, signed as https://www.standardwebhooks.com/ specifies.

The header `webhook-signature` holds "v1," and the Base64 of HMAC-SHA256 over "id.timestamp.body", keyed with
the subscription's secret.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from alerts.delivery.transport import Transport
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery

#: Seconds to wait for the receiver's response.
TIMEOUT = 20.0
# Maximum length of the response text kept in an error, characters.
_MAX_REASON = 200
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def is_webhook(address: str) -> bool:
    """Whether an address is an http or https URL."""
    return address.startswith(("https://", "http://"))


def complaint_of(url: str) -> str:
    """Why a webhook URL can't be used; "" if it can."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "it is not a valid URL"
    if not parts.hostname:
        return "it has no host"
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        return "use https, otherwise others on the network can read the digest"
    return "it contains a password, which would be shown in lists and logs" if parts.password else ""


def webhook_secret(secret: str, subscription_id: str) -> str:
    """The signing secret of one subscription, in the "whsec_" format of Standard Webhooks."""
    key = hmac.digest(secret.encode(), f"webhook {subscription_id}".encode(), hashlib.sha256)
    return f"whsec_{base64.b64encode(key).decode()}"


def signature(key: str, name: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`. `key` is "whsec_" followed by the key in Base64."""
    signed = f"{name}.{timestamp}.".encode() + body
    raw = base64.b64decode(key.removeprefix("whsec_"))
    return f"v1,{base64.b64encode(hmac.digest(raw, signed, hashlib.sha256)).decode()}"


def webhook_body(data: Mapping[str, object]) -> bytes:
    """The request body kept in the outbox: compact JSON, UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def webhook_transport(secret: str, user_agent: str, clock: Callable[[], datetime]) -> Transport:
    """Posts each digest. Any status but 2xx is retried, except 410 Gone, which is permanent.

    Every attempt has the same `webhook-id`, so that the receiver can recognise a duplicate.
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
            # No proxy from the environment and no redirects: post only to the URL the operator configured.
            response = httpx.post(
                delivery.address, content=delivery.content, headers=headers, timeout=TIMEOUT, trust_env=False
            )
        except httpx.HTTPError as error:
            is_doubtful = isinstance(error, httpx.ReadError | httpx.ReadTimeout | httpx.RemoteProtocolError)
            raise MailError(
                f"{shown_address(delivery.address)}: {str(error) or type(error).__name__}",
                permanent=False,
                doubtful=is_doubtful,
            ) from error
        if response.is_success:
            return f"accepted with {response.status_code}"
        reason = " ".join(response.text.split())[:_MAX_REASON]
        raise MailError(
            f"{shown_address(delivery.address)} answered {response.status_code} {reason}".strip(),
            permanent=response.status_code == httpx.codes.GONE,
        )

    return send


def shown_address(address: str) -> str:
    """An address for display. For chats and webhooks only scheme and host: the rest may contain secrets."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address
    host = rest.partition("/")[0].rpartition("@")[2]
    return f"{scheme}://{host}/…" if scheme in {"http", "https"} else f"{scheme}://…"
