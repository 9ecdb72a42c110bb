"""`Lists` in SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from typing_extensions import override

from storage.contract import (
    ListChange,
    ListChangeKind,
    ListFile,
    ListImport,
    Lists,
    StoredEntry,
    StoredList,
)
from storage.sql.database import Connection, Database
from storage.sql.indicators import list_rows
from storage.sql.rows import insert_numbered, time_text, to_time
from yaluwatch.errors import ArchiveError

# A file that lacks more of the entries in force than this is probably not whole.
_MAX_GONE: Final = 0.2
# Above every id.
_ALL: Final = 2**62
# So many may always be gone.
_FEW: Final = 5

_CHANGES = """
    SELECT i.at, i.version, i.origin, c.kind, c.details, e.id, l.name, e.key, e.gone_at,
           (SELECT b.details FROM list_changes b WHERE b.entry = c.entry AND b.import < c.import
            ORDER BY b.import DESC LIMIT 1)
    FROM list_imports i CROSS JOIN list_changes c ON c.import = i.id
    JOIN list_entries e ON e.id = c.entry JOIN lists l ON l.id = e.list
"""


@dataclass(frozen=True, slots=True)
class _Known:
    """A stored entry, as far as an import compares it."""

    id: int
    details: str
    is_gone: bool


class SqlLists(Lists):
    """Lists in the tables lists, list_imports, list_entries and list_changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def add(
        self, file: ListFile, *, origin: str, sha256: str, at: datetime, allow_gone: bool = False
    ) -> ListImport:
        if not file.entries:
            raise ArchiveError(f"{origin} has no entries, so nothing was changed")
        with self._connection.write(f"importing {origin}") as db:
            number, version, is_first = _list(db, file, origin, at)
            known = _known(db, number)
            _check(file, known, version, origin, allow_gone=allow_gone)
            changes = _compare(file, known, is_first=is_first)
            if changes:
                _store(db, number, file, known, changes, (at, origin, sha256))
            return _outcome(file, changes, is_first=is_first)

    @override
    def all(self) -> list[StoredList]:
        with self._connection.read("reading the lists") as db:
            rows = db.execute(
                """
                SELECT l.name, l.format, l.version, l.origin, l.checked_at, l.changed_at,
                       count(e.id) - count(e.gone_at), count(e.gone_at)
                FROM lists l LEFT JOIN list_entries e ON e.list = l.id GROUP BY l.id ORDER BY l.name
                """
            ).fetchall()
        return [
            StoredList(
                name=name,
                format=kind,
                version=version,
                origin=origin,
                checked_at=to_time(checked_at),
                changed_at=to_time(changed_at),
                entries=entries,
                gone=gone,
            )
            for name, kind, version, origin, checked_at, changed_at, entries, gone in rows
        ]

    @override
    def in_force(self) -> tuple[int, list[StoredEntry]]:
        with self._connection.scratch("reading the entries of the lists") as db:
            rows = db.execute(f"{list_rows.SELECT} WHERE e.gone_at IS NULL ORDER BY e.id")
            return _state(db), [list_rows.to_stored(row) for row in rows]

    @override
    def state(self) -> int:
        with self._connection.read("reading the state of the lists") as db:
            return _state(db)

    @override
    def get(self, entry_id: int) -> StoredEntry | None:
        with self._connection.read(f"reading entry {entry_id} of the lists") as db:
            return list_rows.by_ids(db, {entry_id}).get(entry_id)

    @override
    def named(self, text: str) -> list[StoredEntry]:
        wanted = text.strip().casefold()
        with self._connection.read("looking for entries of the lists") as db:
            rows = db.execute(f"{list_rows.SELECT} ORDER BY e.gone_at IS NOT NULL, e.id")
            stored = [list_rows.to_stored(row) for row in rows]
        return [one for one in stored if wanted and wanted in _searched(one)]

    @override
    def changes(
        self, since: datetime | None = None, *, after: int = 0, up_to: int | None = None, limit: int = 1000
    ) -> list[ListChange]:
        with self._connection.read("reading changes of the lists") as db:
            rows = db.execute(
                f"""
                {_CHANGES} WHERE i.at >= ? AND i.id > ? AND i.id <= ? AND c.kind != 'initial'
                ORDER BY i.at DESC, i.id DESC, e.id LIMIT ?
                """,
                [time_text(since) if since else "", after, _ALL if up_to is None else up_to, limit],
            )
            return [_to_change(row) for row in rows]

    @override
    def history(self, entry_id: int) -> list[ListChange]:
        with self._connection.read(f"reading the history of entry {entry_id}") as db:
            # Its few changes first, by their index.
            statement = _CHANGES.replace(
                "list_imports i CROSS JOIN list_changes c ON c.import = i.id",
                "list_changes c JOIN list_imports i ON i.id = c.import",
            )
            rows = db.execute(f"{statement} WHERE c.entry = ? ORDER BY c.import", [entry_id])
            return [_to_change(row) for row in rows]


def _state(db: Database) -> int:
    return int(db.execute("SELECT coalesce(max(id), 0) FROM list_imports").fetchone()[0])


def _searched(stored: StoredEntry) -> str:
    entry = stored.entry
    names = (entry.name, *entry.aliases, *entry.weak_aliases, *entry.former_names, entry.imo, *entry.ids)
    return "\n".join(names).casefold()


