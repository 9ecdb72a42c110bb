"""The sources as a page lists them: with their states, chosen and sorted."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query

from crawler.health import SourceLine, by_attention, source_line
from storage import Archive
from web.root_path import at_root
from yaluwatch.model import Source, SourceKind, SourceState
from yaluwatch.text import fold

_NEVER = datetime.min.replace(tzinfo=UTC)


class Sorting(StrEnum):
    """By what the list is sorted."""

    ATTENTION = "attention"
    NAME = "name"
    LAST_READ = "read"
    NEWEST = "newest"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sources are listed, and in which order; as the arguments of the address."""

    #: A state in plain words, or "attention"; "" = all.
    state: Annotated[str, Query(max_length=60)] = ""
    #: ISO 639-1; "" = all.
    language: Annotated[str, Query(max_length=10)] = ""
    #: "" = all.
    kind: SourceKind | Literal[""] = ""
    #: A part of the id, name, publisher or home page.
    q: Annotated[str, Query(max_length=200)] = ""
    sort: Sorting = Sorting.ATTENTION

    @property
    def address(self) -> str:
        """The list with these arguments."""
        return self.with_state(self.state)

    def with_page(self, number: int) -> str:
        """A page of the list."""
        return f"{self.address}{'&' if '?' in self.address else '?'}page={number}"

    def with_state(self, state: str) -> str:
        """The list with these arguments and another state."""
        given = {"state": state, "language": self.language, "kind": self.kind, "q": self.q}
        given |= {"sort": "" if self.sort is Sorting.ATTENTION else self.sort}
        query = urlencode({name: value for name, value in given.items() if value})
        return at_root(f"/sources?{query}" if query else "/sources")


#: Of a choice of states: all that need attention, whatever is wrong.
ATTENTION = "attention"


def chosen(lines: Sequence[SourceLine], choice: Choice) -> list[SourceLine]:
    """The lines that are wanted, in the order that is wanted. Pure."""
    wanted = [line for line in lines if _is_wanted(line, choice)]
    if choice.sort is Sorting.ATTENTION:
        return by_attention(wanted)
    if choice.sort is Sorting.NAME:
        return sorted(wanted, key=lambda line: fold(line.source.name))
    if choice.sort is Sorting.NEW:
        return sorted(wanted, key=lambda line: (-line.new, line.source.id))
    times = {
        Sorting.LAST_READ: lambda line: line.state.last_ok_at,
        Sorting.NEWEST: lambda line: line.state.newest_item_at or line.state.last_new_at,
    }
    return sorted(wanted, key=lambda line: times[choice.sort](line) or _NEVER, reverse=True)


def _is_wanted(line: SourceLine, choice: Choice) -> bool:
    source = line.source
    is_in_state = line.needs_attention if choice.state == ATTENTION else choice.state in {"", line.plain}
    texts = (source.id, source.name, source.publisher, source.homepage)
    return (
        is_in_state
        and choice.language in {"", source.language}
        and choice.kind in {"", source.kind}
        and fold(choice.q.strip()) in fold("\n".join(texts))
    )


def states_of(lines: Sequence[SourceLine]) -> Mapping[str, int]:
    """The number of sources in each state, the most frequent first."""
    return dict(Counter(line.plain for line in lines).most_common())


@dataclass(slots=True)
class LineCache:
    """The lines of the last requests: a source is compared with its history again after it was polled."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    #: Source id → what the line was made from, and the line.
    _lines: dict[str, tuple[tuple[Source, SourceState, str], SourceLine]] = field(default_factory=dict)

    def read(self, sources: Sequence[Source], archive: Archive, now: datetime) -> list[SourceLine]:
        """Every source with its state at `now` (aware UTC), in the order of the list."""
        states = archive.sources.states()
        with self._lock:
            known = {source.id: self._lines.get(source.id) for source in sources}
        made = {}
        for source in sources:
            # What depends on the time alone, such as silence, changes within hours.
            basis = (source, states.get(source.id, SourceState(source_id=source.id)), f"{now:%Y-%m-%d %H}")
            before = known[source.id]
            if before is not None and before[0] == basis:
                made[source.id] = before
            else:
                history = archive.sources.history(source.id, now)
                made[source.id] = basis, source_line(source, basis[1], history, now)
        with self._lock:
            self._lines = made
        return [line for _, line in made.values()]
