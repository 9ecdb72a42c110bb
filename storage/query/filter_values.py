"""The values that filters may have, under all their names, and suggestions for those that don't exist."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence
from yaluwatch.text import fold

# Up to this many values are listed when none is close.
_LISTED = 12
# No name is longer; comparing is quadratic.
_LONGEST = 100
_SEPARATORS = lazy_regex(r"[\s_\-·'’.]+")


@dataclass(frozen=True, slots=True)
class FilterValues:
    """What the filters of a query can be set to."""

    #: Filter, such as "place" → its values by name; names may be written in any way that `name_key` ignores.
    named: Callable[[str], Mapping[str, Sequence[str]]]
    #: Whether a value that has no name exists all the same, such as a source that is no longer listed.
    exists: Callable[[str, str], bool]
    # Filter → its values by `name_key`, read once: a query may have hundreds of filters.
    _read: dict[str, Mapping[str, Sequence[str]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def resolve(self, kind: str, text: str) -> tuple[str, ...]:
        """The values that `text` stands for; empty when there are none.

        Several places may share a name.
        """
        values = self._by_key(kind).get(name_key(text))
        if values:
            return tuple(values)
        stored = text if kind == "publisher" else text.lower()
        return (stored,) if self.exists(kind, stored) else ()

    def lenient(self) -> "FilterValues":
        """The same names, with any other value taken to exist: a saved search outlives its values."""
        return FilterValues(self.named, lambda _kind, _value: True)

    def closest(self, kind: str, text: str) -> list[str]:
        """The existing values whose names are most like a text, at most three."""
        by_key = self._by_key(kind)
        close = _closest(name_key(text[:_LONGEST]), by_key)
        return list(dict.fromkeys(value for key in close for value in by_key[key]))[:3]

    def problem(self, kind: str, text: str, close: Sequence[str] | None = None) -> str:
        """A sentence that says the value does not exist, with the closest ones, or all if they are few."""
        close = self.closest(kind, text) if close is None else close
        every = dict.fromkeys(value for found in self._by_key(kind).values() for value in found)
        said = Sentence("there is no %(kind)s %(name)s", kind=Sentence(kind), name=repr(text[:60]))
        if close:
            return Sentence("%(said)s; did you mean %(names)s?", said=said, names=" or ".join(close))
        if 0 < len(every) <= _LISTED:
            return Sentence("%(said)s; there are %(names)s", said=said, names=", ".join(every))
        return said

    def _by_key(self, kind: str) -> Mapping[str, Sequence[str]]:
        if kind not in self._read:
            self._read[kind] = _by_key(self.named(kind))
        return self._read[kind]


def _closest(wanted: str, known: Collection[str]) -> list[str]:
    """The known names most like the wanted one, without those clearly less like it than the first."""
    close = get_close_matches(wanted, known, n=6, cutoff=0.5)
    likeness = {name: SequenceMatcher(None, name, wanted).ratio() for name in close}
    return [name for name in close if likeness[name] > likeness[close[0]] - 0.15]


# Each query reads all names of the lists it has filters of.
@lru_cache(maxsize=8_192)
def name_key(name: str) -> str:
    """What all ways to write a name share: case, width and character forms don't matter, nor do separators.

    >>> name_key("North Pyongan") == name_key("north-pyongan")
    True
    """
    return _SEPARATORS.sub("-", fold(name).strip())


def _by_key(named: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name, values in named.items():
        known = found.setdefault(name_key(name), [])
        known += [value for value in values if value not in known]
    return found
