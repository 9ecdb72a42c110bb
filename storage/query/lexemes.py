"""The words, phrases, filters, operators and parentheses of a typed search, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaluwatch.errors import QueryError

#: Filters that take one of some values.
CHOICES = ("topic", "place", "goods", "actor", "source", "publisher", "lang", "status")
KEYS = (*CHOICES, "score", "after", "before", "relevant", "asof")

#: Most characters of a query, and most words and filters in it.
LONGEST = 4_000
MOST_LEXEMES = 300

# NEAR without a number allows this many tokens between the words, as in FTS5.
_NEAR_DISTANCE = 10

_LEXEME = re.compile(
    r"""
    (?P<open>\() | (?P<close>\))
  | (?P<minus>-(?=[^\s)]))
  | (?P<operator>AND|OR|NOT|NEAR(?:/(?P<distance>\d{1,3}))?)(?=[\s()]|$)
  | (?:(?P<key>[a-z]+):(?!//))?
    (?:"(?P<phrase>[^"]*)(?:"(?P<star>\*)?|$)|(?P<word>[^\s"()]+)|(?<=:))
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexeme:
    """One piece of a search."""

    #: "(", ")", "-", "AND", "OR", "NOT", "NEAR", "text" or "filter".
    kind: str
    #: Where it starts, code points from 0.
    position: int
    #: The word or phrase, or the value of a filter.
    text: str = ""
    #: Name of a filter.
    key: str = ""
    #: Whether the word only begins what is looked for.
    is_prefix: bool = False
    #: Of NEAR.
    distance: int = _NEAR_DISTANCE

    @property
    def value_position(self) -> int:
        """Where the value of a filter starts."""
        return self.position + len(self.key) + 1


def read_lexemes(text: str) -> list[Lexeme]:
    """The pieces of a search in order. Raises QueryError for an unknown filter or too long a text."""
    if len(text) > LONGEST:
        raise QueryError(f"a search has at most {LONGEST} characters", LONGEST)
    found = list(_read(text))
    if len(found) > MOST_LEXEMES:
        raise QueryError(f"a search has at most {MOST_LEXEMES} words", found[MOST_LEXEMES].position)
    return found


def _read(text: str) -> Iterator[Lexeme]:
    position = 0
    while position < len(text):
        match = _LEXEME.match(text, position)
        if match is None or match.end() == position:
            position += 1
            continue
        yield _to_lexeme(match)
        position = match.end()


def _to_lexeme(match: re.Match[str]) -> Lexeme:
    start = match.start()
    if sign := match["open"] or match["close"] or match["minus"]:
        return Lexeme(kind=sign, position=start)
    if operator := match["operator"]:
        distance = int(match["distance"] or _NEAR_DISTANCE)
        return Lexeme(kind=operator.partition("/")[0], position=start, distance=distance)
    value = match["word"] or match["phrase"] or ""
    if key := match["key"]:
        if key not in KEYS:
            raise QueryError(f"there is no filter {key!r}; filters are {', '.join(KEYS)}", start)
        return Lexeme(kind="filter", position=start, key=key, text=value)
    word = match["word"] or ""
    is_prefix = bool(match["star"]) or word.endswith("*")
    return Lexeme(kind="text", position=start, text=value.rstrip("*"), is_prefix=is_prefix)
