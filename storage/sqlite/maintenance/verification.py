"""Verification of the hash chain over pages, and of the WARC records it covers."""

from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from storage.contract import Verification
from storage.pages import START, link
from storage.sqlite.rows import Row
from storage.sqlite.tables import pages
from yaluwatch.errors import ArchiveError

_CHUNK = 1_000


def verify(db: Database, folder: Path, known_link: str = "") -> Verification:
    """Check every link and every record; `known_link`, if given, must be in the chain."""
    previous, count, dropped = START, 0, 0
    problems: list[str] = []
    is_known_found = known_link in {"", START}
    for row in _rows(db):
        count += 1
        dropped += row["dropped_at"] is not None
        problems += _problems(folder, row, previous)
        # Continue from the stored link, so that one wrong link is reported as one problem.
        previous = row["chain"]
        is_known_found = is_known_found or previous == known_link
    if not is_known_found:
        problems.append(f"the link {known_link} is not in the chain: pages were changed or removed")
    return Verification(pages=count, dropped=dropped, head=previous, problems=tuple(problems))


def _problems(folder: Path, row: Row, previous: str) -> Iterator[str]:
    if row["chain"] != link(previous, row):
        yield f"page {row['id']} of {row['url']} does not follow from the pages before it"
    if row["dropped_at"] is None:
        try:
            pages.body_of(folder, row)
        except ArchiveError as error:
            yield str(error)


def _rows(db: Database) -> Iterator[Row]:
    """All pages in order, read in chunks, so that a long verification does not block WAL checkpoints."""
    after = 0
    while rows := list(db.query(f"SELECT * FROM pages WHERE id > ? ORDER BY id LIMIT {_CHUNK}", [after])):
        yield from rows
        after = rows[-1]["id"]
