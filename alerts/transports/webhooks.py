"""Webhooks: digests as JSON posted to an https URL, signed as https://www.standardwebhooks.com/ specifies.

The header `webhook-signature` holds "v1," and the Base64 of HMAC-SHA256 over "id.timestamp.body", keyed with
the subscription's secret.
"""

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import json
import re
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from yaluwatch.deadline import run_within
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery
from yaluwatch.urls import is_reachable

#: Seconds for a whole post, from looking up the name to the receiver's answer.
TIMEOUT = 20.0
_AFTER_POSTING = (httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError, TimeoutError)
# Addresses of a host that are tried.
_MAX_ADDRESSES = 4
# Bytes of an answer that are read.
_MAX_ANSWER = 4_096
# Maximum length of the response text kept in an error, characters.
_MAX_REASON = 200


def is_webhook(address: str) -> bool:
    """Whether an address is an http or https URL."""
    return address.lower().startswith(("https://", "http://"))


def complaint_of(url: str, *, allow_private: bool = False) -> str:
    """Why a webhook URL can't be used; "" if it can. Names are looked up only when a digest is posted."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "it is not a valid URL"
    if not host:
        return "it has no host"
    if parts.password:
        return "it contains a password, which would be shown in lists and logs"
    is_local = host == "localhost" or _is_local_address(host)
    if is_local and not (allow_private and _is_reachable_locally(host)):
        return "its address is not a public one; set mail.allow_private = true if it is in your own network"
    if parts.scheme == "http" and not is_local:
        return "use https, otherwise others on the network can read the digest"
    return ""


def _is_local_address(host: str) -> bool:
    """Whether a host is an IP address that is not public."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_reachable(host, allow_private=False)


def _is_reachable_locally(host: str) -> bool:
    """Whether a local host may be connected to with mail.allow_private."""
    return host == "localhost" or is_reachable(host, allow_private=True)


def webhook_secret(secret: str, subscription_id: str) -> str:
    """The signing secret of one subscription, in the "whsec_" format of Standard Webhooks.

    Raises MailError without a secret: an empty key would sign what anyone can make.
    """
    if not secret:
        raise MailError(
            "webhooks can't be signed, because there is no secret; run `yalu init`", permanent=False
        )
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


def webhook_transport(
    secret: str, user_agent: str, clock: Callable[[], datetime], *, allow_private: bool = False
) -> "WebhookTransport":
    """Posts each digest. Any status but 2xx is retried, except 410 Gone, which is permanent.

    Addresses on loopback and private networks are refused unless `allow_private`, link-local ones always.
    Every attempt has the same `webhook-id`, so that the receiver can recognise a duplicate.
    """
    return WebhookTransport(secret, user_agent, clock, allow_private=allow_private)


class WebhookTransport:
    """Posts digests within limits: `TIMEOUT` in all, whatever the receiver does, and a short answer."""

    def __init__(
        self, secret: str, user_agent: str, clock: Callable[[], datetime], *, allow_private: bool
    ) -> None:
        self._secret, self._user_agent, self._clock = secret, user_agent, clock
        self._allow_private = allow_private
        self._is_aborted = threading.Event()

    def __call__(self, delivery: Delivery) -> str:
        """Post a digest; returns a note for the delivery log. Raises MailError."""
        shown = shown_address(delivery.address)
        try:
            status, reason = run_within(self._post(delivery), TIMEOUT, self._is_aborted)
        except _UnreachableError as error:
            raise MailError(f"{shown}: {error}", permanent=False) from error
        # What was posted may have arrived when the answer does not.
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            is_doubtful = isinstance(error, _AFTER_POSTING)
            raise MailError(
                f"{shown}: {str(error) or type(error).__name__}", permanent=False, doubtful=is_doubtful
            ) from error
        if httpx.codes.is_success(status):
            return f"accepted with {status}"
        raise MailError(f"{shown} answered {status} {reason}".strip(), permanent=status == httpx.codes.GONE)

    def close(self) -> None:
        """Every post has a connection of its own, so there is nothing to close."""

    def abort(self) -> None:
        """End the post under way; it fails temporarily."""
        self._is_aborted.set()

    async def _post(self, delivery: Delivery) -> tuple[int, str]:
        url = httpx.URL(delivery.address)
        *others, last = await _addresses_of(url, allow_private=self._allow_private)
        timeout = httpx.Timeout(TIMEOUT, connect=TIMEOUT / (len(others) + 2))
        # No proxy from the environment and no redirects: post only to the URL the operator configured.
        async with httpx.AsyncClient(timeout=timeout, trust_env=False) as client:
            for address in others:
                # One of them may not answer, often the IPv6 one; then nothing was posted.
                with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                    return await self._post_to(address, url, client, delivery)
            return await self._post_to(last, url, client, delivery)

    async def _post_to(
        self, address: str, url: httpx.URL, client: httpx.AsyncClient, delivery: Delivery
    ) -> tuple[int, str]:
        """Status and start of the answer of one address of the host."""
        request = client.build_request(
            "POST",
            # Connecting to the address that was checked: a second look-up could give another one.
            url.copy_with(host=address),
            content=delivery.content,
            headers=self._headers(delivery) | {"host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        response = await client.send(request, stream=True)
        try:
            return response.status_code, await _start_of(response)
        finally:
            await response.aclose()

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        name = delivery.message_id.strip("<>")
        timestamp = int(self._clock().timestamp())
        key = webhook_secret(self._secret, delivery.subscription_id)
        return {
            "content-type": "application/json",
            "user-agent": self._user_agent,
            "webhook-id": name,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(key, name, timestamp, delivery.content),
        }


class _UnreachableError(Exception):
    """The host has no address that may be connected to."""


async def _addresses_of(url: httpx.URL, *, allow_private: bool) -> list[str]:
    """The IP addresses of the URL's host that may be connected to. Raises _UnreachableError for none."""
    host = url.raw_host.decode("ascii").strip("[]")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, url.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _UnreachableError(f"its name can't be resolved: {error.strerror or error}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if allowed := [each for each in addresses if is_reachable(each, allow_private=allow_private)]:
        return allowed[:_MAX_ADDRESSES]
    raise _UnreachableError(
        f"its address {addresses[0] if addresses else ''} is not a public one; "
        "mail.allow_private = true allows private addresses"
    )


async def _start_of(response: httpx.Response) -> str:
    """The start of an answer as one line; the rest is not read."""
    text = b""
    async for part in response.aiter_raw():
        text += part
        if len(text) >= _MAX_ANSWER:
            break
    return " ".join(text[:_MAX_ANSWER].decode("utf-8", errors="replace").split())[:_MAX_REASON]


def shown_address(address: str) -> str:
    """An address for display. For chats and webhooks only scheme and host: the rest may contain secrets."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2]
    return f"{scheme}://{host}/…" if is_webhook(address) else f"{scheme}://…"
