"""The queue's tables: procrastinate's, in a schema of their own in the archive's database."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import errors, sql

from monitoring import QUEUE_SCHEMA
from yaluwatch.errors import ArchiveError

# The advisory lock of whoever changes the tables.
_UPGRADE = 7_961_002


def prepare(url: str) -> list[str]:
    """Create the queue's tables, or upgrade those of an older procrastinate; returns the steps done.

    Each step is a transaction, because some use what an earlier one has to commit first. Raises ArchiveError
    when one can't be done; those before it stay.
    """
    try:
        with psycopg.connect(url, autocommit=True) as db:
            # One who holds it may have been cut off.
            db.execute("SET lock_timeout = '30s'")
            db.execute("SELECT pg_advisory_lock(%s)", [_UPGRADE])
            return _prepare(db)
    except errors.InsufficientPrivilege as error:
        raise ArchiveError(
            f"the queue needs the schema {QUEUE_SCHEMA}, which this user may not create;"
            f" run `CREATE SCHEMA {QUEUE_SCHEMA} AUTHORIZATION …` as the owner of the database"
        ) from error
    except psycopg.Error as error:
        raise ArchiveError(f"the queue can't be prepared: {' '.join(str(error).split())}") from error


def _prepare(db: "psycopg.Connection[tuple[Any, ...]]") -> list[str]:
    schema = sql.Identifier(QUEUE_SCHEMA)
    # Not "IF NOT EXISTS", for which one needs the right even if it exists.
    if not db.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [QUEUE_SCHEMA]).fetchone():
        db.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    # Its functions name their tables without a schema.
    db.execute(sql.SQL("SET search_path = {}").format(schema))
    db.execute("CREATE TABLE IF NOT EXISTS steps (name TEXT PRIMARY KEY)")
    done = {name for (name,) in db.execute("SELECT name FROM steps")}
    scripts = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    new = [script for script in scripts if script.name not in done]
    if not done:
        with db.transaction():
            db.execute(SchemaManager.get_schema().encode())
            _note(db, new)
    for script in new if done else ():
        with db.transaction():
            db.execute(script.read_bytes())
            _note(db, [script])
    return [script.name for script in new]


def _note(db: "psycopg.Connection[tuple[Any, ...]]", scripts: Sequence[Path]) -> None:
    for script in scripts:
        db.execute("INSERT INTO steps VALUES (%s)", [script.name])
