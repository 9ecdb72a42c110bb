"""Copying an archive into another, whatever their engines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from urllib.parse import urlsplit

from storage.contract import Archive, Verification
from storage.opening import open_archive, postgresql_url
from storage.pages import PageStore
from storage.query import parse_query
from storage.sql import Database, SqlArchive, ledger
from storage.sql.tables import article_index
from yaluwatch.errors import ArchiveCorrupt, ArchiveError
from yaluwatch.files import output_file, work_folder

#: Searched in both afterwards, in all scripts: each must find the same articles.
_SEARCHES = ("단둥", "밀수", "走私", "丹东", "密輸", "dandong OR coal", "topic:border")


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied."""

    #: Rows by table.
    rows: dict[str, int]
    #: Files of pages.
    files: int
    #: Of the copy, after it was made.
    verification: Verification


def copy_archive(
    source: str | Path, target: str | Path, progress: Callable[[str, int], None] = lambda *_: None
) -> Copied:
    """Copy an archive with its pages into a new one, and verify the copy; `progress` hears of each table.

    The copy is complete or has no rows; the first subscription of a new archive gives way. Raises
    ArchiveError when the target has articles, messages or accounts already, and ArchiveCorrupt when the copy
    does not hold what the archive does.
    """
    for where in (source, target):
        _check_pages(where)
    _check_different(source, target)
    with open_archive(source, read_only=True) as old, open_archive(target) as new:
        if not (isinstance(old, SqlArchive) and isinstance(new, SqlArchive)):
            raise ArchiveError("only archives in SQLite and PostgreSQL can be copied")
        files = _copy_pages(old.connection.pages, new.connection.pages)
        with (
            old.connection.scratch("reading the archive") as rows,
            new.connection.write("copying", durable=True) as db,
        ):
            counts = _copy_tables(rows, db, progress)
            article_index.rebuild(db)
        checked = new.maintenance.verify(old.maintenance.head().digest)
        _check_same(old, new, checked)
    return Copied(counts, files, checked)


def publish_archive(
    archive: Archive,
    file: Path,
    *,
    overwrite: bool = False,
    progress: Callable[[str, int], None] = lambda *_: None,
) -> None:
    """Write an SQLite file without recipients and their mail, from an archive of either engine.

    One in PostgreSQL is copied to a file first, beside `file`; `progress` hears of each table. Raises
    OutputError as `Archive.maintenance.publish` does, before anything is copied.
    """
    # One in PostgreSQL is at the file with its URL, or where that would be.
    if not (isinstance(archive, SqlArchive) and archive.path.suffix == ".url"):
        archive.maintenance.publish(file, overwrite=overwrite)
        return
    with (
        output_file(file, data=archive.path.parent, force=overwrite, make_folder=True) as stream,
        work_folder(file.parent, f".{file.name}-") as folder,
    ):
        whole, public = folder / "whole.db", folder / "public.db"
        with open_archive(whole) as copy:
            assert isinstance(copy, SqlArchive)
            with archive.connection.scratch("publishing") as rows, copy.connection.write("publishing") as db:
                _copy_tables(rows, db, progress)
                article_index.rebuild(db)
            copy.maintenance.publish(public)
        with public.open("rb") as published:
            copyfileobj(published, stream)


def _check_pages(where: str | Path) -> None:
    """Raise ArchiveError for a URL that does not say where the pages are: they would lie where one stands."""
    if str(where).startswith("postgres") and "pages=" not in urlsplit(str(where)).query:
        raise ArchiveError(
            "the URL of an archive in PostgreSQL must say where its pages are: end it with ?pages=/srv/pages,"
            " or give the file archive.url of its data folder"
        )


def _check_different(source: str | Path, target: str | Path) -> None:
    one, other = (postgresql_url(where) or str(Path(where).absolute()) for where in (source, target))
    if one == other:
        raise ArchiveError(f"{target} is the archive itself; name another one to copy it to")


def _copy_tables(old: Database, new: Database, progress: Callable[[str, int], None]) -> dict[str, int]:
    counts = {}
    columns = new.table_columns()
    known = old.table_columns()
    for table in ("articles", "deliveries", "users"):
        if new.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0]:
            raise ArchiveError(f"the archive to copy to has {table} already; name a new one")
    order = _in_order(columns)
    for table in reversed(order):
        # What every archive has, and the first subscription of `yalu init`.
        new.execute(f'DELETE FROM "{table}"')
    for table in order:
        if table not in known:
            continue
        names = ", ".join(f'"{name}"' for name in columns[table])
        found = _Counted(old.stream(f'SELECT {names} FROM "{table}"'))
        new.insert_rows(table, columns[table], _stored(table, found, new))
        counts[table] = found.count
        progress(table, found.count)
    new.continue_numbers()
    return counts


def _in_order(tables: dict[str, list[str]]) -> list[str]:
    """Tables after those they refer to: the order in which they were created, but for these."""
    first = [name for name in ("pages", "articles", "stories", "digests", "verdicts") if name in tables]
    return [*first, *(name for name in tables if name not in first)]


class _Counted(Iterable[tuple[Any, ...]]):
    """Rows, and how many there were."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._rows:
            self.count += 1
            yield row


def _stored(table: str, rows: Iterable[tuple[Any, ...]], new: Database) -> Iterable[tuple[Any, ...]]:
    """Rows as the new engine stores them: digests of the ledger are bytes where a column may hold either."""
    if table != "ledger":
        return rows
    if new.has_typed_columns:
        return (tuple(one.hex() if isinstance(one, bytes) else one for one in row) for row in rows)
    return (tuple(ledger.as_stored(one) if isinstance(one, str) else one for one in row) for row in rows)


def _copy_pages(old: PageStore, new: PageStore) -> int:
    """Copy the files of pages that are not there yet; returns how many."""
    there = new.sizes()
    wanted = [(file, size) for file, size in sorted(old.sizes().items()) if there.get(file) != size]
    for file, size in wanted:
        new.put(file, old.read(file, 0, size))
    return len(wanted)


def _check_same(old: Archive, new: Archive, checked: Verification) -> None:
    """Raise ArchiveCorrupt unless the copy verifies, ends where the archive ends, and finds the same."""
    if checked.problems:
        raise ArchiveCorrupt(f"the copy does not verify: {checked.problems[0]}")
    if old.maintenance.head() != new.maintenance.head():
        raise ArchiveCorrupt("the copy does not end where the archive ends")
    for text in _SEARCHES:
        query = parse_query(text)
        found, copied = ([hit.id for hit in archive.search.find(query, limit=200)] for archive in (old, new))
        if found != copied or old.search.count(query) != new.search.count(query):
            raise ArchiveCorrupt(f"the search {text!r} does not find the same articles in the copy")
