"""The table pages and the WARC files beside the archive: bytes as they were read."""

import hashlib
import zlib
from io import SEEK_END, BytesIO
from pathlib import Path

from sqlite_utils import Database
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage import chain
from storage.rows import Row, insert, time_text
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
    row = next(db.query("SELECT * FROM pages WHERE id = ?", [page_id]), None)
    if row is None:
        raise ArchiveError(f"no page {page_id} in the archive")
    return body_of(folder, row)


def body_of(folder: Path, row: Row) -> bytes:
    """The body bytes a row stands for. Raises ArchiveError when file and row disagree."""
    name, offset = row["file"], row["offset"]
    where = f"page {row['id']} in {name} at byte {offset}"
    if row["dropped_at"]:
        raise ArchiveError(f"{where} was dropped at {row['dropped_at']}")
    try:
        with (folder / name).open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(BytesIO(stream.read(row["size"])))))
            url = record.rec_headers["WARC-Target-URI"]
            body: bytes = record.content_stream().read()
    except FileNotFoundError as error:
        raise ArchiveError(f"{where} is gone: there is no such file") from error
    # What a damaged record raises is not written down anywhere.
    except (OSError, ValueError, StopIteration, ArchiveLoadFailed, zlib.error) as error:
        raise ArchiveError(f"{where} can't be read: {error}") from error
    if url != row["url"] or hashlib.sha256(body).hexdigest() != row["sha256"]:
        raise ArchiveError(f"{where} is not what was stored")
    return body


def _known_end(db: Database, name: str) -> int:
    found = db.execute(
        "SELECT coalesce(max(offset + size), 0) FROM pages WHERE file = ? AND dropped_at IS NULL", [name]
    ).fetchone()
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
