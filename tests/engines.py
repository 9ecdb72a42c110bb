"""Running a test on another engine: every archive it opens by path is a database of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from storage import Archive, opening
from storage.postgres.database import PostgresDatabase
from storage.sqlite.database import Database
from tests.postgres import Server
from tests.samples import statements_of

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
    "test_storage_upkeep",
    "test_storage_web_archives",
}

#: Of those, tests that are about SQLite's file, and why they need no other engine.
SQLITE_ONLY: dict[str, str] = {
    "test_a_file_that_is_no_archive_is_named": "there is no file",
    "test_a_lock_is_noticed_within_the_wait": "it locks the file",
    "test_a_public_copy_does_not_say_where_files_are": "only a file is published",
    "test_a_published_copy_has_no_marks": "only a file is published",
    "test_archives_of_earlier_programs_know_the_spellings_too": "there are no earlier ones",
    "test_ids_of_verdicts_go_on_in_a_file_without_sequences": "a dump has its sequences",
    "test_reading_where_nothing_is_says_how_to_start": "there is no file",
    "test_the_commands_import_and_show_lists": "its archive is made once for its module",
    "test_the_view_shows_facts_in_words": "views are for Datasette",
}

#: A step of the schema that this program does not know.
LATER = "9999_later"

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


@contextmanager
def refusing_messages(archive: Archive, address: str) -> Iterator[None]:
    """Let every message to an address fail to be stored: the error says "injected"."""
    trigger = "CREATE TRIGGER refusing BEFORE INSERT ON deliveries"
    condition = f"NEW.address = '{address}'"
    connection = statements_of(archive)
    with connection.write("injecting a fault") as db:
        if isinstance(db, PostgresDatabase):
            db.run_script(
                "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN RAISE EXCEPTION 'injected'; END $$;"
                f"{trigger} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refuse()"
            )
        else:
            db.execute(f"{trigger} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'injected'); END")
    try:
        yield
    finally:
        with connection.write("removing it") as db:
            is_postgresql = isinstance(db, PostgresDatabase)
            db.execute("DROP TRIGGER refusing ON deliveries" if is_postgresql else "DROP TRIGGER refusing")


def rows_written(archive: Archive, work: Callable[[], object]) -> int:
    """How many rows one transaction inserts or changes, in all tables; in SQLite also those it deletes."""
    with statements_of(archive).read("counting") as db:
        if isinstance(db, Database):
            before = db.conn.total_changes
            work()
            return db.conn.total_changes - before
        assert isinstance(db, PostgresDatabase)
        before = int(db.value("SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)"))
        work()
        tables = db.table_columns()
        newer = f"CAST(CAST(xmin AS TEXT) AS BIGINT) > {before}"
        return sum(int(db.value(f'SELECT count(*) FROM "{table}" WHERE {newer}')) for table in tables)


def add_step_of_newer_program(archive: Archive) -> None:
    """Record a step of the schema that this program does not know."""
    with statements_of(archive).write("upgrading") as db:
        if isinstance(db, PostgresDatabase):
            db.execute("INSERT INTO schema_steps (name) VALUES (?)", [LATER])
        else:
            db.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                " VALUES ('yaluwatch', ?, '')",
                [LATER],
            )


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
        connection.execute("DELETE FROM schema_steps WHERE name = %s", [LATER])
        # Also of tables whose rows are gone.
        for (name,) in connection.execute(
            "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
        ).fetchall():
            connection.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(name)))
