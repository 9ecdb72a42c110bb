"""The full-text index in PostgreSQL: tokens in a row, and a GIN index of which rows have which.

A row of `article_index` has the tokens of an article's title and body as text, each between two spaces. The
GIN index, over the set of them as a tsvector without positions, finds the rows that have all tokens of a
phrase; that they follow each other is seen in the text. A tsvector's own positions end at 16,383, and at 256
for one word (https://www.postgresql.org/docs/current/textsearch-limitations.html), so that phrases in long
texts would be lost.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from typing_extensions import override

from storage.query import Phrase
from storage.sql import AddValue, AllOf, AnyOf, IndexRow, Near, TextIndex, Words

if TYPE_CHECKING:
    from storage.sql import Database

#: Characters of a token that count. PostgreSQL refuses words of more than 2,046 bytes, of which a character
#: takes up to four.
_LONGEST = 511

#: Rows that are sent at once.
_CHUNK = 500

#: From how many rows on the index is written as for a backfill. New articles wait in a list, which searches
#: read to its end. The longer it may get, the less often a word's list of articles is written again: with
#: 16 MB an article costs 15 % less than with 4 MB, the default. The next one that is added alone empties it
#: (https://www.postgresql.org/docs/current/gin-implementation.html#GIN-FAST-UPDATE).
_BULK = 100
_FOR_BULK = """
    SELECT set_config(name, CASE name WHEN 'work_mem' THEN '128MB' ELSE '16MB' END, TRUE) FROM pg_settings
    WHERE (name = 'work_mem' AND CAST(setting AS BIGINT) < 131072)
        OR (name = 'gin_pending_list_limit' AND CAST(setting AS BIGINT) < 16384)
"""

_COLUMNS = ("article", "title", "body", "size")
_TOTALS = "UPDATE article_index_totals SET articles = articles + ?, tokens = tokens + ?"


class TokenIndex(TextIndex):
    """A table of tokens with a GIN index."""

    column = "article"

    @override
    def create_past(self, db: "Database") -> None:
        db.execute("CREATE TEMP TABLE past_index (LIKE article_index INCLUDING ALL) ON COMMIT DROP")

    @override
    def add(self, db: "Database", rows: Iterable[IndexRow], *, index: str) -> None:
        left = iter(rows)
        while made := [indexed_row(*row) for row in islice(left, _CHUNK)]:
            if len(made) >= _BULK:
                db.execute(_FOR_BULK)
            # A temporary table is found before others of its name.
            db.insert_rows(index.removeprefix("temp."), _COLUMNS, made)
            if index == "article_index":
                db.execute(_TOTALS, [len(made), sum(size for *_, size in made)])

    @override
    def remove(self, db: "Database", rows: Iterable[IndexRow]) -> None:
        ids = [article_id for article_id, *_ in rows]
        if not ids:
            return
        removed = db.execute(
            "DELETE FROM article_index WHERE article IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
            " RETURNING size",
            [json.dumps(ids)],
        ).fetchall()
        db.execute(_TOTALS, [-len(removed), -sum(size for (size,) in removed)])

    @override
    def clear(self, db: "Database") -> None:
        db.execute("DELETE FROM article_index")
        db.execute("UPDATE article_index_totals SET articles = 0, tokens = 0")

    @override
    def matches(self, index: str, alias: str, words: Words, value: AddValue) -> str:
        found = f"words_of({alias}.title, {alias}.body) @@ CAST({value(_query(words))} AS tsquery)"
        return found if _is_set(words) else f"{found} AND {_condition(alias, words, value)}"

    @override
    def rank(self, alias: str, words: Words, value: AddValue) -> str:
        # Equals in order of their numbers, as FTS5 has them.
        return f"-({_score(alias, words, value)}), {alias}.article"


def indexed_row(article_id: int, title: Sequence[str], body: Sequence[str]) -> tuple[int, str, str, int]:
    """The row of an article, given its tokens: id, title, body, number of tokens."""
    return article_id, _text(title), _text(body), len(title) + len(body)


def _text(tokens: Sequence[str]) -> str:
    """Tokens as they stand in a row's text."""
    if not tokens:
        return ""
    if max(map(len, tokens)) > _LONGEST:
        tokens = [token[:_LONGEST] for token in tokens]
    return f" {'  '.join(tokens)} "


