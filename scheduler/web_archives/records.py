"""Reading WARC files: every record once, with the page in it or one reason why there is none."""

import os
import re
import zlib
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from io import BufferedReader
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord

from crawler.fetching import outcome_of_status
from scheduler.web_archives.content import Damaged, TooLarge, decoded
from yaluwatch.model import Outcome
from yaluwatch.patterns import lazy_regex

#: Larger records are not read, bytes.
MAX_RECORD = 16 * 1024 * 1024
_GZIP = b"\x1f\x8b\x08"
_RECORD = re.compile(rb"(?<=\n)WARC/\d\.\d+\r?\n")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"(?im)^(Content-Length:)[^\r\n]*")
# The library knows them so spelled only.
_NAMES = (
    b"WARC-Type",
    b"WARC-Target-URI",
    b"WARC-Date",
    b"WARC-Truncated",
    b"Content-Length",
    b"Content-Type",
)
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
_MAY_BE_HTML = lazy_regex("html|xml|text/plain|octet-stream|^$")
# Bytes that are read at once when the next record is searched for; longest header of a record.
_STEP, _MAX_HEAD = 1 << 20, 1 << 20
# Bytes read beyond, so that the beginning of a record is found whole.
_OVERLAP = 1 << 12


class Reason(StrEnum):
    """Why a record gives no page; pages that are no articles have an `Outcome`."""

    WARCINFO = "warcinfo record"
    REQUEST = "request record"
    METADATA = "metadata record"
    REVISIT = "revisit record"
    CONVERSION = "conversion record"
    CONTINUATION = "continuation record"
    UNKNOWN = "record of unknown type"
    #: Its address is not that of a web page, such as that of a name server's answer.
    NO_URL = "no web address"
    NO_DATE = "no date"
    NO_HTTP = "no HTTP response"
    #: Its data in the file, or what the server sent, can't be decompressed, or ends too early.
    DAMAGED = "damaged"
    #: The file gives another length than the record has, and it can't be found out.
    WRONG_LENGTH = "wrong length"
    #: The page names nothing that is looked for.
    NOT_NAMED = "no name looked for"
    #: Extracting it took too long.
    TOO_SLOW = "too slow"


