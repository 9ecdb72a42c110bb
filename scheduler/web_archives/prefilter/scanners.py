"""Finding many byte strings at once: an Aho–Corasick automaton, or Hyperscan where it is installed."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind


class Scanner(Protocol):
    """Finds where which of its byte strings, in lower case, occur in any case."""

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Number of the string and where it begins, for every occurrence, in order of their ends."""


class Automaton(Scanner):
    """An Aho–Corasick automaton (DFA)."""

    def __init__(self, strings: Sequence[bytes]) -> None:
        self._automaton = BytesAhoCorasick(list(strings), MatchKind.Standard, Implementation.DFA)

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        """See `Scanner`."""
        for number, start, _ in self._automaton.find_matches_as_indexes(data.lower(), overlapping=True):
            yield number, start


class Hyperscan(Scanner):
    """Hyperscan, which scans several times faster."""

    def __init__(self, strings: Sequence[bytes]) -> None:
        # Has no types for what it compiles.
        library: Any = import_module("hyperscan")
        self._lengths = [len(string) for string in strings]
        self._database = library.Database(mode=library.HS_MODE_BLOCK)
        expressions = [b"".join(b"\\x%02x" % byte for byte in string) for string in strings]
        flags = [library.HS_FLAG_CASELESS] * len(strings)
        self._database.compile(expressions=expressions, ids=list(range(len(strings))), flags=flags)

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        """See `Scanner`."""
        found: list[tuple[int, int]] = []

        def note(number: int, _start: int, end: int, *_: object) -> None:
            found.append((number, end - self._lengths[number]))

        self._database.scan(data, match_event_handler=note)
        return iter(found)


def best_scanner(strings: Sequence[bytes]) -> Scanner:
    """The fastest scanner that is installed."""
    return Hyperscan(strings) if find_spec("hyperscan") else Automaton(strings)
