"""The lexer of the query language: words, phrases, filters, operators and parentheses, with positions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaluwatch.errors import QueryError

#: Filters that become a `Choice`.
CHOICES = ("topic", "place", "goods", "actor", "source", "publisher", "language", "status")
#: Earlier spelling of a filter → its name; understood, not shown.
EARLIER = {"lang": "language"}
KEYS = (*CHOICES, "score", "after", "before", "relevant", "asof")

#: Limits on a query: characters, and lexemes (words, filters, operators, parentheses).
MAX_CHARACTERS = 4_000
MAX_LEXEMES = 300

# The distance of NEAR without a number, in tokens; FTS5's default.
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
    """One lexeme of a query."""

    #: "(", ")", "-", "AND", "OR", "NOT", "NEAR", "text" or "filter".
    kind: str
    #: Where it starts, in code points from 0.
    position: int
    #: The word or phrase, or the value of a filter.
    text: str = ""
    #: Name of a filter.
    key: str = ""
    #: Whether the text is a prefix ("smuggl*").
    is_prefix: bool = False
    #: Of NEAR, in tokens.
    distance: int = _NEAR_DISTANCE

    @property
    def value_position(self) -> int:
        """Where the value of a filter starts."""
        return self.position + len(self.key) + 1


def read_lexemes(text: str) -> list[Lexeme]:
    """The lexemes of a query in order. Raises QueryError for an unknown filter or too long a query."""
    if len(text) > MAX_CHARACTERS:
        raise QueryError(f"a search has at most {MAX_CHARACTERS} characters", MAX_CHARACTERS)
    found = list(_read(text))
    if len(found) > MAX_LEXEMES:
        raise QueryError(f"a search has at most {MAX_LEXEMES} words", found[MAX_LEXEMES].position)
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
        if key not in KEYS and key not in EARLIER:
            raise QueryError(f"there is no filter {key!r}; filters are {', '.join(KEYS)}", start)
        return Lexeme(kind="filter", position=start, key=key, text=value)
    word = match["word"] or ""
    is_prefix = bool(match["star"]) or word.endswith("*")
    return Lexeme(kind="text", position=start, text=value.rstrip("*"), is_prefix=is_prefix)