_KINDS = ("warcinfo", "request", "metadata", "revisit", "conversion", "continuation")
_WITHOUT_PAGE = {kind: Reason(f"{kind} record") for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as captured: the answer of a server that may be HTML."""

    url: str
    #: Aware UTC.
    captured_at: datetime
    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    #: Without transfer and content encoding.
    body: bytes
    #: Where its record begins, bytes; None if the file is not compressed record by record.
    offset: int | None
    #: Why the body ends before the page did ("length", "time", "disconnect", …); empty if it does not.
    truncated: str = ""


@dataclass(slots=True)
class FileState:
    """What is known of a file while it is read."""

    #: How far it has been read, bytes.
    position: int = 0
    #: What is wrong with it → how often.
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def detail(self) -> str:
        """What is wrong with it, in one clause; empty when nothing is."""
        return ", ".join(
            f"{fault} ({count}×)" if count > 1 else fault for fault, count in self.faults.items()
        )


#: What a record gives.
Found = Capture | Reason | Outcome


def read_records(path: Path, state: FileState) -> Iterator[Found]:
    """Every record of a WARC file, compressed or not; `state` says how far it is, and what is wrong with it.

    After a damaged part it goes on with the next whole record. Raises OSError if the file can't be read.
    """
    with path.open("rb") as stream:
        reader = _Reader(stream, path.stat().st_size, state)
        yield from reader.records()


class _MalformedHeader(OSError):
    """A record's header can't be read as it is."""


class _Reader:
    """Reads one file."""

    def __init__(self, stream: BufferedReader, size: int, state: FileState) -> None:
        self._stream = stream
        self._size = size
        self._state = state
        first = stream.peek(8)
        # The library also reads files compressed with zstd or lz4.
        self._is_packed, self._is_plain = first.startswith(_GZIP), first.startswith(b"WARC/")

    def records(self) -> Iterator[Found]:
        start: int | None = 0
        while start is not None and start < self._size:
            start = yield from self._undamaged(start)
        self._state.position = self._size

    def _undamaged(self, start: int) -> Generator[Found, None, int | None]:
        """Records from `start` to the end, or to a damaged part; returns where to go on after that."""
        self._stream.seek(start)
        held: Found | None = None
        place = start
        try:
            for record in ArchiveIterator(self._stream, parse_http=False, max_header_len=_MAX_HEAD):
                # Where a record ends is known to be right when the next one begins there.
                if held is not None:
                    yield self._checked(held)
                held = None
                place = self._state.position = record.stream_pos
                if not (record.headers.get("WARC-Type") or "").isalnum():
                    raise _MalformedHeader
                held = found_in(record, place)
        except OSError as error:
            if error.errno is not None:
                raise
            yield from self._before_damage(held, place, error)
            return self._next_record(place + 1)
        if held is not None:
            yield from self._at_end(held, place)
        return None

    def _at_end(self, held: Found, place: int) -> Iterator[Found]:
        """What the last record gives, and one behind it that is cut off."""
        whole, is_cut = self._tail(place)
        is_cut = is_cut and not (self._is_plain and isinstance(held, Capture))
        if is_cut:
            self._state.faults["it ends in the middle of a record"] += 1
        # What can be read of a record that is cut off says nothing.
        yield self._checked(held) if whole or not is_cut or isinstance(held, Capture) else Reason.DAMAGED
        if whole and is_cut:
            yield Reason.DAMAGED

    def _before_damage(self, held: Found | None, place: int, error: OSError) -> Iterator[Found]:
        """What the last record before a damaged part gives, and the part, unless they are the same."""
        if isinstance(error, _MalformedHeader):
            fault, reason = "a record has a malformed header", Reason.UNKNOWN
        elif held is not None and "header" in str(error):
            # The next record does not begin where this one's length says.
            fault, reason = "a record has the wrong length", Reason.WRONG_LENGTH
        else:
            self._state.faults["a part is damaged"] += 1
            if held is not None:
                yield self._checked(held)
            yield Reason.DAMAGED
            return
        self._state.faults[fault] += 1
        record = self._by_itself(place)
        yield self._checked(found_in(record, place)) if record is not None else reason

    def _checked(self, held: Found) -> Found:
        """The same without an offset if it is of no use: in a file compressed as one."""
        if not isinstance(held, Capture) or held.offset is None or self._is_plain:
            return held
        is_useful = os.pread(self._stream.fileno(), len(_GZIP), held.offset) == _GZIP
        return held if is_useful else replace(held, offset=None)

    def _by_itself(self, place: int) -> WarcRecord | None:
        """The record at a place with the length it really has; None if that can't be found out."""
        end = self._next_record(place + 1) or self._size
        self._stream.seek(place)
        raw = self._stream.read(min(end - place, MAX_RECORD))
        if self._is_packed:
            try:
                raw = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, MAX_RECORD)
            except zlib.error:
                return None
        blank = _BLANK_LINE.search(raw)
        if blank is None:
            return None
        head, block = raw[: blank.end()].replace(b"\r\n", b"\n"), _without_end(raw[blank.end() :])
        for name in _NAMES:
            head = re.sub(rb"(?im)^%s(?=:)" % name, name, head)
        head = _LENGTH.sub(b"\\1 %d" % len(block), head).replace(b"\n", b"\r\n")
        try:
            return WarcRecord.from_bytes(head + block + b"\r\n\r\n")
        except OSError:
            return None

    def _next_record(self, place: int) -> int | None:
        """Where the next record begins, at or after a place; None if there is no further one."""
        mark = re.compile(re.escape(_GZIP)) if self._is_packed else _RECORD
        while place < self._size:
            self._stream.seek(place)
            data = self._stream.read(_STEP + _OVERLAP)
            for found in mark.finditer(data):
                if not self._is_packed or _is_record(data[found.start() :]):
                    return place + found.start()
            place += _STEP
        return None

    def _tail(self, place: int) -> tuple[int, bool]:
        """How many records are whole from a place to the end of the file, and whether it is cut off."""
        if self._is_plain:
            return 0, not os.pread(self._stream.fileno(), 4, self._size - 4).endswith((b"\n\r\n", b"\n\n"))
        if os.pread(self._stream.fileno(), len(_GZIP), place) != _GZIP:
            return 1, False
        self._stream.seek(place)
        whole, unpacker = 0, zlib.decompressobj(zlib.MAX_WBITS | 16)
        rest = b""
        while data := rest or self._stream.read(_STEP):
            try:
                unpacker.decompress(data)
            except zlib.error:
                break
            rest = unpacker.unused_data
            if unpacker.eof:
                whole, unpacker = whole + 1, zlib.decompressobj(zlib.MAX_WBITS | 16)
            elif not rest and not self._stream.peek(1):
                return whole, True
        return whole, False


