"""The body of an HTTP response as a web archive has it: still chunked, compressed, or neither. Pure."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ZstdReader

from crawler.text import decompressed

_CHUNK = re.compile(rb"(?:\r?\n)?([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_ZSTD = b"\x28\xb5\x2f\xfd"
_GZIP = b"\x1f\x8b"
# Bytes that are unpacked at once: what comes before the place where the data ends too early is kept.
_STEP = 1 << 10
# More encodings on top of each other are no page.
_MAX_LAYERS = 4


class Damaged(Exception):
    """The body can't be decoded."""


class TooLarge(Exception):
    """The body is longer than is allowed."""


def decoded(headers: Mapping[str, str], body: bytes, limit: int, *, is_cut: bool = False) -> bytes:
    """The body without transfer and content encoding, whatever the headers say that is not so.

    Of one that `is_cut`, ending too early, what can be decoded. Raises TooLarge when it is longer than
    `limit` bytes, Damaged when it can't be decoded.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    codings = [each.strip() for each in headers.get("content-encoding", "").lower().split(",")]
    for coding in reversed(codings[:_MAX_LAYERS]):
        if coding == "br" and body.lstrip()[:1] != b"<":
            body = _read(BrotliReader, body, limit, is_cut=is_cut)
        elif coding == "zstd" and body.startswith(_ZSTD):
            body = _read(ZstdReader, body, limit, is_cut=is_cut)
        elif coding in {"gzip", "x-gzip", "deflate"}:
            body = _inflated(body, limit)
    # Some servers don't say that they compress.
    if body.startswith(_GZIP):
        body = _inflated(body, limit)
    elif body.startswith(_ZSTD):
        body = _read(ZstdReader, body, limit, is_cut=is_cut)
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


def _read(
    reader: Callable[[BytesIO], BrotliReader | ZstdReader], body: bytes, limit: int, *, is_cut: bool
) -> bytes:
    stream, parts, size = reader(BytesIO(body)), list[bytes](), 0
    try:
        while size <= limit and (part := stream.read(_STEP)):
            parts.append(part)
            size += len(part)
    except (OSError, ValueError) as error:
        if not (is_cut and parts):
            raise Damaged from error
    if size > limit:
        raise TooLarge
    return b"".join(parts)


def _inflated(body: bytes, limit: int) -> bytes:
    try:
        return decompressed(body, limit)
    except ValueError as error:
        raise (TooLarge if "more than" in str(error) else Damaged) from error
