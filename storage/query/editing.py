"""Changes to a typed query: a filter added or taken away, the rest as it was typed."""

from collections.abc import Iterator
from dataclasses import dataclass

from storage.query.filters import quoted
from storage.query.lexemes import CHOICES, EARLIER, Lexeme, as_read, read_lexemes

# What binds a filter to its neighbour, so that neither can be taken away alone.
_BINDS_AFTER = frozenset({"-", "NOT", "OR", "NEAR"})
_BINDS_BEFORE = frozenset({"OR", "NEAR"})


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """A filter in a query that must match, and can be taken away."""

    #: Its name, such as "topic".
    kind: str
    #: Its value as typed, without quotes.
    value: str
    #: The query without it.
    rest: str


def typed_filters(text: str) -> list[TypedFilter]:
    """The filters of a query outside parentheses that are no alternatives and not excluded, in order.

    Raises QueryError as `parse_query` does.
    """
    typed, lexemes = as_read(text), read_lexemes(text)
    return [
        TypedFilter(EARLIER.get(lexeme.key, lexeme.key), lexeme.text, _without(typed, lexemes, index))
        for index, lexeme in _at_top(lexemes)
        if lexeme.kind == "filter" and _stands_alone(lexemes, index)
    ]


def with_filter(text: str, kind: str, value: str) -> str:
    """The query with a filter more, which every match must have too. Raises QueryError as `parse_query` does.

    >>> with_filter("coal OR 밀수", "topic", "border")
    '(coal OR 밀수) topic:border'
    >>> with_filter("topic:trade", "topic", "border")
    'topic:trade AND topic:border'
    """
    typed, lexemes = as_read(text).strip(), read_lexemes(text)
    if typed.count('"') % 2:
        typed += '"'
    if any(lexeme.kind == "OR" for _, lexeme in _at_top(lexemes)):
        typed = f"({typed})"
    # Those in parentheses too: (topic:a) topic:b are alternatives like topic:a topic:b.
    chosen = {EARLIER.get(lexeme.key, lexeme.key) for lexeme in lexemes}
    joint = " AND " if kind in CHOICES and kind in chosen else " " if typed else ""
    return f"{typed}{joint}{kind}:{quoted(value)}"


def _at_top(lexemes: list[Lexeme]) -> Iterator[tuple[int, Lexeme]]:
    """The lexemes outside parentheses, with their numbers."""
    depth = 0
    for index, lexeme in enumerate(lexemes):
        if not depth and lexeme.kind not in {"(", ")"}:
            yield index, lexeme
        depth += (lexeme.kind == "(") - (lexeme.kind == ")")


def _stands_alone(lexemes: list[Lexeme], index: int) -> bool:
    before = lexemes[index - 1].kind if index else ""
    after = lexemes[index + 1].kind if index + 1 < len(lexemes) else ""
    return before not in _BINDS_AFTER and after not in _BINDS_BEFORE


def _without(typed: str, lexemes: list[Lexeme], index: int) -> str:
    """The text without a lexeme, and without an AND that would be left with one side."""
    first, last = index, index
    if index and lexemes[index - 1].kind == "AND":
        first -= 1
    elif index + 1 < len(lexemes) and lexemes[index + 1].kind == "AND":
        last += 1
    kept = f"{typed[: lexemes[first].position].rstrip()} {typed[lexemes[last].end :].lstrip()}"
    return kept.strip()
