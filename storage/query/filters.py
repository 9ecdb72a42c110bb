"""The filters of the query language: `topic:smuggling`, `score:>0.8`, `after:2024-01`."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import get_close_matches

from storage.query.filter_values import FilterValues
from storage.query.lexemes import CHOICES, EARLIER, Lexeme
from storage.query.query import All, Choice, Date, Node, ScoreFilter
from yaluwatch.errors import QueryError
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

_STATUSES = ("edited", "removed", "undated")
_AUTHORITIES = ("any", "eu", "uk", "un", "us")
#: Filters with the same values in every archive.
_FIXED = ("status", "listed")
_DATE = lazy_regex(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_NEEDS_QUOTES = lazy_regex(r"[\s()|]|^$")
_SCORE = lazy_regex(r"(>=|<=|>|<|=)?(0|1|[01]?\.\d{1,9})", re.ASCII)


def read_filter(lexeme: Lexeme, values: FilterValues | None = None) -> Choice | Date | ScoreFilter:
    """The filter in a lexeme. Raises QueryError for a missing, invalid or (given `values`) unknown value."""
    require_value(lexeme)
    if lexeme.key == "status" and lexeme.text not in _STATUSES:
        close = get_close_matches(lexeme.text, _STATUSES)
        raise _wrong_value(
            Sentence("%(filter)s: takes %(values)s", filter="status", values=", ".join(_STATUSES)),
            lexeme,
            close,
        )
    if lexeme.key == "listed" and lexeme.text.lower() not in _AUTHORITIES:
        close = get_close_matches(lexeme.text, _AUTHORITIES)
        raise _wrong_value(
            Sentence("%(filter)s: takes %(values)s", filter="listed", values=", ".join(_AUTHORITIES)),
            lexeme,
            close,
        )
    key = EARLIER.get(lexeme.key, lexeme.key)
    if key in CHOICES and key not in _FIXED and values is not None:
        found = values.resolve(key, lexeme.text)
        if not found:
            close = values.closest(key, lexeme.text)
            raise _wrong_value(values.problem(key, lexeme.text, close), lexeme, close)
        return Choice(key, found)
    if key in CHOICES:
        return Choice(key, (lexeme.text if key == "publisher" else lexeme.text.lower(),))
    if lexeme.key == "score":
        return _score(lexeme)
    return Date(first_moment(lexeme), is_after=lexeme.key == "after")


def read_relevance(lexeme: Lexeme) -> bool:
    """Whether `relevant:` asks for relevant articles only. Raises QueryError for anything but any and yes."""
    require_value(lexeme)
    if lexeme.text not in {"any", "yes"}:
        raise _wrong_value(Sentence("relevant: takes any or yes"), lexeme, ("any",))
    return lexeme.text == "yes"


def require_value(lexeme: Lexeme) -> None:
    """Raise QueryError for a filter without a value."""
    if not lexeme.text.strip():
        raise QueryError(Sentence("%(filter)s: needs a value", filter=lexeme.key), lexeme.value_position - 1)


def first_moment(lexeme: Lexeme) -> datetime:
    """The first moment of the year, month or day in a filter, aware UTC. Raises QueryError."""
    match = _DATE.fullmatch(lexeme.text)
    try:
        if match is None:
            raise ValueError
        return datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=UTC)
    except ValueError:
        reason = Sentence(
            "%(text)s is not a date; write 2024, 2024-01 or 2024-01-31", text=repr(lexeme.text[:60])
        )
        raise _wrong_value(reason, lexeme, ()) from None


def quoted(value: str) -> str:
    """A value as it is typed after a filter: in quotes if it has spaces or parentheses."""
    bare = value.replace('"', "")
    return f'"{bare}"' if _NEEDS_QUOTES.search(bare) else bare


def _wrong_value(reason: str, lexeme: Lexeme, close: Sequence[str]) -> QueryError:
    suggestions = [quoted(value) for value in close[:3]]
    return QueryError(reason, lexeme.value_position, end=lexeme.end, suggestions=suggestions)


def conjunction(parts: Sequence[Node]) -> All:
    """A node that requires all parts, with filters of one kind as alternatives: topic:a topic:b = either."""
    merged: list[Node] = []
    index_of: dict[str, int] = {}
    for part in parts:
        if isinstance(part, Choice) and part.kind in index_of:
            earlier = merged[index_of[part.kind]]
            assert isinstance(earlier, Choice)
            merged[index_of[part.kind]] = Choice(part.kind, earlier.values + part.values)
            continue
        if isinstance(part, Choice):
            index_of[part.kind] = len(merged)
        merged += part.parts if isinstance(part, All) else [part]
    return All(tuple(merged))


def _score(lexeme: Lexeme) -> ScoreFilter:
    match = _SCORE.fullmatch(lexeme.text)
    if match is None:
        raise _wrong_value(Sentence("score: takes a number from 0 to 1, such as >0.8"), lexeme, ())
    return ScoreFilter(match[1] or ">=", float(match[2]))
