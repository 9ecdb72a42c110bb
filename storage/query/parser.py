"""From what a person types to a `Query`, by recursive descent.

    밀수 -마약 "coal exports" smuggl* (丹东 OR 新义州) coal NEAR/5 train topic:border score:>0.8

Words and filters must all hold; OR and parentheses offer alternatives; a minus or NOT excludes;
filters of one kind beside each other are alternatives. `relevant:any` and `asof:2026-11` count for
the whole search wherever they stand.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from storage.query.filters import first_moment, read_filter, read_relevance, require_value, together
from storage.query.lexemes import Lexeme, read_lexemes
from storage.query.query import All, Either, Near, Node, Not, Query, Word
from yaluwatch.errors import QueryError
from yaluwatch.text import fold

# Parentheses and minuses within one another.
_DEEPEST = 16

# Filters of the whole search.
_WHOLE = {"relevant", "asof"}

_NOTHING = All(())


def parse_query(text: str, aliases: Mapping[str, Sequence[str]] | None = None) -> Query:
    """Read what a person typed. Raises QueryError with the position of the mistake.

    `aliases` are the other spellings of names, by folded name (`yaluwatch.text.fold`): a word or
    phrase that is such a name is found under all of them.

    >>> parse_query("밀수 place:dandong").places
    ('dandong',)
    """
    return _Parser(read_lexemes(text), aliases or {}).query()


class _Parser:
    """One pass over the lexemes: alternatives hold conjunctions, these hold factors."""

    def __init__(self, lexemes: Sequence[Lexeme], aliases: Mapping[str, Sequence[str]]) -> None:
        self._lexemes = lexemes
        self._aliases = aliases
        self._next = 0
        self._depth = 0
        self._only_relevant = True
        self._as_of: datetime | None = None

    def query(self) -> Query:
        tree = self._alternatives()
        if left := self._peek():
            raise QueryError("no parenthesis is open here", left.position)
        return Query(tree=together([tree]), only_relevant=self._only_relevant, as_of=self._as_of)

    def _alternatives(self) -> Node:
        parts: list[Node] = [self._conjunction()]
        while operator := self._take("OR"):
            following = self._peek()
            if parts[-1] == _NOTHING or following is None or following.kind in {"OR", ")"}:
                raise QueryError("OR stands between two things", operator.position)
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _conjunction(self) -> Node:
        parts: list[Node] = []
        while (lexeme := self._peek()) and lexeme.kind not in {"OR", ")"}:
            if lexeme.kind == "AND":
                self._next += 1
                following = self._peek()
                if not parts or following is None or following.kind in {"AND", "OR", ")"}:
                    raise QueryError("AND stands between two things", lexeme.position)
            else:
                parts.append(self._factor())
        return parts[0] if len(parts) == 1 else together(parts)

    def _factor(self) -> Node:
        lexeme = self._lexemes[self._next]
        self._next += 1
        if lexeme.kind in {"-", "NOT"}:
            return self._excluded(lexeme)
        if lexeme.kind == "(":
            return self._group(lexeme)
        if lexeme.kind == "NEAR":
            raise QueryError("NEAR stands between two words", lexeme.position)
        if lexeme.key in _WHOLE:
            self._read_whole(lexeme)
            return _NOTHING
        return read_filter(lexeme) if lexeme.kind == "filter" else self._words(lexeme)

    def _excluded(self, sign: Lexeme) -> Node:
        following = self._peek()
        if following is None or following.kind in {")", "AND", "OR", "NEAR"}:
            raise QueryError("nothing follows that could be excluded", sign.position)
        if following.key in _WHOLE:
            raise QueryError(f"{following.key}: can't be excluded", following.position)
        self._enter(sign)
        part = self._factor()
        self._depth -= 1
        return part if part == _NOTHING else Not(part)

    def _read_whole(self, lexeme: Lexeme) -> None:
        if lexeme.key == "relevant":
            self._only_relevant = read_relevance(lexeme)
        else:
            require_value(lexeme)
            self._as_of = first_moment(lexeme.text, lexeme.value_position)

    def _group(self, opening: Lexeme) -> Node:
        self._enter(opening)
        part = self._alternatives()
        self._depth -= 1
        if not self._take(")"):
            raise QueryError("this parenthesis is never closed", opening.position)
        return part

    def _enter(self, lexeme: Lexeme) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryError(f"parentheses go at most {_DEEPEST} deep", lexeme.position)

    def _words(self, first: Lexeme) -> Node:
        """A word under all its names, or words joined by NEAR; nothing for empty quotes."""
        words = [Word(first.text, first.is_prefix)]
        distance: int | None = None
        while operator := self._take("NEAR"):
            other = self._take("text")
            if other is None:
                raise QueryError("NEAR stands between two words", operator.position)
            words.append(Word(other.text, other.is_prefix))
            distance = max(distance or 0, operator.distance)
        if distance is not None:
            return Near(tuple(words), distance)
        return self._named(words[0]) if words[0].text.strip() or words[0].is_prefix else _NOTHING

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
