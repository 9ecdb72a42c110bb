"""Regular expressions that are tried only where a text has one of the literals that every match must have.

The literals are computed from the parsed expressions; one pass of an automaton over a text finds those of a
whole group of expressions. Most sentences have none of most expressions' literals, and an alternation of many
words is slow to try at every position.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, fields, replace
from functools import lru_cache
from importlib import import_module
from itertools import product
from typing import Any, ClassVar, Final, Protocol, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

from yaluwatch.patterns import is_regex


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Signs = TypeVar("Signs", bound=_Dataclass)

# Not public, but what `re.compile` itself uses; what is unknown here counts as something without literals.
_PARSER: Final = import_module("re._parser")
# More alternatives than this are not spelled out.
_MOST_SPELLINGS: Final = 48
_MOST_CHARACTERS: Final = 8
# Longer literals say hardly more.
_LONGEST: Final = 12
# Letters that `re.IGNORECASE` takes for i, s and k, but `str.lower` does not, or not as one letter; and lone
# surrogates, which the automaton does not read.
_FOLDED_OTHERWISE = re.compile("[İıſ\u212a\ud800-\udfff]")
_CAPITAL_ESCAPE = re.compile(r"\\[A-Z]|\(\?P")
# How many texts are remembered: expressions of a group are asked about one text after another.
_REMEMBERED: Final = 8


def required_literals(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Lower-case strings, one of which is in every text in which the pattern matches; None if there are none.

    >>> sorted(required_literals(re.compile(r"re-?open(?:ed|ing)?|shut")) or ())
    ['re-open', 'reopen', 'shut']
    """
    best = _Run()
    best.take(_PARSER.parse(pattern.pattern, pattern.flags))
    return best.literals()


class _Run:
    """Goes through the parts of a sequence and keeps the literals that select best."""

    def __init__(self) -> None:
        self._best: frozenset[str] | None = None
        # Spellings of the parts since the last one that is not spelled out.
        self._spelled: frozenset[str] = frozenset(("",))

    def take(self, parts: Iterable[tuple[Any, Any]]) -> None:
        for part in parts:
            if (spelled := _spellings(part)) is None:
                self._end()
                self._choose(_of_part(part))
            else:
                self._append(spelled)

    def literals(self) -> frozenset[str] | None:
        self._end()
        return self._best

    def _append(self, spelled: frozenset[str]) -> None:
        if len(self._spelled) * len(spelled) > _MOST_SPELLINGS or _shortest(self._spelled) >= _LONGEST:
            self._end()
        if len(spelled) > _MOST_SPELLINGS:
            self._choose(spelled)
            return
        self._spelled = frozenset(a + b for a, b in product(self._spelled, spelled))

    def _end(self) -> None:
        self._choose(self._spelled)
        self._spelled = frozenset(("",))

    def _choose(self, literals: frozenset[str] | None) -> None:
        if literals and _shortest(literals) and (self._best is None or _value(literals) > _value(self._best)):
            self._best = literals


def _shortest(literals: Iterable[str]) -> int:
    return min(map(len, literals))


def _value(literals: frozenset[str]) -> tuple[float, int]:
    """Longer and fewer literals select better; a Chinese, Japanese or Korean character says more."""
    shortest = min(len(each) if each.isascii() else 2 * len(each) for each in literals)
    return min(shortest, _LONGEST), -len(literals)


def _spellings(part: tuple[Any, Any]) -> frozenset[str] | None:
    """All that a part can match, in lower case, if that is little; positions match nothing: ""."""
    name, value = str(part[0]), part[1]
    if name == "LITERAL":
        return frozenset((chr(value).lower(),))
    if name == "IN":
        return _characters(value)
    if name in {"AT", "ASSERT", "ASSERT_NOT"}:
        return frozenset(("",))
    if name == "SUBPATTERN":
        return _sequence(value[-1])
    if name == "BRANCH":
        return _union(_sequence(branch) for branch in value[1])
    if name in {"MAX_REPEAT", "MIN_REPEAT"} and value[1] == 1:
        inner = _sequence(value[2])
        return inner if inner is None or value[0] else inner | {""}
    return None


