"""Unpacking the body of an answer (RFC 9110, section 8.4) without ever making more than the limit of it."""

import zlib
from collections.abc import Callable
from typing import Final

import brotli  # type: ignore[import-untyped] # it ships none
import zstandard

#: Maximum size of one answer, bytes, before and after unpacking; as in a crawl.
MAX_BYTES: Final = 10 * 1024 * 1024
#: What we can unpack, as a header says it.
ACCEPT_ENCODING: Final = "gzip, deflate, br, zstd"

# Bytes unpacked at a time.
_PIECE: Final = 65_536
# Codings applied one after another; more are nothing but an attack.
_MAX_CODINGS: Final = 3
# Members of a gzip file: each costs a copy of what follows it.
_MAX_MEMBERS: Final = 100


class UnreadableBody(Exception):
    """A body that is too large, cut short, damaged, or packed in an unknown way."""


def unpacked(body: bytes, encodings: str) -> bytes:
    """The body of an answer whose Content-Encoding is `encodings`. Raises UnreadableBody.

    >>> unpacked(zlib.compress(b"news"), "deflate")
    b'news'
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    if len(names) > _MAX_CODINGS:
        raise UnreadableBody(f"it is packed {len(names)} times")
    for name in reversed(names):
        if (unpack := _UNPACK.get(name)) is None:
            raise UnreadableBody(f"it is packed in an unknown way: {name[:40]}")
        try:
            body = unpack(body)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise UnreadableBody(f"it can't be unpacked: {error}") from error
    return body


def _checked(body: bytes, *, is_whole: bool = True) -> bytes:
    if len(body) > MAX_BYTES:
        raise UnreadableBody("the answer is too large")
    if not is_whole:
        raise UnreadableBody("the answer is cut short")
    return body


def _gunzip(body: bytes) -> bytes:
    """All members of a gzip file (RFC 1952)."""
    found = b""
    for _ in range(_MAX_MEMBERS):
        if not body:
            return found
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found = _checked(found + member.decompress(body, MAX_BYTES + 1 - len(found)))
        _checked(found, is_whole=member.eof)
        # Zeros that fill a block are no member.
        body = member.unused_data.lstrip(b"\0")
    raise UnreadableBody("it consists of too many gzip files")


def _inflate(body: bytes) -> bytes:
    """The zlib format, or the bare deflate format that some servers send instead."""
    try:
        stream = zlib.decompressobj()
        found = stream.decompress(body, MAX_BYTES + 1)
    except zlib.error:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        found = stream.decompress(body, MAX_BYTES + 1)
    return _checked(found, is_whole=stream.eof or len(found) > MAX_BYTES)


def _unbrotli(body: bytes) -> bytes:
    stream = brotli.Decompressor()
    found = bytearray(stream.process(body, output_buffer_limit=_PIECE))
    while not stream.is_finished() and not stream.can_accept_more_data():
        found += stream.process(b"", output_buffer_limit=_PIECE)
        if len(found) > MAX_BYTES:
            break
    return _checked(bytes(found), is_whole=stream.is_finished())


def _unzstd(body: bytes) -> bytes:
    # (RFC 9659) Decoders need not support larger windows than 8 MB.
    stream = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024).stream_reader(
        body, read_across_frames=True
    )
    found = b""
    while piece := stream.read(_PIECE):
        found = _checked(found + piece)
    return found


_UNPACK: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
