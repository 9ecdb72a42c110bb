"""What several imports of sanctions lists changed in the end, entry by entry, for digests; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from indicators.lists.lines import AUTHORITIES, identity
from indicators.lists.names import squash
from storage import ListChange, ListChangeKind, StoredEntry

_ADDED: Final = frozenset({ListChangeKind.NEW, ListChangeKind.AGAIN})
# What only says where else an entry is known is no news.
_SILENT: Final = frozenset({"ids"})
# Shorter names are shared by chance.
_SHORTEST: Final = 5
# What happened, and to whom; a change with the fields that changed.
_Group = tuple[str, tuple[str, str]]
_Change = tuple[ListChange, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChange:
    """One person, firm or ship that was added, removed or changed, by one list or several."""

    #: "added", "removed" or "changed".
    kind: str
    #: As the list prints it.
    name: str
    #: "person", "firm" or "ship".
    entry_kind: str
    #: "" for none.
    imo: str
    #: Short names, the UN first: un, eu, us, uk.
    authorities: tuple[str, ...]
    #: Day of listing, ISO 8601; "" if no list says it.
    listed_on: str
    #: Names of the fields that changed; empty unless `kind` is "changed".
    fields: tuple[str, ...]
    #: Name of the first list that says so, the day it gives as its own ("" if none), and its file or URL.
    list: str
    version: str
    origin: str
    #: Ids of the entries.
    entries: tuple[int, ...]


def net_changes(changes: Iterable[ListChange]) -> list[EntryChange]:
    """One change for each person, firm or ship: added first, then removed, then changed.

    `changes` are newest first, as `Lists.changes` returns them: two imports may have the same time. What was
    added and gone again, or changed only in identifiers of other databases, is left out. Entries of several
    lists are one if they have the same IMO number, or kind and name, and the same happened to them.
    """
    of_entry: dict[int, list[ListChange]] = {}
    for change in reversed(list(changes)):
        of_entry.setdefault(change.entry.id, []).append(change)
    groups: dict[_Group, list[_Change]] = {}
    for those in of_entry.values():
        kind, fields = _net(those)
        if kind:
            groups.setdefault((kind, identity(those[-1].entry)), []).append((those[-1], fields))
    order = ("added", "removed", "changed")
    found = [_merged(kind, group) for (kind, _), group in _without_renamed(groups).items()]
    return sorted(found, key=lambda one: (order.index(one.kind), one.entries))


def _without_renamed(groups: Mapping[_Group, list[_Change]]) -> dict[_Group, list[_Change]]:
    """The groups, with one change for who was removed and added again under a corrected name.

    Lists without ids know their entries by name only.
    """
    kept = dict(groups)
    removed = [key for key in groups if key[0] == "removed"]
    for key in [key for key in groups if key[0] == "added"]:
        new = groups[key][0][0].entry
        for other in removed:
            old = groups[other][0][0].entry
            is_same = new.list == old.list and new.entry.kind == old.entry.kind
            if other in kept and is_same and _names(new) & _names(old):
                del kept[other]
                kept[("changed", key[1])] = [(change, ("name",)) for change, _ in kept.pop(key)]
                break
    return kept


def _names(stored: StoredEntry) -> set[bytes]:
    entry = stored.entry
    return {
        squash(name) for name in (entry.name, *entry.aliases, *entry.former_names) if len(name) > _SHORTEST
    }


def _net(changes: list[ListChange]) -> tuple[str, tuple[str, ...]]:
    """What happened to one entry from the first to the last change, and in which fields; "" for nothing."""
    first, last = changes[0].kind, changes[-1].kind
    fields = tuple(dict.fromkeys(name for one in changes for name in one.fields if name not in _SILENT))
    was_there = first not in _ADDED
    is_there = last is not ListChangeKind.GONE
    if was_there and is_there:
        return ("changed" if fields else ""), fields
    if was_there == is_there:
        return "", ()
    return ("added" if is_there else "removed"), ()


def _merged(kind: str, group: list[_Change]) -> EntryChange:
    group = sorted(group, key=lambda each: each[0].entry.id)
    change = group[0][0]
    entries = [one.entry.entry for one, _ in group]
    named = {name for entry in entries for name in entry.authorities}
    return EntryChange(
        kind=kind,
        name=entries[0].name,
        entry_kind=entries[0].kind,
        imo=entries[0].imo,
        authorities=tuple(name for name in AUTHORITIES if name in named),
        listed_on=min((entry.listed_on for entry in entries if entry.listed_on), default=""),
        fields=tuple(dict.fromkeys(name for _, fields in group for name in fields)),
        list=change.entry.list,
        version=change.version,
        origin=change.origin,
        entries=tuple(one.entry.id for one, _ in group),
    )
