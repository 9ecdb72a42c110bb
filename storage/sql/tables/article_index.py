"""The table article_index: the full-text index over the newest version of every article."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storage.query import TOKENS_VERSION, tokens
from storage.sql.database import Database
from storage.sql.rows import to_strings, upsert
from storage.sql.text_index import IndexRow

log = logging.getLogger(__name__)

#: Articles between two progress lines in the log.
LOG_EVERY = 50_000

# Between the body and each caption in the index: a private-use character, which queries cannot contain, so
# that no phrase, and no NEAR with its default distance of ten, matches across. Captions share the column of
# the body, because a column of their own would need the whole index to be built again in every archive.
_GAP = ["\ue001"] * 12


@dataclass(frozen=True, slots=True)
class IndexedText:
    """What the index knows of one version of an article."""

    title: str
    body: str
    captions: tuple[str, ...] = ()

    def tokens(self) -> tuple[list[str], list[str]]:
        """The tokens of the title, and of the body with the captions."""
        after = [token for caption in self.captions for token in (*_GAP, *tokens(caption))]
        return tokens(self.title), tokens(self.body) + after


class IndexChanges:
    """Collects a transaction's changes to the index, to be written after everything else.

    FTS5 flushes its buffer whenever a statement opens a savepoint, and many statements do: when writes to
    index and tables alternate, half of the time goes into tiny index segments.
    """

    def __init__(self) -> None:
        self._added: dict[int, IndexRow] = {}
        self._removed: list[IndexRow] = []

    def add(self, article_id: int, text: IndexedText) -> None:
        """Add a text to the index."""
        self._added[article_id] = _row(article_id, text)

    def remove(self, article_id: int, text: IndexedText) -> None:
        """Remove a text: one added to this collection, or one already in the index."""
        if self._added.pop(article_id, None) is None:
            self._removed.append(_row(article_id, text))

    def write(self, db: Database) -> None:
        """Write the changes, ordered by id: FTS5 also flushes its buffer when an id is not above the last."""
        db.text_index.remove(db, sorted(self._removed))
        db.text_index.add(db, sorted(self._added.values()), index="article_index")


def to_text(title: str, body: str, captions: str) -> IndexedText:
    """The text in columns of `versions`; captions as stored, a JSON list."""
    return IndexedText(title, body, to_strings(captions))


def is_current(db: Database) -> bool:
    """Whether the index was built with this program's tokeniser."""
    found = db.execute("SELECT value FROM archive_facts WHERE name = 'tokens'").fetchone()
    return found is not None and found[0] == TOKENS_VERSION


def rebuild(db: Database) -> int:
    """Rebuild the whole index in the caller's transaction; returns the number of articles in it."""
    db.text_index.clear(db)
    db.text_index.add(db, _logged(_newest_texts(db)), index="article_index")
    upsert(db, "archive_facts", {"name": "tokens", "value": TOKENS_VERSION}, "name")
    return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])


def _logged(texts: Iterable[tuple[int, IndexedText]]) -> Iterator[IndexRow]:
    for count, (article_id, text) in enumerate(texts, 1):
        yield _row(article_id, text)
        if count % LOG_EVERY == 0:
            log.info("indexing articles=%d", count)


def _newest_texts(db: Database) -> Iterator[tuple[int, IndexedText]]:
    rows = db.stream(
        """
        SELECT a.id, v.title, v.body, v.captions FROM articles a
        JOIN versions v ON v.article = a.id AND v.number = a.version ORDER BY a.id
        """
    )
    for article_id, *columns in rows:
        yield article_id, to_text(*columns)


def _row(article_id: int, text: IndexedText) -> IndexRow:
    return article_id, *text.tokens()
