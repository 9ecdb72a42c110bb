"""The table pages and the WARC files beside the archive: bytes as they were read."""

import hashlib
from io import SEEK_END, BytesIO
from pathlib import Path

from sqlite_utils import Database
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage import chain
from storage.rows import insert, time_text
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Page

# Content decoding is undone before the bytes reach us, so these headers no longer describe them.
_DROPPED_HEADERS = {"content-encoding", "content-length", "transfer-encoding"}


def add(db: Database, folder: Path, page: Page) -> int:
    """Append the page to its source's WARC file of the day (ISO 28500); the row's id.

    The file is written before the row is committed: a crash leaves bytes without a row, never a
    row without bytes. Such bytes are overwritten by the next page.
    """
    file = folder / f"{page.source_id}-{page.fetched_at:%Y%m%d}.warc.gz"
    folder.mkdir(parents=True, exist_ok=True)
    record = _record(page)
    offset = _known_end(db, file.name)
    with file.open("r+b" if file.exists() else "xb") as stream:
        if stream.seek(0, SEEK_END) < offset:
            raise ArchiveError(f"{file} is shorter than the archive says; restore it from a backup")
        stream.seek(offset)
        stream.truncate()
        stream.write(record)
    row: dict[str, str | int] = {
        "url": page.url,
        "fetched_at": time_text(page.fetched_at),
        "sha256": hashlib.sha256(page.body).hexdigest(),
        "file": file.name,
        "offset": offset,
        "size": len(record),
    }
    row["chain"] = chain.link(chain.head(db).digest, row)
    return insert(db, "pages", row)


def read_body(db: Database, folder: Path, page_id: int) -> bytes:
    """The body bytes of a stored page. Raises ArchiveError when file and row disagree."""
    found = db.execute("SELECT file, offset, size, sha256 FROM pages WHERE id = ?", [page_id]).fetchone()
    if found is None:
        raise ArchiveError(f"no page {page_id} in the archive")
    name, offset, size, digest = found
    with (folder / name).open("rb") as stream:
        stream.seek(offset)
        record = next(iter(ArchiveIterator(BytesIO(stream.read(size)))))
        body: bytes = record.content_stream().read()
    if hashlib.sha256(body).hexdigest() != digest:
        raise ArchiveError(f"page {page_id} in {name} at byte {offset} is not what was stored")
    return body


def _known_end(db: Database, name: str) -> int:
    found = db.execute("SELECT coalesce(max(offset + size), 0) FROM pages WHERE file = ?", [name]).fetchone()
    return int(found[0])


def _record(page: Page) -> bytes:
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
