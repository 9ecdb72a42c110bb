"""Sanctions lists: their entries, what changed in them, and which articles name whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from yaluwatch.model import ListedMention, ListedSet, StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One entry of a sanctions list, as the list has it."""

    #: Unique in its list, the same in its later versions.
    key: str
    #: "person", "firm" (any body or organisation) or "ship".
    kind: str
    #: As printed.
    name: str
    #: Other names in any script; weak ones are too short or common to find anybody by them alone.
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    #: ISO 8601 as far as known: 1964-06-18, 1964-06, 1964.
    births: tuple[str, ...] = ()
    #: Numbers of passports and identity cards.
    documents: tuple[str, ...] = ()
    #: Seven digits with a valid check digit; "" for none.
    imo: str = ""
    #: Offices held and reasons given, as printed.
    reasons: str = ""
    #: Who lists it: un, eu, us, uk.
    authorities: tuple[str, ...] = ()
    #: Where in the list: regulation and annex, programme, regime.
    program: str = ""
    #: Day of listing, ISO 8601; "" if the list does not say.
    listed_on: str = ""
    #: Identifiers elsewhere: "wikidata:Q1", "opensanctions:NK-1", "un:KPi.001".
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """A sanctions list as read from a file."""

    #: Its short name: eu, un, us, uk, or opensanctions.
    name: str
    #: Format it was in, for people.
    format: str
    #: The day the file gives as its own, ISO 8601; "" if it gives none.
    version: str
    entries: tuple[ListEntry, ...]
    #: Entries left out, because they are about other countries.
    left_out: int = 0


class ListChangeKind(StrEnum):
    """What an import changed in an entry."""

    #: In the first import of its list: no news.
    INITIAL = "initial"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    #: Listed again after it was gone.
    AGAIN = "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry in the archive."""

    id: int
    #: Name of its list.
    list: str
    entry: ListEntry
    #: When an import no longer had it; None while it is listed. Aware UTC.
    gone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredList:
    """A list in the archive."""

    name: str
    format: str
    #: See `ListFile`.
    version: str
    #: File name or URL it was last read from.
    origin: str
    #: When it was last read, and when it last changed. Aware UTC.
    checked_at: datetime
    changed_at: datetime
    #: Number of entries in force, and of those that are gone.
    entries: int
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImport:
    """What an import did."""

    name: str
    version: str
    #: Number of entries in the file.
    entries: int
    #: Whether the archive had no such list before.
    is_first: bool
    new: int = 0
    changed: int = 0
    gone: int = 0
    #: Those that were gone and are listed again.
    again: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """One change of one entry."""

    #: When it was imported. Aware UTC.
    at: datetime
    #: The day of the list that has it, "" if unknown.
    version: str
    kind: ListChangeKind
    entry: StoredEntry
    #: Names of the fields that changed.
    fields: tuple[str, ...] = ()
    #: File name or URL it was read from.
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundListed:
    """An article that names an entry."""

    article_id: int
    version: int
    mention: ListedMention
    #: As printed.
    text: str
    entry: StoredEntry
    url: str
    title: str
    publisher: str
    #: According to the site; None if it gives no date. Aware UTC.
    published_at: datetime | None


class Lists(Protocol):
    """Sanctions lists. Entries are never deleted: those no longer listed have the time they were gone."""

    def add(
        self, file: ListFile, *, origin: str, sha256: str, at: datetime, allow_gone: bool = False
    ) -> ListImport:
        """Take over a list as it is now, in one transaction; the same list again changes nothing.

        Raises ArchiveError if the file is empty, older than what is stored, or lacks more than a fifth of the
        entries in force; `allow_gone` permits all but the first.
        """

    def all(self) -> list[StoredList]:
        """All lists, by name."""

    def in_force(self) -> tuple[int, list[StoredEntry]]:
        """The state of the lists (see `ListedSet`; 0 without lists) and all entries in force, by id."""

    def state(self) -> int:
        """The state of the lists: id of the last import that changed something; 0 without lists."""

    def get(self, entry_id: int) -> StoredEntry | None:
        """An entry, in force or gone."""

    def named(self, text: str) -> list[StoredEntry]:
        """Entries whose names contain the text in any case, or whose IMO number it is; in force first."""

    def changes(
        self, since: datetime | None = None, *, after: int = 0, up_to: int | None = None, limit: int = 1000
    ) -> list[ListChange]:
        """Changes imported since then, newest first; without the first import of a list.

        `after` and `up_to` are ids of imports, as `state` returns them: only those above the first, up to
        and including the second.
        """

    def history(self, entry_id: int) -> list[ListChange]:
        """All changes of an entry, oldest first, each with the entry as it was afterwards."""


class ListedMentions(Protocol):
    """Which articles name whom. Written with the verdict of relevant articles; versions keep their own."""

    def of(self, article_ids: Sequence[int]) -> list[FoundListed]:
        """Mentions in the newest versions of these articles, by article and position."""

    def by_entry(self, entry_id: int, *, limit: int = 20) -> list[FoundListed]:
        """Articles that name an entry, newest first, each once."""

    def outdated(self, state: int, rules: int, *, after: int = 0, limit: int = 200) -> list[StoredArticle]:
        """Relevant articles not matched with this state of the lists by these rules, by id above `after`."""

    def count_outdated(self, state: int, rules: int) -> int:
        """The number of articles `outdated` would return in total."""

    def add(self, found: Iterable[tuple[StoredArticle, ListedSet]]) -> None:
        """Store the mentions of these versions, in one transaction, in place of those that were there."""
