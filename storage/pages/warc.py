"""WARC files beside the archive (ISO 28500): one per source and day, each page a gzip member of its own."""

import hashlib
import os
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from yaluwatch.errors import ArchiveError
from yaluwatch.model import Page
from yaluwatch.times import time_text

# Content decoding is undone before the bytes reach us, so these headers no longer describe them.
_DROPPED_HEADERS = {"content-encoding", "content-length", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Capture:
    """Where a page lies, and what must be found there."""

    #: Name of the WARC file.
    file: str
    #: First byte, and number of bytes.
    offset: int
    size: int
    url: str
    #: Of the body, hexadecimal.
    sha256: str


def to_record(page: Page) -> bytes:
    """The page as a compressed WARC record."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    headers = [(name, value) for name, value in page.headers.items() if name not in _DROPPED_HEADERS]
    writer.write_record(
        writer.create_warc_record(
            page.url,
            "response",
            payload=BytesIO(page.body),
            length=len(page.body),
            http_headers=StatusAndHeaders(str(page.status), headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": time_text(page.fetched_at)},
        )
    )
    return buffer.getvalue()


def write_at(file: Path, offset: int, record: bytes) -> None:
    """Put a record where the file's known bytes end; what is behind them belongs to no row."""
    with file.open("r+b" if file.exists() else "xb") as stream:
        stream.seek(offset)
        stream.truncate()
        stream.write(record)
        stream.flush()
        # After a power cut the row may be there; then its bytes must be, too.
        os.fsync(stream.fileno())


def read_capture(folder: Path, capture: Capture) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a capture. Raises ArchiveError when the file does not hold it."""
    where = f"page {capture.url} in {capture.file} at byte {capture.offset}"
    try:
        with (folder / capture.file).open("rb") as stream:
            stream.seek(capture.offset)
            record = next(iter(ArchiveIterator(BytesIO(stream.read(capture.size)))))
            url = record.rec_headers["WARC-Target-URI"]
            head = record.http_headers
            status = int(head.get_statuscode())
            headers = {header.lower(): value for header, value in head.headers}
            body: bytes = record.content_stream().read()
    except FileNotFoundError as error:
        raise ArchiveError(f"{where} is gone: there is no such file") from error
    # What a damaged record raises is not written down anywhere.
    except (OSError, ValueError, AttributeError, StopIteration, ArchiveLoadFailed, zlib.error) as error:
        raise ArchiveError(f"{where} can't be read: {error}") from error
    if url != capture.url or hashlib.sha256(body).hexdigest() != capture.sha256:
        raise ArchiveError(f"{where} is not what was stored")
    return status, headers, body