def _characters(items: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    found = set()
    for item in items:
        name, value = str(item[0]), item[1]
        if name == "LITERAL":
            found.add(chr(value).lower())
        elif name == "RANGE" and value[1] - value[0] < _MOST_CHARACTERS:
            found.update(chr(each).lower() for each in range(value[0], value[1] + 1))
        else:
            return None
    return frozenset(found) if len(found) <= _MOST_CHARACTERS else None


def _sequence(parts: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    spelled = frozenset(("",))
    for part in parts:
        inner = _spellings(part)
        if inner is None or len(inner) * len(spelled) > _MOST_SPELLINGS:
            return None
        spelled = frozenset(a + b for a, b in product(spelled, inner))
    return spelled


def _union(found: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    together: set[str] = set()
    for each in found:
        if each is None:
            return None
        together |= each
    return frozenset(together) if len(together) <= _MOST_SPELLINGS else None


def _of_part(part: tuple[Any, Any]) -> frozenset[str] | None:
    """The literals of a part that can match too much to be spelled out."""
    name, value = str(part[0]), part[1]
    if name == "SUBPATTERN":
        return _of_sequence(value[-1])
    if name == "ATOMIC_GROUP":
        return _of_sequence(value)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _of_sequence(value[2]) if value[0] else None
    if name == "BRANCH":
        together: set[str] = set()
        for branch in value[1]:
            if (found := _of_sequence(branch)) is None:
                return None
            together |= found
        return frozenset(together)
    return None


def _of_sequence(parts: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    run = _Run()
    run.take(parts)
    return run.literals()


class Pattern(Protocol):
    """What is asked of a pattern, filtered or not."""

    def search(self, text: str, /) -> re.Match[str] | None:
        """The first match, or None."""

    def finditer(self, text: str, /) -> Iterator[re.Match[str]]:
        """All matches."""

    def sub(self, replacement: str, text: str, /) -> str:
        """The text with all matches replaced."""


class Prefilter:
    """Tells which patterns of a group can have a match in a text."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._always = 0
        masks: dict[str, int] = {}
        for number, pattern in enumerate(patterns):
            literals = required_literals(pattern)
            if literals is None:
                self._always |= 1 << number
            for literal in literals or ():
                masks[literal] = masks.get(literal, 0) | 1 << number
        self._masks = tuple(masks.values())
        self._automaton = AhoCorasick(tuple(masks), implementation=Implementation.ContiguousNFA)
        self._all = (1 << len(patterns)) - 1
        #: Text → the patterns that can match, as bits in their order, and the text in lower case; "" for a
        #: text that only the patterns themselves can fold.
        self.look = lru_cache(maxsize=_REMEMBERED)(self._look)

    def possible(self, text: str) -> int:
        """The patterns that can match, as bits in their order; nothing is remembered."""
        return self._look(text)[0]

    def _look(self, text: str) -> tuple[int, str]:
        if not text.isascii() and _FOLDED_OTHERWISE.search(text):
            return self._all, ""
        lower = text.lower()
        found = self._always
        masks = self._masks
        for number, _, _ in self._automaton.find_matches_as_indexes(lower, overlapping=True):
            found |= masks[number]
        return found, lower


class Filtered:
    """A pattern of a group, tried only where it can match.

    Matches have the positions of the text, but may have its letters in lower case.
    """

    __slots__ = ("_bit", "_look", "_lower", "_pattern")

    def __init__(self, pattern: re.Pattern[str], group: Prefilter, number: int) -> None:
        self._pattern = pattern
        self._lower = _in_lower_case(pattern)
        self._look = group.look
        self._bit = 1 << number

    def search(self, text: str, /) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        possible, lower = self._look(text)
        if not possible & self._bit:
            return None
        return self._lower.search(lower) if self._lower and lower else self._pattern.search(text)

    def finditer(self, text: str, /) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self._pattern.finditer(text) if self._look(text)[0] & self._bit else iter(())

    def sub(self, replacement: str, text: str, /) -> str:
        """As `re.Pattern.sub`."""
        return self._pattern.sub(replacement, text) if self._look(text)[0] & self._bit else text


def _in_lower_case(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """A case-insensitive pattern as one for texts in lower case, which is faster; None for any other."""
    if not pattern.flags & re.IGNORECASE or _CAPITAL_ESCAPE.search(pattern.pattern):
        return None
    return re.compile(pattern.pattern.removeprefix("(?i)").lower(), pattern.flags & ~re.IGNORECASE)


def prefiltered(patterns: Sequence[re.Pattern[str]]) -> tuple[Filtered, ...]:
    """The patterns of a group, in their order, that one pass over a text selects from."""
    group = Prefilter(patterns)
    return tuple(Filtered(pattern, group, number) for number, pattern in enumerate(patterns))


def with_prefilter(signs: Signs) -> Signs:
    """The same signs, a dataclass, with all its patterns as one group, also those in tuples."""
    values = {field.name: getattr(signs, field.name) for field in fields(signs)}
    patterns = list(dict.fromkeys(_patterns(tuple(values.values()))))
    filtered = dict(zip(patterns, prefiltered(patterns), strict=True))
    return replace(signs, **{name: _replaced(value, filtered) for name, value in values.items()})


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if is_regex(value):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _patterns(each)


def _replaced(value: Any, filtered: Mapping[re.Pattern[str], Filtered]) -> Any:
    if is_regex(value):
        return filtered[value]
    return tuple(_replaced(each, filtered) for each in value) if isinstance(value, tuple) else value