def _query(words: Words) -> str:
    """The tsquery of the tokens that a row must have; what can't be seen in the set is left out."""
    match words:
        case Phrase(tokens=tokens, is_prefix=is_prefix):
            marks = [lexeme(token) for token in tokens]
            if is_prefix:
                marks[-1] += ":*"
            return f"({' & '.join(marks)})"
        case Near(phrases=phrases):
            return f"({' & '.join(map(_query, phrases))})"
        case AnyOf(parts=parts):
            return f"({' | '.join(map(_query, parts))})"
        case AllOf(parts=parts):
            return f"({' & '.join(map(_query, parts))})"


def lexeme(token: str) -> str:
    """A token in a tsquery, quoted: nothing that a person types is read as its syntax."""
    return "'" + token[:_LONGEST].replace("\\", "\\\\").replace("'", "''") + "'"


def _is_set(words: Words) -> bool:
    """Whether the set of a row's tokens alone decides."""
    match words:
        case Phrase(tokens=tokens):
            return len(tokens) == 1
        case AnyOf(parts=parts):
            return all(map(_is_set, parts))
        case AllOf(parts=parts, excluded=excluded):
            return excluded is None and all(map(_is_set, parts))
        case _:
            return False


def _condition(alias: str, words: Words, value: AddValue) -> str:
    """The condition that a row contains the words."""
    match words:
        case Phrase():
            mark = value(_stretch(words))
            return _in_title_or_body(alias, lambda part: f"strpos({part}, {mark}) > 0")
        case Near(phrases=phrases, distance=distance):
            wanted, far = value(_near(phrases)), value(distance)
            marks = [value(_stretch(phrase)) for phrase in phrases]
            return _in_title_or_body(
                alias,
                # To look for them first takes a fraction of the time, where one of them is not there.
                lambda part: " AND ".join(
                    [*(f"strpos({part}, {mark}) > 0" for mark in marks), f"are_near({part}, {wanted}, {far})"]
                ),
            )
        case AnyOf(parts=parts):
            return f"({' OR '.join(_condition(alias, part, value) for part in parts)})"
        case AllOf(parts=parts, excluded=excluded):
            whole = " AND ".join(_condition(alias, part, value) for part in parts)
            return f"({whole} AND NOT {_condition(alias, excluded, value)})" if excluded else f"({whole})"


def _in_title_or_body(alias: str, condition: Callable[[str], str]) -> str:
    return f"({condition(f'{alias}.title')} OR {condition(f'{alias}.body')})"


def _stretch(phrase: Phrase) -> str:
    """A phrase as it stands in a row's text."""
    text = _text(phrase.tokens)
    return text.removesuffix(" ") if phrase.is_prefix else text


def _near(phrases: Iterable[Phrase]) -> str:
    return json.dumps([_stretch(phrase) for phrase in phrases], ensure_ascii=False)


def _score(alias: str, words: Words, value: AddValue) -> str:
    """The sum over the phrases, as FTS5 has it: phrases count where what they are a part of is found."""
    match words:
        case Phrase():
            return _bm25(
                alias, words, f"times_in({alias}.title, {alias}.body, {value(_stretch(words))})", value
            )
        case Near(phrases=phrases, distance=distance):
            wanted, far = value(_near(phrases)), value(distance)
            times = f"near_times({alias}.title, {alias}.body, {wanted}, {far}, {{}})"
            scores = [
                _bm25(alias, phrase, times.format(number), value) for number, phrase in enumerate(phrases, 1)
            ]
            return " + ".join(scores)
        case AllOf(parts=parts):
            return " + ".join(_score(alias, part, value) for part in parts)
        case AnyOf(parts=parts):
            return " + ".join(_score_if_found(alias, part, value) for part in parts)


def _score_if_found(alias: str, words: Words, value: AddValue) -> str:
    score = _score(alias, words, value)
    if isinstance(words, AllOf):
        return f"CASE WHEN {_condition(alias, words, value)} THEN {score} ELSE 0 END"
    return score


def _bm25(alias: str, phrase: Phrase, times: str, value: AddValue) -> str:
    matches = TokenIndex().matches("article_index", "r", phrase, value)
    return (
        f"bm25((SELECT inverse_frequency(count(*)) FROM article_index r WHERE {matches}), {times},"
        f" {alias}.size, (SELECT average_size FROM article_index_totals))"
    )
