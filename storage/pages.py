"""The table pages and the WARC files beside the archive: bytes as they were read."""

import hashlib
import os
import zlib
from io import BytesIO
from pathlib import Path

from sqlite_utils import Database
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage import chain
from storage.rows import Row, insert, time_text, to_time
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Page

# Content decoding is undone before the bytes reach us, so these headers no longer describe them.
_DROPPED_HEADERS = {"content-encoding", "content-length", "transfer-encoding"}


def add(db: Database, folder: Path, page: Page) -> int:
    """Append the page to its source's WARC file of the day (ISO 28500); the row's id.

    The file is written before the row is committed: a crash leaves bytes without a row, never a
    row without bytes. Such bytes are overwritten by the next page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    record = _record(page)
    file, offset = _place(db, folder, f"{page.source_id}-{page.fetched_at:%Y%m%d}")
    with file.open("r+b" if file.exists() else "xb") as stream:
        stream.seek(offset)
        stream.truncate()
        stream.write(record)
        stream.flush()
        # After a power cut the row may be there; then its bytes must be, too.
        os.fsync(stream.fileno())
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


def read_body(db: Database, folder: Path, article_id: int, version: int) -> bytes | None:
    """The bytes a version was read from, None when it came with the feed or is not there.

    Raises ArchiveError when file and row disagree.
    """
    statement = "SELECT * FROM pages WHERE id = (SELECT page FROM versions WHERE article = ? AND number = ?)"
    row = next(db.query(statement, [article_id, version]), None)
    return None if row is None else body_of(folder, row)


def read_page(db: Database, folder: Path, page_id: int, source_id: str) -> Page:
    """A stored page as it came. Raises ArchiveError when file and row disagree, or it was dropped."""
    row = next(db.query("SELECT * FROM pages WHERE id = ?", [page_id]))
    status, headers, body = _record_of(folder, row)
    return Page(
        source_id=source_id,
        requested_url=row["url"],
        url=row["url"],
        status=status,
        headers=headers,
        body=body,
        fetched_at=to_time(row["fetched_at"]),
    )


def body_of(folder: Path, row: Row) -> bytes:
    """The body bytes a row stands for. Raises ArchiveError when file and row disagree."""
    return _record_of(folder, row)[2]


def _record_of(folder: Path, row: Row) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body a row stands for."""
    name, offset = row["file"], row["offset"]
    where = f"page {row['id']} in {name} at byte {offset}"
    if row["dropped_at"]:
        raise ArchiveError(f"{where} was dropped at {row['dropped_at']}")
    try:
        with (folder / name).open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(BytesIO(stream.read(row["size"])))))
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
    if url != row["url"] or hashlib.sha256(body).hexdigest() != row["sha256"]:
        raise ArchiveError(f"{where} is not what was stored")
    return status, headers, body


def _place(db: Database, folder: Path, name: str) -> tuple[Path, int]:
    """The day's file and where its known bytes end.

    A file that has lost known bytes is left to the doctor, and a second one is begun: collecting goes on.
    """
    number = 1
    while True:
        file = folder / f"{name}{f'-{number}' if number > 1 else ''}.warc.gz"
        end = db.execute(
            "SELECT coalesce(max(offset + size), 0) FROM pages WHERE file = ? AND dropped_at IS NULL",
            [file.name],
        ).fetchone()[0]
        if end <= (file.stat().st_size if file.exists() else 0):
            return file, end
        number += 1


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
