"""Datasette over the archive as visitors may see it. Imported only where Datasette is installed.

Datasette's own permissions close the tables with readers' data. Below them, SQLite itself refuses to read
these tables, and to change anything, on every connection that Datasette opens.
"""

import sqlite3
from pathlib import Path
from typing import Any

from datasette.app import SETTINGS, Datasette
from datasette.database import Database
from datasette.plugins import pm
from starlette.types import ASGIApp
from typing_extensions import override

from storage.datasette import CLOSED_TABLES, metadata
from web.research.tables import errors
from web.root_path import at_root

# Columns that are shown empty: where files are on the server.
_BLANK = frozenset({("web_archive_files", "name")})
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_FUNCTIONS_DENIED = frozenset({"load_extension", "fts3_tokenizer", "writefile", "readfile", "edit"})
# What Datasette and the full-text index ask for; none of them changes anything.
_PRAGMAS = frozenset(
    {
        *("data_version", "database_list", "foreign_key_list", "index_info", "index_list", "index_xinfo"),
        *("schema_version", "table_info", "table_list", "table_xinfo"),
    }
)

_SETTINGS = {
    # The whole file has readers' data in it.
    "allow_download": False,
    "default_allow_sql": False,
    # Each suggestion is a query over the whole table.
    "suggest_facets": False,
    # Not to be kept by a proxy: it is only for those who may see it.
    "default_cache_ttl": 0,
    # Rows of a page, and characters of a long text in a table.
    "default_page_size": 50,
    "truncate_cells_html": 300,
    "sql_time_limit_ms": 2_000,
    "num_sql_threads": 2,
}


pm.unregister(name="datasette.handle_exception")
pm.register(errors, "yaluwatch.errors")


class ReadOnlyArchive(Database):  # type: ignore[misc]
    """The archive's file, without the closed tables."""

    @override
    def connect(self, write: bool = False) -> sqlite3.Connection:
        if write:
            raise PermissionError("the archive is only read here")
        connection: sqlite3.Connection = super().connect()
        connection.execute("PRAGMA query_only = 1")
        connection.set_authorizer(_authorize)
        return connection

    @override
    async def execute(self, *arguments: Any, **options: Any) -> Any:
        # Mistakes in addresses are no matter for the log of the service.
        return await super().execute(*arguments, **{**options, "log_sql_errors": False})

    @override
    async def table_exists(self, table: str) -> bool:
        return table not in CLOSED_TABLES and bool(await super().table_exists(table))

    @override
    async def table_names(self) -> list[str]:
        return [name for name in await super().table_names() if name not in CLOSED_TABLES]

    @override
    async def foreign_keys_for_table(self, table: str) -> list[dict[str, str]]:
        # What a row refers to is shown by its name.
        found = await super().foreign_keys_for_table(table)
        return [key for key in found if key["other_table"] not in CLOSED_TABLES]

    @override
    async def get_all_foreign_keys(self) -> dict[str, dict[str, list[dict[str, str]]]]:
        # The page of a row links to the rows that refer to it, with their number.
        found = await super().get_all_foreign_keys()
        return {
            table: {
                way: [key for key in keys if key["other_table"] not in CLOSED_TABLES]
                for way, keys in ways.items()
            }
            for table, ways in found.items()
            if table not in CLOSED_TABLES
        }


def application(archive: Path, prefix: str) -> ASGIApp:
    """The pages of `datasette_over`."""
    made: ASGIApp = datasette_over(archive, prefix).app()
    return made


def datasette_over(archive: Path, prefix: str) -> Datasette:
    """Datasette over an archive, with addresses that begin with `prefix`, which ends in a slash."""
    name = archive.stem
    described = {**metadata(name, is_public=False), "about": "Yaluwatch", "about_url": at_root("/search")}
    datasette = Datasette([], metadata=described, settings={**_settings(), "base_url": prefix})
    datasette.remove_database("_memory")
    datasette.add_database(ReadOnlyArchive(datasette, path=str(archive), is_mutable=True), name=name)
    return datasette


def _settings() -> dict[str, Any]:
    """The settings that this version of Datasette has."""
    known = {setting.name for setting in SETTINGS}
    return {name: value for name, value in _SETTINGS.items() if name in known}


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None
) -> int:
    """Whether SQLite may do what a statement asks for (https://sqlite.org/c3ref/set_authorizer.html)."""
    if action == sqlite3.SQLITE_READ:
        if first in CLOSED_TABLES:
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_IGNORE if (first, second) in _BLANK else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if (first or "").lower() in _PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION:
        is_denied = (second or "").lower() in _FUNCTIONS_DENIED
        return sqlite3.SQLITE_DENY if is_denied else sqlite3.SQLITE_OK
    # Opening a full-text index declares its columns, which asks for this; nothing is written.
    is_declaration = action == sqlite3.SQLITE_UPDATE and first == "sqlite_master"
    return sqlite3.SQLITE_OK if action in _ALLOWED or is_declaration else sqlite3.SQLITE_DENY
