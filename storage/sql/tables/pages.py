"""The table pages: where the bytes of each page are stored, linked into a hash chain."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storage.contract import PackedPage, StoredPage
from storage.pages import START, Capture, Content, PageStore, link, pack_page, read_capture
from storage.sql import ledger
from storage.sql.database import Database
from storage.sql.rows import Row, insert_numbered, time_text, to_optional_time, to_time
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Page


def add(db: Database, store: PageStore, page: Page, level: int) -> int:
    """Store the page in a WARC file of its source and day and insert its row; returns the row's id.

    The file is written before the row is committed: a crash may leave bytes without a row, never a row
    without bytes. `level` is that of `to_record`.
    """
    with appending(db, store) as append:
        return append(pack_page(page, level))


@contextmanager
def appending(db: Database, store: PageStore) -> Iterator[Callable[[PackedPage], int]]:
    """A function that does the same for pages that are packed; returns the row's id.

    The files are on disk at the end of the block. Raises as methods of `PageStore` do.
    """

    def end_of(file: str) -> int:
        end = db.execute(
            'SELECT coalesce(max("offset" + size), 0) FROM pages WHERE file = ? AND dropped_at IS NULL',
            [file],
        ).fetchone()[0]
        return int(end)

    with store.appending(end_of) as put:
        yield lambda page: _insert(db, page, *put(page))


def _insert(db: Database, page: PackedPage, file: str, offset: int) -> int:
    row: dict[str, str | int] = {
        "url": page.url,
        "fetched_at": time_text(page.fetched_at),
        "sha256": page.sha256,
        "file": file,
        "offset": offset,
        "size": len(page.record),
    }
    row["chain"] = chain = link(_last_link(db), row)
    page_id = insert_numbered(db, "pages", row)
    ledger.add_page(db, page_id, chain)
    return page_id


def _last_link(db: Database) -> str:
    """The newest link; the start of the chain when there is no page yet."""
    found = db.execute("SELECT chain FROM pages ORDER BY id DESC LIMIT 1").fetchone()
    return str(found[0]) if found else START


def fill_chain(db: Database) -> None:
    """Link the pages that were stored before the chain existed."""
    previous = START
    for row in list(db.query("SELECT * FROM pages ORDER BY id")):
        previous = link(previous, row)
        db.execute("UPDATE pages SET chain = ? WHERE id = ?", [previous, row["id"]])


def read_body(db: Database, store: PageStore, article_id: int, version: int) -> bytes | None:
    """The bytes a version was read from; None when it came with the feed or does not exist.

    Raises ArchiveError when the file does not hold what the row says, or retention dropped it.
    """
    row = _row_of(db, article_id, version)
    return None if row is None else body_of(store, row)


def read_stored(db: Database, article_id: int, version: int) -> StoredPage | None:
    """Where a version's page is stored; None when it came with the feed or does not exist."""
    row = _row_of(db, article_id, version)
    if row is None:
        return None
    times = {"fetched_at": to_time(row["fetched_at"]), "dropped_at": to_optional_time(row["dropped_at"])}
    return StoredPage(**{**row, **times})


def _row_of(db: Database, article_id: int, version: int) -> Row | None:
    statement = "SELECT * FROM pages WHERE id = (SELECT page FROM versions WHERE article = ? AND number = ?)"
    return next(db.query(statement, [article_id, version]), None)


def read_page(db: Database, store: PageStore, page_id: int, source_id: str) -> Page:
    """A stored page. Raises ArchiveError as `read_body` does."""
    row = next(db.query("SELECT * FROM pages WHERE id = ?", [page_id]))
    stored = _read(store, row)
    return Page(
        source_id=source_id,
        requested_url=row["url"],
        url=row["url"],
        status=stored.status,
        headers=stored.headers,
        body=stored.body,
        fetched_at=to_time(row["fetched_at"]),
        truncated=stored.truncated,
    )


def body_of(store: PageStore, row: Row) -> bytes:
    """The body of a row's page. Raises ArchiveError as `read_body` does."""
    return _read(store, row).body


def _read(store: PageStore, row: Row) -> Content:
    if row["dropped_at"]:
        raise ArchiveError(f"page {row['id']} in {row['file']} was dropped at {row['dropped_at']}")
    capture = Capture(row["file"], row["offset"], row["size"], row["url"], row["sha256"])
    return read_capture(store, capture)
