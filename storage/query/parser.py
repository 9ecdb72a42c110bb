"""The parser of the query language: typed text to a `Query`, by recursive descent.

    밀수 -마약 "coal exports" smuggl* (丹东 OR 新义州) coal NEAR/5 train topic:border score:>0.8

All words and filters must match. OR and parentheses give alternatives, a minus or NOT excludes. Filters of
one kind are alternatives, too, unless AND is between them. English words match in all their forms unless they
are quoted; =word matches only itself. `relevant:any` and `asof:2026-11` apply to the whole query wherever
they appear.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from storage.query.filter_values import FilterValues
from storage.query.filters import conjunction, first_moment, read_filter, read_relevance, require_value
from storage.query.lexemes import Lexeme, read_lexemes
from storage.query.query import All, Either, Near, Node, Not, Query, Word
from yaluwatch.errors import QueryError
from yaluwatch.sentence import Sentence
from yaluwatch.text import fold

# Nesting of parentheses and minuses.
_MAX_DEPTH = 16

# Filters that apply to the whole query.
_GLOBAL = {"relevant", "asof"}

_NOTHING = All(())


def parse_query(
    text: str, aliases: Mapping[str, Sequence[str]] | None = None, values: FilterValues | None = None
) -> Query:
    """Parse a typed query. Raises QueryError with the position of the error.

    `aliases` are other spellings of names, by folded name (`yaluwatch.text.fold`): a word or phrase that is
    such a name matches all of them. With `values`, filters are read under all names of their values, and
    unknown values are an error.

    >>> parse_query("밀수 place:dandong").places
    ('dandong',)
    """
    return _Parser(read_lexemes(text), aliases or {}, values).query()


class _Parser:
    """One pass over the lexemes: alternatives consist of conjunctions, and these of factors."""

    def __init__(
        self,
        lexemes: Sequence[Lexeme],
        aliases: Mapping[str, Sequence[str]],
        values: FilterValues | None,
    ) -> None:
        self._lexemes = lexemes
        self._aliases = aliases
        self._values = values
        self._next = 0
        self._depth = 0
        self._only_relevant = True
        self._as_of: datetime | None = None

    def query(self) -> Query:
        tree = self._alternatives()
        if left := self._peek():
            raise QueryError("this parenthesis was never opened", left.position, end=left.end)
        return Query(tree=conjunction([tree]), only_relevant=self._only_relevant, as_of=self._as_of)

    def _alternatives(self) -> Node:
        parts: list[Node] = [self._conjunction()]
        while operator := self._take("OR"):
            following = self._peek()
            if parts[-1] == _NOTHING or following is None or following.kind in {"OR", ")"}:
                raise QueryError(
                    "OR needs a word or filter on both sides", operator.position, end=operator.end
                )
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _conjunction(self) -> Node:
        groups: list[list[Node]] = [[]]
        while (lexeme := self._peek()) and lexeme.kind not in {"OR", ")"}:
            if lexeme.kind == "AND":
                self._next += 1
                following = self._peek()
                if not groups[-1] or following is None or following.kind in {"AND", "OR", ")"}:
                    raise QueryError(
                        "AND needs a word or filter on both sides", lexeme.position, end=lexeme.end
                    )
                groups.append([])
            else:
                groups[-1].append(self._factor())
        if len(groups) == 1:
            return groups[0][0] if len(groups[0]) == 1 else conjunction(groups[0])
        return All(tuple(part for group in groups for part in conjunction(group).parts))

    def _factor(self) -> Node:
        lexeme = self._lexemes[self._next]
        self._next += 1
        if lexeme.kind in {"-", "NOT"}:
            return self._excluded(lexeme)
        if lexeme.kind == "(":
            return self._group(lexeme)
        if lexeme.kind == "NEAR":
            raise QueryError("NEAR needs a word on both sides", lexeme.position, end=lexeme.end)
        if lexeme.key in _GLOBAL:
            self._read_global(lexeme)
            return _NOTHING
        return read_filter(lexeme, self._values) if lexeme.kind == "filter" else self._words(lexeme)

    def _excluded(self, sign: Lexeme) -> Node:
        following = self._peek()
        if following is None or following.kind in {")", "AND", "OR", "NEAR"}:
            raise QueryError("a minus or NOT needs a word or filter after it", sign.position, end=sign.end)
        if following.key in _GLOBAL:
            raise QueryError(
                Sentence("%(filter)s: can't be excluded", filter=following.key),
                following.position,
                end=following.end,
            )
        self._enter(sign)
        part = self._factor()
        self._depth -= 1
        return part if part == _NOTHING else Not(part)

    def _read_global(self, lexeme: Lexeme) -> None:
        if lexeme.key == "relevant":
            self._only_relevant = read_relevance(lexeme)
        else:
            require_value(lexeme)
            self._as_of = first_moment(lexeme)

    def _group(self, opening: Lexeme) -> Node:
        self._enter(opening)
        part = self._alternatives()
        self._depth -= 1
        if not self._take(")"):
            raise QueryError("this parenthesis is never closed", opening.position, end=opening.end)
        return part

    def _enter(self, lexeme: Lexeme) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise QueryError(
                Sentence("parentheses can be nested at most %(most)s deep", most=_MAX_DEPTH),
                lexeme.position,
                end=lexeme.end,
            )

    def _words(self, first: Lexeme) -> Node:
        """A word with its aliases, or words joined by NEAR; matches everything for empty quotes."""
        words = [_word(first)]
        distance: int | None = None
        while operator := self._take("NEAR"):
            other = self._take("text")
            if other is None:
                raise QueryError("NEAR needs a word on both sides", operator.position, end=operator.end)
            words.append(_word(other))
            distance = max(distance or 0, operator.distance)
        if distance is not None:
            return Near(tuple(words), distance)
        if not words[0].text.strip() and not words[0].is_prefix:
            return _NOTHING
        return words[0] if first.is_exact else self._named(words[0])

    def _named(self, word: Word) -> Node:
        others = () if word.is_prefix else self._aliases.get(fold(word.text), ())
        names = tuple(dict.fromkeys([word, *(Word(other) for other in others)]))
        return word if len(names) == 1 else Either(names)

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._next] if self._next < len(self._lexemes) else None

    def _take(self, kind: str) -> Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind != kind:
            return None
        self._next += 1
        return lexeme


def _word(lexeme: Lexeme) -> Word:
    """The word of a lexeme. A single word in quotes is exact; a phrase always is."""
    is_exact = lexeme.is_exact or (lexeme.is_quoted and len(lexeme.text.split()) == 1)
    return Word(lexeme.text, lexeme.is_prefix, is_exact)