def _without_end(block: bytes) -> bytes:
    """The same without the blank lines that end a record."""
    ending = b"\r\n\r\n" if block.endswith(b"\r\n\r\n") else b"\n\n"
    return block.removesuffix(ending)


def _is_record(data: bytes) -> bool:
    """Whether compressed data is that of a WARC record."""
    try:
        head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, 100)
    except zlib.error:
        return False
    return head.startswith(b"WARC/")


def found_in(record: WarcRecord, offset: int) -> Found:
    """The page in a record, or why there is none. Raises OSError for damaged data."""
    kind = (record.headers.get("WARC-Type") or "").lower()
    if kind not in {"response", "resource"}:
        return _WITHOUT_PAGE.get(kind, Reason.UNKNOWN)
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if not url.startswith(("http://", "https://")):
        return Reason.NO_URL
    length = record.content_length
    if length > MAX_RECORD:
        return Outcome.TOO_LARGE
    block = record.reader.read()
    if len(block) != length:
        return Reason.DAMAGED
    if kind == "resource":
        status, headers, body = 200, {"content-type": record.headers.get("Content-Type") or ""}, block
    elif (answer := _parsed(block)) is not None:
        status, headers, body = answer
    else:
        return Reason.NO_HTTP
    if not 200 <= status < 300:
        return outcome_of_status(status)
    if not _MAY_BE_HTML.search(headers.get("content-type", "").partition(";")[0].strip().lower()):
        return Outcome.NOT_HTML
    at = _time(record, headers)
    if at is None:
        return Reason.NO_DATE
    truncated = _truncated(record, headers, body)
    try:
        content = decoded(headers, body, MAX_RECORD, is_cut=bool(truncated))
        return Capture(url, at, status, headers, content, offset, truncated)
    except Damaged:
        return Reason.DAMAGED
    except TooLarge:
        return Outcome.TOO_LARGE


def _parsed(block: bytes) -> tuple[int, dict[str, str], bytes] | None:
    """Status, headers and body of an HTTP response; None if it is none."""
    status = _STATUS.match(block)
    if status is None:
        return None
    blank = _BLANK_LINE.search(block)
    head, body = (block[: blank.start()], block[blank.end() :]) if blank else (block, b"")
    headers: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            name, value = name.strip().lower(), value.strip()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return int(status[1]), headers, body


def _truncated(record: WarcRecord, headers: Mapping[str, str], body: bytes) -> str:
    """Why the body of a response ends too early; empty if it does not.

    Most crawlers say so in WARC-Truncated; of some, which did not, the length the server gave is longer
    (https://github.com/ukwa/webarchive-discovery/issues/212).
    """
    if stated := (record.headers.get("WARC-Truncated") or "").strip().lower():
        return stated
    length = headers.get("content-length", "")
    is_short = length.isascii() and length.isdigit() and len(body) < int(length)
    return "unspecified" if is_short and "transfer-encoding" not in headers else ""


def _time(record: WarcRecord, headers: Mapping[str, str]) -> datetime | None:
    """When the page was captured, or when the server said that it was, aware UTC."""
    # The library's types say that there always is one.
    at: datetime | None = record.record_date
    if at is None:
        try:
            at = parsedate_to_datetime(headers.get("date", ""))
        except ValueError:
            return None
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
