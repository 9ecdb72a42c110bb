"""Running a test on another engine: every archive it opens by path is a database of its own."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from storage import opening
from tests.postgres import Server

#: Modules of tests that run on both engines: what the contract promises.
BOTH_ENGINES = {
    "test_fences",
    "test_leases",
    "test_lists",
    "test_storage_alarms",
    "test_storage_archive",
    "test_storage_counts",
    "test_storage_facts",
    "test_storage_identities",
    "test_storage_jobs",
    "test_storage_paging",
    "test_storage_reading",
    "test_storage_research",
    "test_storage_web_archives",
}

#: Of those, tests that are about SQLite's file, and why they need no other engine.
SQLITE_ONLY: dict[str, str] = {
    "test_a_file_that_is_no_archive_is_named": "there is no file",
    "test_a_lock_is_noticed_within_the_wait": "it locks the file",
    "test_a_newer_file_is_refused_with_one_sentence": "migrations have a table of their own",
    "test_a_public_copy_does_not_say_where_files_are": "only a file is published",
    "test_a_published_copy_has_no_marks": "only a file is published",
    "test_archives_of_earlier_programs_know_the_spellings_too": "there are no earlier ones",
    "test_ids_of_verdicts_go_on_in_a_file_without_sequences": "a dump has its sequences",
    "test_reading_where_nothing_is_says_how_to_start": "there is no file",
    "test_the_commands_import_and_show_lists": "its archive is made once for its module",
    "test_the_view_shows_facts_in_words": "views are for Datasette",
    "test_when_one_of_three_addresses_can_not_be_asked_none_is_subscribed": "a trigger injects its fault",
    "test_verdicts_that_change_nothing_leave_the_rows_for_filters_alone": "it counts as only SQLite does",
}

# What a new archive has already.
_KEPT = ("reference_trade", "reference_events", "reference_identifiers", "archive_facts", "schema_steps")


class Databases:
    """The databases that stand for paths. They are emptied and used again: that takes less than a new one."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._free: list[str] = []
        self._used: dict[Path, str] = {}

    def url(self, where: str | Path) -> str:
        """The URL of an archive at a path; an empty one the first time."""
        if str(where).startswith("postgresql://"):
            return str(where)
        path = Path(str(where).removeprefix("sqlite:///")).absolute()
        if path.name == "archive.url":
            # What an archive says of itself.
            path = next(one for one in self._used if one.parent == path.parent)
        if path not in self._used:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._used[path] = self._free.pop() if self._free else self._server.new_archive()
        return f"{self._used[path]}&pages={path.parent / 'pages'}"

    @property
    def were_used(self) -> bool:
        """Whether an archive was opened since they were emptied."""
        return bool(self._used)

    def empty(self) -> None:
        """Empty them all, for other paths."""
        for url in self._used.values():
            _empty(url)
        self._free += self._used.values()
        self._used.clear()


def use_postgresql(monkeypatch: pytest.MonkeyPatch, databases: Databases) -> None:
    """Let every path that is opened name a database."""
    monkeypatch.setattr(opening, "postgresql_url", databases.url)


def _empty(url: str) -> None:
    with psycopg.connect(url) as connection:
        # A test may leave an archive open, in the middle of reading.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = [
            name
            for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            if name not in _KEPT
        ]
        query = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(name, sql.Identifier(name))
            for name in tables
        )
        filled = [sql.Identifier(name) for (name,) in connection.execute(query)]
        if filled:
            connection.execute(
                sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(filled))
            )
        connection.execute("INSERT INTO article_index_totals VALUES (0, 0)")
        # Also of tables whose rows are gone.
        for (name,) in connection.execute(
            "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
        ).fetchall():
            connection.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(name)))
