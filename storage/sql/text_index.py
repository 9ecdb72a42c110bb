"""What is searched for in texts, as a tree of phrases, and what an engine's full-text index does with it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from storage.query import Phrase

if TYPE_CHECKING:
    from storage.sql.database import Database


@dataclass(frozen=True, slots=True)
class Near:
    """Phrases in any order, at most `distance` tokens between the first's end and the last's start."""

    phrases: tuple[Phrase, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the parts; there are two or more."""

    parts: "tuple[Words, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of the parts, and not the one that is excluded."""

    parts: "tuple[Words, ...]"
    excluded: "Words | None" = None


#: What a text must contain. A phrase, and all phrases of `Near`, stand in the title, or in the body.
Words = Phrase | Near | AnyOf | AllOf

#: Adds a value to the statement's values; returns the mark that stands for it.
AddValue = Callable[[str | float], str]

#: An article's id, the tokens of its title, and those of its body.
IndexRow = tuple[int, Sequence[str], Sequence[str]]


class TextIndex(Protocol):
    """A full-text index over tokens, in a table with one row for each article."""

    #: The table's column with the article's id.
    column: str

    def create_past(self, db: "Database") -> None:
        """Create an empty temporary index, `temp.past_index`."""

    def add(self, db: "Database", rows: Iterable[IndexRow], *, index: str) -> None:
        """Add articles that are not in the index, in order of their ids."""

    def remove(self, db: "Database", rows: Iterable[IndexRow]) -> None:
        """Remove articles from `article_index`, given exactly what was added."""

    def clear(self, db: "Database") -> None:
        """Remove all articles from `article_index`."""

    def matches(self, index: str, alias: str, words: Words, value: AddValue) -> str:
        """The condition that a row of the index, under this alias, contains the words."""

    def rank(self, alias: str, words: Words, value: AddValue) -> str:
        """Expression to sort rows by that contain the words: the smallest is the most relevant (BM25)."""
