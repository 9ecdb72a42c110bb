"""The lexer of the query language: words, phrases, filters, operators and parentheses, with positions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from storage.query.input_methods import ascii_syntax
from yaluwatch.errors import QueryError
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence
from yaluwatch.text import clean

#: Filters that become a `Choice`.
CHOICES = ("topic", "place", "goods", "actor", "source", "publisher", "language", "status", "listed")
#: Earlier spelling of a filter → its name; understood, not shown.
EARLIER = {"lang": "language"}
KEYS = (*CHOICES, "score", "after", "before", "relevant", "asof")

#: Limits on a query: characters, and lexemes (words, filters, operators, parentheses).
MAX_CHARACTERS = 4_000
MAX_LEXEMES = 300

# The distance of NEAR without a number, in tokens; FTS5's default.
_NEAR_DISTANCE = 10

_LEXEME = lazy_regex(
    r"""
    (?P<open>\() | (?P<close>\))
  | (?P<minus>-(?=[^\s)|]))
  | (?P<operator>AND|OR|NOT|NEAR(?:/(?P<distance>\d{1,3}))?)(?=[\s()|]|$)
  | (?P<bar>\|{1,2})
  | (?:(?P<key>[A-Za-z]+):(?!//)|(?P<exact>=)(?=[^\s()|]))?
    (?:"(?P<phrase>[^"]*)(?:"(?P<star>\*)?|$)|(?P<word>[^\s"()|]+)|(?<=:))
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
    #: Where it ends.
    end: int
    #: The word or phrase, or the value of a filter.
    text: str = ""
    #: Name of a filter.
    key: str = ""
    #: Whether the text is a prefix ("smuggl*").
    is_prefix: bool = False
    #: Whether the text is in quotes.
    is_quoted: bool = False
    #: Whether the text follows an equals sign, and stands for itself only.
    is_exact: bool = False
    #: Of NEAR, in tokens.
    distance: int = _NEAR_DISTANCE

    @property
    def value_position(self) -> int:
        """Where the value of a filter starts."""
        return self.position + len(self.key) + 1


def read_lexemes(text: str) -> list[Lexeme]:
    """The lexemes of a query in order. Raises QueryError for an unknown filter or too long a query.

    Positions count the characters a reader sees: decomposed Hangul is composed first.
    """
    if len(text) > MAX_CHARACTERS:
        raise QueryError(
            Sentence("a search has at most %(most)s characters", most=MAX_CHARACTERS), MAX_CHARACTERS
        )
    found = list(_read(as_read(text)))
    if len(found) > MAX_LEXEMES:
        raise QueryError(
            Sentence("a search has at most %(most)s words", most=MAX_LEXEMES), found[MAX_LEXEMES].position
        )
    return found


def as_read(text: str) -> str:
    """The text that positions are in: cleaned, with the language's syntax in ASCII."""
    return ascii_syntax(clean(text))


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
        return Lexeme(kind=sign, position=start, end=match.end())
    if match["bar"]:
        return Lexeme(kind="OR", position=start, end=match.end())
    if operator := match["operator"]:
        distance = int(match["distance"] or _NEAR_DISTANCE)
        kind = operator.partition("/")[0]
        return Lexeme(kind=kind, position=start, end=match.end(), distance=distance)
    value = match["word"] or match["phrase"] or ""
    key = match["key"] or ""
    if key.lower() in KEYS or key.lower() in EARLIER:
        return Lexeme(kind="filter", position=start, end=match.end(), key=key.lower(), text=value)
    if key.islower():
        close = [f"{name}:" for name in get_close_matches(key, KEYS, n=1)]
        hint = (
            Sentence("did you mean %(name)s?", name=close[0])
            if close
            else Sentence("filters are %(names)s", names=", ".join(KEYS))
        )
        reason = Sentence("there is no filter %(name)s; %(hint)s", name=repr(key), hint=hint)
        raise QueryError(reason, start, end=start + len(key) + 1, suggestions=close)
    return _text(match, f"{key} {value}".strip())


def _text(match: re.Match[str], text: str) -> Lexeme:
    """A word or phrase. Raises QueryError for a star inside a word, which would find nothing."""
    is_quoted = match["phrase"] is not None
    inside = text.rstrip("*").find("*")
    if inside >= 0 and not is_quoted and text[inside + 1 : inside + 2].isalnum():
        at = match.start() + inside
        raise QueryError("a * can only be at the end of a word", at, end=at + 1)
    return Lexeme(
        kind="text",
        position=match.start(),
        end=match.end(),
        text=text.rstrip("*"),
        is_prefix=bool(match["star"]) or text.endswith("*"),
        is_quoted=is_quoted,
        is_exact=bool(match["exact"]),
    )