def _list(db: Database, file: ListFile, origin: str, at: datetime) -> tuple[int, str, bool]:
    """The list's id, the version stored so far, and whether it is new; notes that it was read."""
    moment = time_text(at)
    found = db.execute("SELECT id, version FROM lists WHERE name = ?", [file.name]).fetchone()
    if found is None:
        row = {
            "name": file.name,
            "format": file.format,
            "version": file.version,
            "origin": origin,
            "checked_at": moment,
            "changed_at": moment,
        }
        return insert_numbered(db, "lists", row), "", True
    db.execute(
        "UPDATE lists SET format = ?, version = max(version, ?), origin = ?, checked_at = ? WHERE id = ?",
        [file.format, file.version, origin, moment, found[0]],
    )
    return found[0], found[1], False


def _known(db: Database, number: int) -> dict[str, _Known]:
    rows = db.execute("SELECT key, id, details, gone_at FROM list_entries WHERE list = ?", [number])
    return {key: _Known(entry, details, gone_at is not None) for key, entry, details, gone_at in rows}


def _check(file: ListFile, known: dict[str, _Known], version: str, origin: str, *, allow_gone: bool) -> None:
    """Raise ArchiveError for a file that should not replace what is stored."""
    if allow_gone:
        return
    if file.version and file.version < version:
        raise ArchiveError(
            f"{origin} is of {file.version}, older than the list {file.name} of {version} in the archive; "
            "import it with --allow-gone if it is the right one"
        )
    in_force = {key for key, one in known.items() if not one.is_gone}
    gone = len(in_force - {entry.key for entry in file.entries})
    if gone > max(_FEW, _MAX_GONE * len(in_force)):
        raise ArchiveError(
            f"{origin} lacks {gone} of {len(in_force)} entries of the list {file.name}, so it is probably "
            "not whole and nothing was changed; import it with --allow-gone if they are no longer listed"
        )


def _compare(
    file: ListFile, known: dict[str, _Known], *, is_first: bool
) -> dict[str, tuple[ListChangeKind, str]]:
    """Key → what happened to the entry and its details, for all that changed."""
    changes: dict[str, tuple[ListChangeKind, str]] = {}
    for entry in file.entries:
        details = list_rows.details_of(entry)
        before = known.get(entry.key)
        if before is None:
            changes[entry.key] = (ListChangeKind.INITIAL if is_first else ListChangeKind.NEW, details)
        elif before.is_gone:
            changes[entry.key] = (ListChangeKind.AGAIN, details)
        elif before.details != details and list_rows.changed_fields(before.details, details):
            changes[entry.key] = (ListChangeKind.CHANGED, details)
    kept = {entry.key for entry in file.entries}
    for key, one in known.items():
        if key not in kept and not one.is_gone:
            changes[key] = (ListChangeKind.GONE, one.details)
    return changes


def _store(
    db: Database,
    number: int,
    file: ListFile,
    known: dict[str, _Known],
    changes: dict[str, tuple[ListChangeKind, str]],
    made: tuple[datetime, str, str],
) -> None:
    at, origin, sha256 = made
    moment = time_text(at)
    row = {"list": number, "at": moment, "version": file.version, "origin": origin, "sha256": sha256}
    done = insert_numbered(db, "list_imports", {**row, "entries": len(file.entries)})
    entries = {entry.key: entry for entry in file.entries}
    rows = []
    for key, (kind, details) in changes.items():
        if kind is ListChangeKind.GONE:
            entry = known[key].id
            db.execute("UPDATE list_entries SET gone_at = ? WHERE id = ?", [moment, entry])
        else:
            one = entries[key]
            entry = int(
                db.execute(
                    """
                    INSERT INTO list_entries (list, key, kind, name, imo, listed_on, details)
                    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (list, key) DO UPDATE SET
                    kind = excluded.kind, name = excluded.name, imo = excluded.imo,
                    listed_on = excluded.listed_on, details = excluded.details, gone_at = NULL RETURNING id
                    """,
                    [number, key, one.kind, one.name, one.imo, one.listed_on, details],
                ).fetchone()[0]
            )
        rows.append((done, entry, kind.value, details))
    db.conn.executemany("INSERT INTO list_changes (import, entry, kind, details) VALUES (?, ?, ?, ?)", rows)
    db.execute("UPDATE lists SET changed_at = ?, version = ? WHERE id = ?", [moment, file.version, number])


def _outcome(file: ListFile, changes: dict[str, tuple[ListChangeKind, str]], *, is_first: bool) -> ListImport:
    kinds = [kind for kind, _ in changes.values()]
    return ListImport(
        name=file.name,
        version=file.version,
        entries=len(file.entries),
        is_first=is_first,
        new=kinds.count(ListChangeKind.NEW) + kinds.count(ListChangeKind.INITIAL),
        changed=kinds.count(ListChangeKind.CHANGED),
        gone=kinds.count(ListChangeKind.GONE),
        again=kinds.count(ListChangeKind.AGAIN),
    )


def _to_change(row: tuple[Any, ...]) -> ListChange:
    at, version, origin, kind, details, entry, name, key, gone_at, before = row
    found = list_rows.to_stored((entry, name, key, details, gone_at))
    is_changed = kind == ListChangeKind.CHANGED and before is not None
    return ListChange(
        at=to_time(at),
        version=version,
        kind=ListChangeKind(kind),
        entry=found,
        fields=list_rows.changed_fields(before, details) if is_changed else (),
        origin=origin,
    )
