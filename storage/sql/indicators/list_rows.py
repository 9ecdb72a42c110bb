"""Rows of the tables of sanctions lists, in and out."""

import json
from dataclasses import asdict, fields
from typing import Any, Final

from storage.contract import ListEntry, StoredEntry
from storage.sql.database import Database
from storage.sql.rows import AMONG_IDS, among, json_text, to_optional_time

#: A SELECT of whole entries: of `list_entries` as `e` and `lists` as `l`.
SELECT: Final = (
    "SELECT e.id, l.name, e.key, e.details, e.gone_at FROM list_entries e JOIN lists l ON l.id = e.list"
)

_FIELDS: Final = tuple(field.name for field in fields(ListEntry) if field.name != "key")


def details_of(entry: ListEntry) -> str:
    """An entry as JSON without its key and without what it does not have."""
    values = asdict(entry)
    return json_text({name: values[name] for name in _FIELDS if values[name]})


def to_entry(key: str, details: str) -> ListEntry:
    """The entry of a key and its JSON."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in json.loads(details).items()
    }
    return ListEntry(key=key, **values)


def to_stored(row: tuple[Any, ...]) -> StoredEntry:
    """The entry of a row of `SELECT`."""
    number, name, key, details, gone_at = row
    return StoredEntry(id=number, list=name, entry=to_entry(key, details), gone_at=to_optional_time(gone_at))


def by_ids(db: Database, ids: set[int]) -> dict[int, StoredEntry]:
    """Entries by id."""
    rows = db.execute(f"{SELECT} WHERE e.id IN {AMONG_IDS}", [among(sorted(ids))])
    return {row[0]: to_stored(row) for row in rows}


def changed_fields(before: str, after: str) -> tuple[str, ...]:
    """Names of the fields in which two JSON texts of an entry differ; the order of names is no difference."""
    old, new = json.loads(before), json.loads(after)
    return tuple(name for name in _FIELDS if _unordered(old.get(name)) != _unordered(new.get(name)))


def _unordered(value: object) -> object:
    return sorted(value) if isinstance(value, list) else value
