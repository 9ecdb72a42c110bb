"""The syntax tree of a query: words and filters.

`parser.py` builds it from typed text; each storage engine has its own compiler.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase in title or body."""

    text: str
    #: Also match longer words that begin with it.
    is_prefix: bool = False
    #: Don't match other forms of an English word.
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Words close to each other, in any order."""

    words: tuple[Word, ...]
    #: Maximum number of tokens between them: words in spaced scripts, characters in Chinese, Japanese,
    #: Korean.
    distance: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter that matches any of its values."""

    #: "topic", "place", "goods", "actor", "source", "publisher", "language" or "status".
    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Date:
    """Published (first seen, when undated) at or after a moment, or before it."""

    #: Aware UTC.
    moment: datetime
    is_after: bool


@dataclass(frozen=True, slots=True)
class ScoreFilter:
    """Relevance compared with a bound."""

    #: ">", ">=", "<", "<=" or "=".
    comparison: str
    #: 0–1.
    bound: float


@dataclass(frozen=True, slots=True)
class Not:
    """Matches what its part does not match."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """Matches what all its parts match; without parts, everything."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Matches what at least one of its parts matches."""

    parts: tuple["Node", ...]


Node: TypeAlias = Word | Near | Choice | Date | ScoreFilter | Not | All | Either


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed query."""

    #: What an article must match.
    tree: All = All(())
    #: False: also articles that are not relevant or not yet classified.
    only_relevant: bool = True
    #: Search what the archive knew at this moment; None = now. Aware UTC.
    as_of: datetime | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Words and phrases to highlight in results; a prefix ends in "*", an exact word starts with "="."""
        return tuple(dict.fromkeys(_typed(word) for word in _words(self.tree)))

    @property
    def without(self) -> tuple[str, ...]:
        """Words and phrases that are excluded, marked as in `words`."""
        unwanted = (part.part for part in self.tree.parts if isinstance(part, Not))
        return tuple(_typed(word) for part in unwanted for word in _words(part))

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics of which a match must have at least one; empty = any. The next three likewise."""
        return self._chosen("topic")

    @property
    def places(self) -> tuple[str, ...]:
        """Places by gazetteer id."""
        return self._chosen("place")

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes."""
        return self._chosen("language")

    @property
    def sources(self) -> tuple[str, ...]:
        """Source ids."""
        return self._chosen("source")

    @property
    def filters(self) -> frozenset[str]:
        """The kinds of its filters with values, wherever they stand: {"topic", "status"}."""
        return frozenset(choice.kind for choice in _choices(self.tree))

    @property
    def after(self) -> datetime | None:
        """The first moment included, aware UTC; None = no limit."""
        return max((date.moment for date in self._dates() if date.is_after), default=None)

    @property
    def before(self) -> datetime | None:
        """The first moment excluded at the end, aware UTC; None = no limit."""
        return min((date.moment for date in self._dates() if not date.is_after), default=None)

    def _chosen(self, kind: str) -> tuple[str, ...]:
        found = (part for part in self.tree.parts if isinstance(part, Choice) and part.kind == kind)
        return tuple(value for part in found for value in part.values)

    def _dates(self) -> Iterator[Date]:
        return (part for part in self.tree.parts if isinstance(part, Date))


def _words(node: Node) -> Iterator[Word]:
    """Words that contribute to a match, in the order typed."""
    match node:
        case Word():
            yield node
        case Near(words=words):
            yield from words
        case All(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _words(part)
        case _:
            return


def _choices(node: Node) -> Iterator[Choice]:
    match node:
        case Choice():
            yield node
        case Not(part=part):
            yield from _choices(part)
        case All(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _choices(part)
        case _:
            return


def _typed(word: Word) -> str:
    return "=" * word.is_exact + word.text + "*" * word.is_prefix
