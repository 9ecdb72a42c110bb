"""Checks of an archive in PostgreSQL: server, consistency between tables, search index, page files."""

from collections.abc import Callable, Iterable
from functools import partial

import psycopg

from storage.contract import CheckResult
from storage.pages import PageStore
from storage.postgres.database import PostgresDatabase
from storage.postgres.full_text import indexed_row, lexeme
from storage.sql.checking import doctor
from storage.sql.tables import article_index

#: What to do about a damaged database.
_RESTORE = "restore a backup (docs/scale.md)"
_REBUILD = "`yalu reindex` rebuilds it"

#: Articles whose text is compared with the index, and of how many words each it is asked.
_SAMPLE, _WORDS = 200, 6

#: See `doctor.COUNTS`. References are enforced by the server, as long as nobody disables its triggers.
_COUNTS = {
    "full text: every article": (
        """
        SELECT count(*) FROM articles a
        WHERE NOT EXISTS (SELECT 1 FROM article_index i WHERE i.article = a.id)
        """,
        f"articles are missing from the index; {_REBUILD}",
    ),
    "full text: nothing else": (
        """
        SELECT count(*) FROM article_index i
        WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = i.article)
        """,
        f"texts in the index have no article; {_REBUILD}",
    ),
    **doctor.COUNTS,
    "indexes": (
        """
        SELECT count(*) FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
        WHERE NOT x.indisvalid AND c.relnamespace = to_regnamespace('public')
        """,
        "indexes were left unfinished; REINDEX DATABASE rebuilds them",
    ),
    "data checksums": (
        """
        SELECT coalesce(sum(checksum_failures), 0) FROM pg_stat_database WHERE datname = current_database()
        """,
        f"blocks on the server's disk were damaged; {_RESTORE}",
    ),
    # They keep old rows from being removed, so that tables grow and searches become slow
    # (https://www.postgresql.org/docs/current/routine-vacuuming.html).
    "open transactions": (
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state LIKE 'idle in transaction%'
            AND xact_start < now() - INTERVAL '1 hour'
        """,
        "transactions have waited for over an hour: set idle_in_transaction_session_timeout",
    ),
}


def run_checks(db: PostgresDatabase, store: PageStore) -> list[CheckResult]:
    """The results of every check, in a fixed order; reads the whole archive."""
    checks: dict[str, Callable[[], Iterable[CheckResult]]] = {
        "search tokens": lambda: [doctor.search_tokens(db)],
        **{check: partial(doctor.count, db, check, *how) for check, how in _COUNTS.items()},
        "full text: totals": lambda: [_totals(db)],
        "full text: sample": lambda: [_sample(db)],
        "page files": lambda: doctor.page_files(db, store),
    }
    return doctor.run_all(checks, _RESTORE, psycopg.Error)


def _totals(db: PostgresDatabase) -> CheckResult:
    """Compare the totals that ranks are computed with, with the index."""
    held = db.execute("SELECT count(*), coalesce(sum(size), 0) FROM article_index").fetchall()[0]
    noted = db.execute("SELECT articles, tokens FROM article_index_totals").fetchall()[0]
    detail = f"the index holds {held[1]:,} words of {held[0]:,} articles, noted are {noted}; {_REBUILD}"
    return CheckResult("full text: totals", held == noted, detail if held != noted else "ok")


def _sample(db: PostgresDatabase) -> CheckResult:
    """Compare the texts of a sample of articles with the index, and look for some of their words in it."""
    rows = db.execute(
        f"""
        SELECT a.id, i.title, i.body, i.size, v.title, v.body, v.captions FROM articles a
        JOIN versions v ON v.article = a.id AND v.number = a.version
        LEFT JOIN article_index i ON i.article = a.id
        ORDER BY a.id % 2147483647 * 2654435761 % 4294967296 LIMIT {_SAMPLE}
        """
    ).fetchall()
    wrong = 0
    for article, title, body, size, *columns in rows:
        tokens = article_index.to_text(*columns).tokens()
        is_same = (article, title, body, size) == indexed_row(article, *tokens)
        wrong += not (is_same and _finds(db, article, [*tokens[0], *tokens[1]]))
    detail = f"{wrong} of {len(rows)} articles are not indexed with their text; {_REBUILD}"
    return CheckResult("full text: sample", not wrong, detail if wrong else "ok")


def _finds(db: PostgresDatabase, article: int, tokens: list[str]) -> bool:
    """Whether the index finds an article by some of its words."""
    words = dict.fromkeys(tokens[:: max(1, len(tokens) // _WORDS)])
    # OFFSET keeps PostgreSQL from taking the row by its number, without asking the index.
    found = db.execute(
        """
        SELECT 1 FROM (
            SELECT article FROM article_index WHERE words_of(title, body) @@ CAST(? AS tsquery) OFFSET 0
        ) i WHERE article = ?
        """,
        [" & ".join(map(lexeme, words)), article],
    )
    return not words or found.fetchone() is not None
