"""Checks of an archive: the file, consistency between tables, the search index, and the page files."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from storage.contract import CheckResult
from storage.pages import PageStore
from storage.sql.checking import doctor
from storage.sqlite.database import Database
from storage.sqlite.maintenance import index_check
from storage.sqlite.schema import pending_steps
from yaluwatch.files import is_open_to_others
from yaluwatch.text import counted

#: See `doctor.COUNTS`.
_COUNTS = {
    "full text: every article": (
        "SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM article_index_docsize)",
        "articles are missing from the index; `yalu reindex` rebuilds it",
    ),
    "full text: nothing else": (
        "SELECT count(*) FROM article_index_docsize WHERE id NOT IN (SELECT id FROM articles)",
        "texts in the index have no article; `yalu reindex` rebuilds it",
    ),
    **doctor.COUNTS,
}


def run_checks(db: Database, path: Path, store: PageStore) -> list[CheckResult]:
    """The results of every check, in a fixed order; reads the whole file.

    In a damaged file, checks that can't be made are problems, and the others are made.
    """
    checks: dict[str, Callable[[], Iterable[CheckResult]]] = {
        "schema": lambda: [_schema(db)],
        "file": lambda: [_integrity(db)],
        "references": lambda: [_foreign_keys(db)],
        "search tokens": lambda: [doctor.search_tokens(db)],
        **{check: partial(doctor.count, db, check, *how) for check, how in _COUNTS.items()},
        "full text: totals": lambda: [index_check.totals(db)],
        "full text: sample": lambda: [index_check.sample(db)],
        "page files": lambda: doctor.page_files(db, store),
        "permissions": lambda: [_permissions(path)],
        "free space": lambda: [_space(path)],
    }
    return doctor.run_all(checks, doctor.RESTORE, sqlite3.DatabaseError)


def _schema(db: Database) -> CheckResult:
    steps = pending_steps(db)
    detail = f"older than this yalu by {counted(len(steps), 'step')}; `yalu upgrade` upgrades it"
    return CheckResult("schema", not steps, detail if steps else "ok")


def _integrity(db: Database) -> CheckResult:
    found = [" ".join(text.split()) for (text,) in db.execute("PRAGMA integrity_check(5)")]
    is_ok = found == ["ok"]
    return CheckResult("file", is_ok, "ok" if is_ok else f"{'; '.join(found)}; {doctor.RESTORE}")


def _foreign_keys(db: Database) -> CheckResult:
    broken = len(db.execute("PRAGMA foreign_key_check").fetchall())
    return CheckResult("references", not broken, f"{broken} rows refer to missing rows" if broken else "ok")


def _permissions(path: Path) -> CheckResult:
    """The file and its log hold readers' addresses."""
    files = [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]
    is_open = [file.name for file in files if file.exists() and is_open_to_others(file)]
    detail = f"others may read {', '.join(is_open)}, which hold addresses of readers; run chmod 600"
    return CheckResult("permissions", not is_open, detail if is_open else "ok")


def _space(path: Path) -> CheckResult:
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    detail = f"{free // 1_000_000:,} MB free, the archive takes {size // 1_000_000:,} MB"
    return CheckResult("free space", free > size, detail)
