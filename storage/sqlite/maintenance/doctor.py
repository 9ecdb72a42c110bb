"""Checks of an archive: the file, consistency between tables, the search index, and the page files."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from storage.contract import CheckResult
from storage.sql.tables import article_index
from storage.sqlite.database import Database
from storage.sqlite.maintenance import index_check
from storage.sqlite.schema import pending_steps
from yaluwatch.errors import ArchiveError
from yaluwatch.files import is_open_to_others
from yaluwatch.text import counted

#: What to do about a damaged file.
RESTORE = "restore a backup (`yalu restore`)"

#: Check → a query for a count that must be 0, and what to report after the count when it is not.
_COUNTS = {
    "full text: every article": (
        "SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM article_index_docsize)",
        "articles are missing from the index; `yalu reindex` rebuilds it",
    ),
    "full text: nothing else": (
        "SELECT count(*) FROM article_index_docsize WHERE id NOT IN (SELECT id FROM articles)",
        "texts in the index have no article; `yalu reindex` rebuilds it",
    ),
    "filters": (
        """
        SELECT count(*) FROM articles a LEFT JOIN article_facets f ON f.article = a.id
        WHERE f.article IS NULL OR f.version != a.version OR f.source != a.source
           OR f.is_relevant != coalesce(
               (SELECT d.is_relevant FROM verdicts d WHERE d.article = a.id ORDER BY d.id DESC LIMIT 1), 0)
        """,
        "articles have filter data that differs from their newest version or verdict",
    ),
    "newest versions": (
        """
        SELECT count(*) FROM articles a
        WHERE a.version != (SELECT coalesce(max(number), 0) FROM versions WHERE article = a.id)
        """,
        "articles lack their newest version",
    ),
    "addresses": (
        "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article FROM urls WHERE article IS NOT NULL)",
        "articles have no URL on record and would be stored twice",
    ),
}


def run_checks(db: Database, path: Path, pages_folder: Path) -> list[CheckResult]:
    """The results of every check, in a fixed order; reads the whole file.

    In a damaged file, checks that can't be made are problems, and the others are made.
    """
    checks: dict[str, Callable[[], Iterable[CheckResult]]] = {
        "schema": lambda: [_schema(db)],
        "file": lambda: [_integrity(db)],
        "references": lambda: [_foreign_keys(db)],
        "search tokens": lambda: [_index(db)],
        **{check: partial(_count, db, check) for check in _COUNTS},
        "full text: totals": lambda: [index_check.totals(db)],
        "full text: sample": lambda: [index_check.sample(db)],
        "page files": lambda: _page_files(db, pages_folder),
        "permissions": lambda: [_permissions(path)],
        "free space": lambda: [_space(path)],
    }
    return [result for check, run in checks.items() for result in _guarded(check, run)]


def _guarded(check: str, run: Callable[[], Iterable[CheckResult]]) -> list[CheckResult]:
    try:
        return list(run())
    except (sqlite3.DatabaseError, ArchiveError, OSError) as error:
        return [CheckResult(check, False, f"can't be checked: {error}; {RESTORE}")]


def _schema(db: Database) -> CheckResult:
    steps = pending_steps(db)
    detail = f"older than this yalu by {counted(len(steps), 'step')}; `yalu upgrade` upgrades it"
    return CheckResult("schema", not steps, detail if steps else "ok")


def _integrity(db: Database) -> CheckResult:
    found = [" ".join(text.split()) for (text,) in db.execute("PRAGMA integrity_check(5)")]
    is_ok = found == ["ok"]
    return CheckResult("file", is_ok, "ok" if is_ok else f"{'; '.join(found)}; {RESTORE}")


def _foreign_keys(db: Database) -> CheckResult:
    broken = len(db.execute("PRAGMA foreign_key_check").fetchall())
    return CheckResult("references", not broken, f"{broken} rows refer to missing rows" if broken else "ok")


def _index(db: Database) -> CheckResult:
    is_current = article_index.is_current(db)
    return CheckResult(
        "search tokens", is_current, "ok" if is_current else "of another version; run `yalu upgrade`"
    )


def _count(db: Database, check: str) -> list[CheckResult]:
    statement, complaint = _COUNTS[check]
    count = db.execute(statement).fetchone()[0]
    return [CheckResult(check, not count, f"{count} {complaint}" if count else "ok")]


def _page_files(db: Database, folder: Path) -> Iterator[CheckResult]:
    rows = db.execute("SELECT file, max(offset + size) FROM pages WHERE dropped_at IS NULL GROUP BY file")
    ends = dict(rows.fetchall())
    sizes = {file.name: file.stat().st_size for file in folder.glob("*.warc.gz")} if folder.is_dir() else {}
    short = sorted(name for name, end in ends.items() if sizes.get(name, 0) < end)
    detail = f"{', '.join(short[:3])}: missing or too short; restore from a backup"
    yield CheckResult("page files", not short, detail if short else "ok")
    unknown = sorted(set(sizes) - set(ends))
    detail = f"{', '.join(unknown[:3])}: not used by any row; may be deleted"
    yield CheckResult("page files: no strays", not unknown, detail if unknown else "ok")


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
