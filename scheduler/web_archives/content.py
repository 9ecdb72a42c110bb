"""The body of an HTTP response as a web archive has it: still chunked, compressed, or neither. Pure."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ZstdReader

from crawler.text import decompressed

_CHUNK = re.compile(rb"(?:\r?\n)?([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_ZSTD = b"\x28\xb5\x2f\xfd"
_GZIP = b"\x1f\x8b"
# More encodings on top of each other are no page.
_MAX_LAYERS = 4


class Damaged(Exception):
    """The body can't be decoded."""


class TooLarge(Exception):
    """The body is longer than is allowed."""


def decoded(headers: Mapping[str, str], body: bytes, limit: int) -> bytes:
    """The body without transfer and content encoding, whatever the headers say that is not so.

    Raises TooLarge when it is longer than `limit` bytes, Damaged when it can't be decoded.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    codings = [each.strip() for each in headers.get("content-encoding", "").lower().split(",")]
    for coding in reversed(codings[:_MAX_LAYERS]):
        if coding == "br" and body.lstrip()[:1] != b"<":
            body = _read(BrotliReader, body, limit)
        elif coding == "zstd" and body.startswith(_ZSTD):
            body = _read(ZstdReader, body, limit)
        elif coding in {"gzip", "x-gzip", "deflate"}:
            body = _inflated(body, limit)
    # Some servers don't say that they compress.
    if body.startswith(_GZIP):
        body = _inflated(body, limit)
    elif body.startswith(_ZSTD):
        body = _read(ZstdReader, body, limit)
    if len(body) > limit:
        raise TooLarge
    return body


def _joined(body: bytes) -> bytes:
    """The body without the lengths of its chunks, as far as it goes; as it is if it begins with none."""
    chunks: list[bytes] = []
    place = 0
    while (found := _CHUNK.match(body, place)) and (size := int(found[1], 16)):
        chunks.append(body[found.end() : found.end() + size])
        place = found.end() + size
    return b"".join(chunks) if chunks else body


def _read(reader: Callable[[BytesIO], BrotliReader | ZstdReader], body: bytes, limit: int) -> bytes:
    try:
        content = reader(BytesIO(body)).read(limit + 1)
    except (OSError, ValueError) as error:
        raise Damaged from error
    if len(content) > limit:
        raise TooLarge
    return content


def _inflated(body: bytes, limit: int) -> bytes:
    try:
        return decompressed(body, limit)
    except ValueError as error:
        raise (TooLarge if "more than" in str(error) else Damaged) from error
