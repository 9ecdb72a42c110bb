"""What can be asked of the archive: a tree of words and filters.

`parser.py` reads what a person typed into it; each engine has a compiler of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase in title or body."""

    text: str
    #: Also where it only begins a longer word.
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Words close to one another, in any order."""

    words: tuple[Word, ...]
    #: Most tokens between them: words in spaced scripts, characters in Chinese, Japanese, Korean.
    distance: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some values of a kind."""

    #: "topic", "place", "goods", "actor", "source", "publisher", "lang" or "status".
    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Date:
    """Published (first seen, when undated) at or after a moment, or before it. Aware UTC."""

    moment: datetime
    is_after: bool


@dataclass(frozen=True, slots=True)
class ScoreFilter:
    """Relevance compared with a bound, 0–1."""

    #: ">", ">=", "<", "<=" or "=".
    comparison: str
    bound: float


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """What must all hold; nothing asks for everything."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Of what at least one must hold."""

    parts: tuple["Node", ...]


Node: TypeAlias = Word | Near | Choice | Date | ScoreFilter | Not | All | Either


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search, typed."""

    #: What an article must fulfil.
    tree: All = All(())
    #: False: also articles judged not relevant or not yet judged.
    only_relevant: bool = True
    #: Ask what the archive knew at this moment; None = what it knows now. Aware UTC.
    as_of: datetime | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Words and phrases asked for, for marking; a prefix ends in "*"."""
        return tuple(dict.fromkeys(_typed(word) for word in _words(self.tree)))

    @property
    def without(self) -> tuple[str, ...]:
        """Words and phrases no article may hold."""
        unwanted = (part.part for part in self.tree.parts if isinstance(part, Not))
        return tuple(_typed(word) for part in unwanted for word in _words(part))

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics of which an article must have one; empty = any. The same for the next three."""
        return self._chosen("topic")

    @property
    def places(self) -> tuple[str, ...]:
        """Places by gazetteer id."""
        return self._chosen("place")

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes."""
        return self._chosen("lang")

    @property
    def sources(self) -> tuple[str, ...]:
        """Source ids."""
        return self._chosen("source")

    @property
    def after(self) -> datetime | None:
        """First moment that counts; None = from the beginning."""
        return max((date.moment for date in self._dates() if date.is_after), default=None)

    @property
    def before(self) -> datetime | None:
        """First moment that no longer counts; None = to the end."""
        return min((date.moment for date in self._dates() if not date.is_after), default=None)

    def _chosen(self, kind: str) -> tuple[str, ...]:
        found = (part for part in self.tree.parts if isinstance(part, Choice) and part.kind == kind)
        return tuple(value for part in found for value in part.values)

    def _dates(self) -> Iterator[Date]:
        return (part for part in self.tree.parts if isinstance(part, Date))


def _words(node: Node) -> Iterator[Word]:
    """Words whose presence counts for a match, in the order typed."""
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


def _typed(word: Word) -> str:
    return word.text + "*" * word.is_prefix
