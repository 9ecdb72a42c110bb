"""Sentences about the listed and about changed lists, as data for digests, pages and commands; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from storage import FoundListed, ListChange, ListChangeKind, StoredEntry
from yaluwatch.text import counted

#: Who lists, as sentences name them.
AUTHORITIES: Final = {"un": "the UN", "eu": "the EU", "us": "the US", "uk": "the UK"}


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One person, firm or ship that articles name, with everybody who lists it."""

    #: As the list prints it; capitals are kept.
    name: str
    #: "person", "firm" or "ship".
    kind: str
    #: "" for none.
    imo: str
    #: Short name → the day of the first listing, "" if unknown.
    since: dict[str, str]
    #: The day it was no longer listed by anybody; "" while it is.
    until: str
    #: Ids of the articles that name it, each once.
    articles: tuple[int, ...]

    def text(self) -> str:
        """The sentence: "CHON MYONG 1 (IMO 8712362), listed by the UN since 2018-03-30"."""
        number = f" (IMO {self.imo})" if self.imo else ""
        by = " and ".join(
            f"{AUTHORITIES.get(name, name)}{f' since {day}' if day else ''}"
            for name, day in self.since.items()
        )
        end = f", until {self.until}" if self.until else ""
        return f"{self.name}{number}, listed by {by or 'a sanctions list'}{end}"


def listed_lines(found: Iterable[FoundListed]) -> list[ListedLine]:
    """One line for each person, firm or ship, in the order they are named first.

    Entries of several lists or annexes are one if they have the same IMO number, or for lack of one the same
    kind and name.
    """
    groups: dict[tuple[str, str], list[FoundListed]] = {}
    for one in found:
        groups.setdefault(identity(one.entry), []).append(one)
    return [_line(group) for group in groups.values()]


def identity(stored: StoredEntry) -> tuple[str, str]:
    """What entries of several lists about the same person, firm or ship have in common."""
    entry = stored.entry
    if entry.imo:
        return "imo", entry.imo
    return entry.kind, " ".join(entry.name.casefold().replace("-", " ").split())


def _line(group: Sequence[FoundListed]) -> ListedLine:
    entries = {one.entry.id: one.entry for one in group}.values()
    first = group[0].entry.entry
    since: dict[str, str] = {}
    # The UN first: others follow it.
    for name in AUTHORITIES:
        days = [stored.entry.listed_on for stored in entries if name in stored.entry.authorities]
        if days:
            since[name] = min((day for day in days if day), default="")
    gone = [stored.gone_at for stored in entries]
    last = max((at for at in gone if at is not None), default=None)
    until = last.date().isoformat() if last is not None and None not in gone else ""
    articles = tuple(dict.fromkeys(one.article_id for one in group))
    return ListedLine(first.name, first.kind, first.imo, since, until, articles)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What one import changed in one list."""

    #: The day of the import, UTC.
    day: date
    #: Name of the list.
    name: str
    #: Entries that are new (or listed again), changed, and gone.
    new: tuple[StoredEntry, ...]
    changed: tuple[StoredEntry, ...]
    gone: tuple[StoredEntry, ...]

    def text(self) -> str:
        """The sentence: "2 designations, 1 delisting on the list eu: ANNA (ship), …"."""
        parts = []
        if self.new:
            parts.append(counted(len(self.new), "designation"))
        if self.gone:
            parts.append(counted(len(self.gone), "delisting"))
        if self.changed:
            parts.append(counted(len(self.changed), "changed entry", "changed entries"))
        by = AUTHORITIES.get(self.name, self.name)
        return f"{', '.join(parts)} by {by}"


def change_lines(changes: Iterable[ListChange]) -> list[ChangeLine]:
    """One line per list and day of import, newest first; a list read for the first time is no change."""
    lines = []
    for (day, name), group in groupby(changes, key=lambda one: (one.at.date(), one.entry.list)):
        kinds = [(one.kind, one.entry) for one in group]
        lines.append(
            ChangeLine(
                day,
                name,
                new=_of(kinds, ListChangeKind.NEW, ListChangeKind.AGAIN),
                changed=_of(kinds, ListChangeKind.CHANGED),
                gone=_of(kinds, ListChangeKind.GONE),
            )
        )
    return lines


def _of(
    kinds: Iterable[tuple[ListChangeKind, StoredEntry]], *wanted: ListChangeKind
) -> tuple[StoredEntry, ...]:
    return tuple(entry for kind, entry in kinds if kind in wanted)
