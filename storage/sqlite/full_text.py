"""The full-text index in SQLite, with FTS5 (https://www.sqlite.org/fts5.html)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from typing_extensions import override

from storage.query import Phrase
from storage.sql import AddValue, AllOf, AnyOf, IndexRow, Near, TextIndex, Words

if TYPE_CHECKING:
    from storage.sql import Database as AnyDatabase

# The first migration created `article_index` with the same declaration.
_DEFINITION = """USING fts5(title, body, content='', tokenize="unicode61 remove_diacritics 2")"""


class Fts5Index(TextIndex):
    """A contentless FTS5 table."""

    column = "rowid"

    @override
    def create_past(self, db: "AnyDatabase") -> None:
        db.execute(f"CREATE VIRTUAL TABLE temp.past_index {_DEFINITION}")

    @override
    def add(self, db: "AnyDatabase", rows: Iterable[IndexRow], *, index: str) -> None:
        db.conn.executemany(f"INSERT INTO {index} (rowid, title, body) VALUES (?, ?, ?)", map(_texts, rows))

    @override
    def remove(self, db: "AnyDatabase", rows: Iterable[IndexRow]) -> None:
        # A contentless index can only delete a text given exactly what was indexed.
        delete = "INSERT INTO article_index (article_index, rowid, title, body) VALUES ('delete', ?, ?, ?)"
        db.conn.executemany(delete, map(_texts, rows))

    @override
    def clear(self, db: "AnyDatabase") -> None:
        db.execute("INSERT INTO article_index (article_index) VALUES ('delete-all')")

    @override
    def matches(self, index: str, alias: str, words: Words, value: AddValue) -> str:
        return f"{alias}.{index.rpartition('.')[2]} MATCH {value(expression(words))}"

    @override
    def rank(self, alias: str, words: Words, value: AddValue) -> str:
        return f"{alias}.rank"


def expression(words: Words) -> str:
    """The FTS5 expression. Every token is quoted, so nothing a person types is read as its syntax.

    >>> expression(AllOf((Phrase(("dandong",)), Phrase(("trad",), is_prefix=True))))
    '("dandong" AND "trad" *)'
    """
    match words:
        case Phrase(tokens=tokens, is_prefix=is_prefix):
            return f'"{" ".join(tokens)}"{" *" if is_prefix else ""}'
        case Near(phrases=phrases, distance=distance):
            return f"NEAR({' '.join(map(expression, phrases))}, {distance})"
        case AnyOf(parts=parts):
            return f"({' OR '.join(map(expression, parts))})"
        case AllOf(parts=parts, excluded=excluded):
            whole = " AND ".join(map(expression, parts))
            return f"({whole}) NOT {expression(excluded)}" if excluded else f"({whole})"


def _texts(row: IndexRow) -> tuple[int, str, str]:
    article_id, title, body = row
    return article_id, " ".join(title), " ".join(body)
