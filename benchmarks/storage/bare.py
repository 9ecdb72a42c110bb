"""The baseline for the archive: minimal hand-written tables and two common ways to search them."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from storage.query.tokens import tokens
from yaluwatch.model import Article


class Bare:
    """Texts, a small metadata table and a bigram index; no versions, verdicts or checks."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.execute("PRAGMA cache_size = -65536")
        self.db.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, title TEXT, body TEXT)")
        self.db.execute(
            """
            CREATE TABLE meta (
                id INTEGER PRIMARY KEY, url TEXT, source TEXT, language TEXT, published_at TEXT
            )
            """
        )
        self.db.execute(
            """
            CREATE VIRTUAL TABLE bigrams
            USING fts5(title, body, content='', tokenize="unicode61 remove_diacritics 2")
            """
        )

    def add(self, first: int, articles: Iterable[Article]) -> None:
        """Add articles in one transaction, with ids from `first` on."""
        rows = list(enumerate(articles, first))
        with self.db:
            self.db.executemany("INSERT INTO texts VALUES (?, ?, ?)", ((i, a.title, a.body) for i, a in rows))
            self.db.executemany(
                "INSERT INTO meta VALUES (?, ?, ?, ?, ?)",
                ((i, a.url, a.source_id, a.language, str(a.published_at)) for i, a in rows),
            )
            self.db.executemany(
                "INSERT INTO bigrams (rowid, title, body) VALUES (?, ?, ?)",
                ((i, " ".join(tokens(a.title)), " ".join(tokens(a.body))) for i, a in rows),
            )

    def index_as_datasette_does(self) -> None:
        """Add a full-text index over the raw text, the default of `sqlite-utils enable-fts` and Datasette."""
        with self.db:
            self.db.execute(
                "CREATE VIRTUAL TABLE raw USING fts5(title, body, content='texts', content_rowid='id')"
            )
            self.db.execute("INSERT INTO raw (raw) VALUES ('rebuild')")
