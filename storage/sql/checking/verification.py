"""Verification: the chain of pages and the WARC records it covers, the ledger, and what follows from it."""

from collections.abc import Iterator
from pathlib import Path

from storage.contract import Verification
from storage.pages import START, PageStore, link
from storage.sql.checking import filter_check, head_file, ledger_check
from storage.sql.checking.problems import About, Problems
from storage.sql.database import Database
from storage.sql.rows import Row
from storage.sql.tables import pages
from yaluwatch.errors import ArchiveError, PagesUnreachable

_CHUNK = 1_000


def verify(
    db: Database,
    store: PageStore,
    head: Path,
    known_link: str = "",
    *,
    has_ledger: bool = True,
    has_counts: bool = True,
) -> Verification:
    """Check every link, text, verdict and record; `known_link`, if given, must be in a chain.

    `store` has the pages, and the file `head` the link that was shown last. A backup of an older program
    may lack the ledger or the counts.
    """
    problems = Problems()
    previous, count, dropped = START, 0, 0
    is_known_found = known_link in {"", START}
    for row in _rows(db):
        count += 1
        dropped += row["dropped_at"] is not None
        _check(store, row, previous, problems)
        # Continue from the stored link, so that one wrong link is reported as one problem.
        previous = row["chain"]
        is_known_found = is_known_found or previous == known_link
    walked = ledger_check.walk(db, known_link, problems) if has_ledger else ledger_check.Walked()
    # Links of the chain of pages are in the digests of earlier versions of this program.
    if not is_known_found and not walked.is_known_found:
        problems.add(
            About.HEAD, f"the link {known_link} is not in the chain: entries were changed or removed"
        )
    if wrong_end := head_file.problem(db, head):
        problems.add(About.HEAD, wrong_end)
    filter_check.check(db, problems)
    if has_counts:
        filter_check.check_counts(db, problems)
    return Verification(
        pages=count,
        dropped=dropped,
        versions=walked.versions,
        verdicts=walked.verdicts,
        entry=walked.entry,
        head=walked.head,
        problems=problems.sentences(),
        damaged_files=tuple(sorted(problems.files)),
        are_only_bytes=problems.are_only_bytes,
    )


def _check(store: PageStore, row: Row, previous: str, problems: Problems) -> None:
    if row["chain"] != link(previous, row):
        problems.add(
            About.PAGES, f"page {row['id']} of {row['url']} does not follow from the pages before it"
        )
    if row["dropped_at"] is None:
        try:
            pages.body_of(store, row)
        except PagesUnreachable:
            # Nothing is known about this page, and the others would take as long.
            raise
        except ArchiveError as error:
            problems.add_bytes(str(row["file"]), str(error))


def _rows(db: Database) -> Iterator[Row]:
    """All pages in order, read in chunks, so that a long verification does not block WAL checkpoints."""
    after = 0
    while rows := list(db.query(f"SELECT * FROM pages WHERE id > ? ORDER BY id LIMIT {_CHUNK}", [after])):
        yield from rows
        after = rows[-1]["id"]
