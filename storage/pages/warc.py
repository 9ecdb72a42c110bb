"""Reading and writing WARC files (ISO 28500): each page in its own gzip member."""

import gzip
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.contract import PackedPage
from storage.pages.store import PageStore
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Page
from yaluwatch.times import time_text

# The HTTP client has already decoded the body, so these headers no longer describe it.
_DROPPED_HEADERS = {"content-encoding", "content-length", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Capture:
    """Where a page is stored, and what must be found there."""

    #: Name of the WARC file.
    file: str
    #: Offset of the first byte, and length in bytes.
    offset: int
    size: int
    url: str
    #: Of the body, hexadecimal.
    sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a capture holds."""

    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    body: bytes
    #: Why the body ends too early, see `Page.truncated`.
    truncated: str


def to_record(page: Page, level: int) -> bytes:
    """The page as a WARC response record, compressed with gzip at a level from 1 (fast) to 9 (small)."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    headers = [(name, value) for name, value in page.headers.items() if name not in _DROPPED_HEADERS]
    fields = {"WARC-Date": time_text(page.fetched_at)}
    if page.truncated:
        fields["WARC-Truncated"] = page.truncated
    writer.write_record(
        writer.create_warc_record(
            page.url,
            "response",
            payload=BytesIO(page.body),
            length=len(page.body),
            http_headers=StatusAndHeaders(str(page.status), headers, protocol="HTTP/1.1"),
            warc_headers_dict=fields,
        )
    )
    return gzip.compress(buffer.getvalue(), level, mtime=0)


def pack_page(page: Page, level: int) -> PackedPage:
    """The page, ready to be stored, with its record by `to_record`."""
    return PackedPage(
        source_id=page.source_id,
        requested_url=page.requested_url,
        url=page.url,
        fetched_at=page.fetched_at,
        sha256=hashlib.sha256(page.body).hexdigest(),
        record=to_record(page, level),
    )


def read_capture(store: PageStore, capture: Capture) -> Content:
    """What is stored as a capture.

    Raises ArchiveError when the file is missing, can't be read, or holds something else, and PagesUnreachable
    when that can't be said.
    """
    where = f"page {capture.url} in {capture.file} at byte {capture.offset}"
    try:
        stored = store.read(capture.file, capture.offset, capture.size)
        record = next(iter(ArchiveIterator(BytesIO(stored))))
        url = record.rec_headers["WARC-Target-URI"]
        head = record.http_headers
        status = int(head.get_statuscode())
        headers = {header.lower(): value for header, value in head.headers}
        body: bytes = record.content_stream().read()
        truncated = record.rec_headers["WARC-Truncated"] or ""
    except FileNotFoundError as error:
        raise ArchiveError(f"{where} is gone: there is no such file") from error
    # warcio does not document what it raises for damaged records.
    except (OSError, ValueError, AttributeError, StopIteration, ArchiveLoadFailed, zlib.error) as error:
        raise ArchiveError(f"{where} can't be read: {error}") from error
    if url != capture.url or hashlib.sha256(body).hexdigest() != capture.sha256:
        raise ArchiveError(f"{where} is not what was stored")
    return Content(status, headers, body, truncated)
