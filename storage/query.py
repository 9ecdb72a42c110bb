"""What can be asked of the archive, and how people type it.

    밀수 -마약 "coal exports" topic:smuggling place:dandong lang:ko after:2024-01 before:2024-07 relevant:any

Free words and phrases must all occur; a minus excludes; filters of one kind are alternatives.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from yaluwatch.errors import QueryError

_WORD = re.compile(r'(?P<minus>-)?(?:(?P<key>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)|(?<=:))')
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search, typed: empty filters mean "any"."""

    #: Each must occur in title or body.
    words: tuple[str, ...] = ()
    #: None may occur.
    without: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    #: Published (or first seen, when undated) at or after, and before. Aware UTC.
    after: datetime | None = None
    before: datetime | None = None
    #: False: also articles judged not relevant or not yet judged.
    only_relevant: bool = True


_LISTS = {"topic": "topics", "place": "places", "lang": "languages", "source": "sources"}
_KEYS = (*_LISTS, "after", "before", "relevant")


def parse_query(text: str) -> Query:
    """Read what a person typed. Raises QueryError with the position of the mistake.

    >>> parse_query("밀수 place:dandong").places
    ('dandong',)
    """
    query = Query()
    for match in _WORD.finditer(text):
        value = match["word"] or match["phrase"] or ""
        key = match["key"]
        if key is None or (key not in _KEYS and _is_url_like(key, value)):
            query = _with_words(query, (f"{key}:" if key else "") + value, is_excluded=bool(match["minus"]))
        else:
            query = _with_filter(query, key, value, match)
    return query


def _is_url_like(key: str, value: str) -> bool:
    return key in {"http", "https"} and value.startswith("//")


def _with_words(query: Query, words: str, *, is_excluded: bool) -> Query:
    if not words.strip():
        return query
    if is_excluded:
        return replace(query, without=(*query.without, words))
    return replace(query, words=(*query.words, words))


def _with_filter(query: Query, key: str, value: str, match: re.Match[str]) -> Query:
    position = match.start("key")
    if key not in _KEYS:
        raise QueryError(f"there is no filter {key!r}; filters are {', '.join(_KEYS)}", position)
    if match["minus"]:
        raise QueryError(f"{key}: can't be excluded with a minus", match.start())
    if not value:
        raise QueryError(f"{key}: needs a value", match.end("key"))
    if field := _LISTS.get(key):
        return _with(query, field, (*getattr(query, field), value.lower()))
    if key == "relevant":
        return _with_relevance(query, value, match.end("key") + 1)
    return _with(query, key, _first_moment(value, match.end("key") + 1))


def _with(query: Query, field: str, value: object) -> Query:
    changed: dict[str, Any] = {field: value}
    return replace(query, **changed)


def _with_relevance(query: Query, value: str, position: int) -> Query:
    if value not in {"any", "yes"}:
        raise QueryError("relevant: takes any or yes", position)
    return replace(query, only_relevant=value == "yes")


def _first_moment(value: str, position: int) -> datetime:
    """First moment of a year, month or day, UTC."""
    match = _DATE.fullmatch(value)
    try:
        if match is None:
            raise ValueError
        return datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=UTC)
    except ValueError:
        raise QueryError(f"{value!r} is no date; write 2024, 2024-01 or 2024-01-31", position) from None
