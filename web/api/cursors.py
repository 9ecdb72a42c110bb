"""Cursors: opaque texts that say where the next page begins.

A cursor holds numbers only, and the digest of the parameters it belongs to. It is not signed: whoever writes
one reaches no more than a page of the same query.
"""

import binascii
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from web.api.problems import CursorError
from web.context import LARGEST_ID

#: Longest cursor, characters.
MAX_CURSOR = 64

_FORM = struct.Struct(">8s2q")


def write_cursor(belongs_to: object, *position: int) -> str:
    """The cursor of one or two numbers for a query; `belongs_to` is whatever makes the query another."""
    return urlsafe_b64encode(_FORM.pack(_digest(belongs_to), *position, *[0] * (2 - len(position)))).decode()


def read_cursor(belongs_to: object, cursor: str) -> tuple[int, int]:
    """The position in a cursor. Raises CursorError if it was not made for this query."""
    try:
        digest, first, second = _FORM.unpack(urlsafe_b64decode(cursor.encode("ascii")))
    except (ValueError, struct.error, binascii.Error, UnicodeEncodeError) as error:
        raise CursorError("The cursor is not one of this API: send `next` of a page as it is.") from error
    if digest != _digest(belongs_to):
        raise CursorError("The cursor belongs to another query: send it with the same parameters.")
    if not (0 <= first <= LARGEST_ID and 0 <= second <= LARGEST_ID):
        raise CursorError("The cursor is not one of this API: send `next` of a page as it is.")
    return first, second


def _digest(belongs_to: object) -> bytes:
    return sha256(repr(belongs_to).encode(errors="replace")).digest()[:8]
