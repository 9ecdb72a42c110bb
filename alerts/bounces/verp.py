"""Envelope senders that name the delivery they belong to (variable envelope return path, VERP)."""

import hashlib
import hmac
import re
from base64 import b32encode

from yaluwatch.errors import MailError
from yaluwatch.patterns import lazy_regex

# RFC 5321 §4.5.3.1: at most 64 octets before the @, and 256 for the path with its angle brackets.
_MAX_LOCAL = 64
_MAX_ADDRESS = 254
_DOT_ATOM = lazy_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# Servers on the way may change the case of letters, so none carries meaning.
_VERP = lazy_regex(r"\+bounce=(?P<id>\d{1,18})-(?P<signature>[a-z2-7]{16})@", re.IGNORECASE)


def envelope_sender(sender: str, secret: str, delivery_id: int) -> str:
    """The address bounces of one delivery are sent to, signed so that nobody can forge them.

    The plain address of the sender where there is no secret, or where the result would be too long or
    not plain ASCII. Raises MailError for an invalid sender. The sender's mail server must deliver
    "yalu+anything" to "yalu" (subaddressing, RFC 5233), as most do, some only when told to.

    "Yaluwatch <yalu@example.org>" gives "yalu+bounce=7-gy3dknzrmfrggzdf@example.org".
    """
    # The name may contain anything, also a comma without quotes; the address stands last.
    address = sender.rpartition("<")[2].rstrip("> ").strip()
    local, at, domain = address.rpartition("@")
    if not (local and at and domain):
        raise MailError(f"{sender!r} is not a valid e-mail address", permanent=True)
    signed = f"{local}+bounce={delivery_id}-{_signature(secret, delivery_id)}"
    fits = len(signed) <= _MAX_LOCAL and len(signed) + 1 + len(domain) <= _MAX_ADDRESS
    return f"{signed}@{domain}" if secret and fits and _DOT_ATOM.fullmatch(local) else address


def read_verp(address: str, secret: str) -> int | None:
    """The delivery id of a VERP address; None if it is none, or not signed with this secret."""
    found = _VERP.search(address)
    if not (found and secret):
        return None
    delivery_id = int(found["id"])
    signature = _signature(secret, delivery_id)
    return delivery_id if hmac.compare_digest(found["signature"].lower(), signature) else None


def is_verp(address: str) -> bool:
    """Whether an address has the form `envelope_sender` gives; its signature is not checked."""
    return _VERP.search(address) is not None


def _signature(secret: str, delivery_id: int) -> str:
    """80 bits in letters and digits without case."""
    digest = hmac.new(secret.encode(), f"bounce:{delivery_id}".encode(), hashlib.sha256).digest()
    return b32encode(digest[:10]).decode().lower()
