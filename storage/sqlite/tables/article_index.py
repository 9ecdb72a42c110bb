"""The table article_index: search tokens of the newest version of every article."""

import logging
from collections.abc import Iterator

from sqlite_utils import Database

from storage.query import TOKENS_VERSION, tokens
from storage.sqlite.rows import upsert

log = logging.getLogger(__name__)

#: Articles between two lines in the log.
TELL_EVERY = 50_000

#: How an index is declared; `article_index` was made with it by the first step of the schema.
DEFINITION = """USING fts5(title, body, content='', tokenize="unicode61 remove_diacritics 2")"""

_ADD = "INSERT INTO {index} (rowid, title, body) VALUES (?, ?, ?)"
# A contentless index forgets a text only when told exactly what it held
# (https://www.sqlite.org/fts5.html#the_delete_command).
_REMOVE = "INSERT INTO article_index (article_index, rowid, title, body) VALUES ('delete', ?, ?, ?)"


class IndexChanges:
    """What a transaction does to the index, kept until everything else is written.

    FTS5 writes out what it holds whenever a statement opens a savepoint, and many statements do:
    with index and tables written in turns, half of the time goes into tiny pieces of index.
    """

    def __init__(self) -> None:
        self._added: dict[int, tuple[int, str, str]] = {}
        self._removed: list[tuple[int, str, str]] = []

    def add(self, article_id: int, title: str, body: str) -> None:
        """Make a text findable."""
        self._added[article_id] = _row(article_id, title, body)

    def remove(self, article_id: int, title: str, body: str) -> None:
        """Forget a text: one that is to be added, or else one that is stored."""
        if self._added.pop(article_id, None) is None:
            self._removed.append(_row(article_id, title, body))

    def write(self, db: Database) -> None:
        """Carry them out, by article: FTS5 also writes out what it holds when an id is not above the last."""
        db.conn.executemany(_REMOVE, sorted(self._removed))
        db.conn.executemany(_ADD.format(index="article_index"), sorted(self._added.values()))


def add(db: Database, article_id: int, title: str, body: str, *, index: str = "article_index") -> None:
    """Make a text findable."""
    db.execute(_ADD.format(index=index), _row(article_id, title, body))


def is_current(db: Database) -> bool:
    """Whether the index holds the tokens this program makes."""
    found = db.execute("SELECT value FROM archive_facts WHERE name = 'tokens'").fetchone()
    return found is not None and found[0] == TOKENS_VERSION


def rebuild(db: Database) -> int:
    """Make the whole index anew; the number of articles in it. Runs in the caller's transaction."""
    db.execute("INSERT INTO article_index (article_index) VALUES ('delete-all')")
    count = 0
    for count, row in enumerate(_newest_texts(db), 1):
        add(db, *row)
        if count % TELL_EVERY == 0:
            log.info("indexing articles=%d", count)
    upsert(db, "archive_facts", {"name": "tokens", "value": TOKENS_VERSION}, "name")
    return count


def _newest_texts(db: Database) -> Iterator[tuple[int, str, str]]:
    yield from db.execute(
        """
        SELECT a.id, v.title, v.body FROM articles a
        JOIN versions v ON v.article = a.id AND v.number = a.version ORDER BY a.id
        """
    )


def _row(article_id: int, title: str, body: str) -> tuple[int, str, str]:
    return article_id, " ".join(tokens(title)), " ".join(tokens(body))
