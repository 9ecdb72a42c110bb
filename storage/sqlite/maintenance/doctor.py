"""Checks of an archive: the file, consistency between tables, the search index, and the page files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from storage.contract import CheckResult
from storage.sqlite.tables import article_index

# Articles whose tokens are recounted.
_SAMPLE = 200

#: Check → a query for a count that must be 0, and what to report after the count when it is not.
_COUNTS = {
    "full text: every article": (
        "SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM article_index_docsize)",
        "articles are missing from the index; rebuild it",
    ),
    "full text: nothing else": (
        "SELECT count(*) FROM article_index_docsize WHERE id NOT IN (SELECT id FROM articles)",
        "texts in the index have no article; rebuild it",
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
    """The results of every check, in a fixed order; reads the whole file."""
    return [
        _integrity(db),
        _foreign_keys(db),
        _index(db),
        *_counts(db),
        _sample(db),
        *_page_files(db, pages_folder),
        _space(path),
    ]


def _integrity(db: Database) -> CheckResult:
    found = [text for (text,) in db.execute("PRAGMA integrity_check(5)")]
    return CheckResult("file", found == ["ok"], "; ".join(found))


def _foreign_keys(db: Database) -> CheckResult:
    broken = len(db.execute("PRAGMA foreign_key_check").fetchall())
    return CheckResult("references", not broken, f"{broken} rows refer to missing rows" if broken else "ok")


def _index(db: Database) -> CheckResult:
    is_current = article_index.is_current(db)
    return CheckResult(
        "search tokens", is_current, "ok" if is_current else "of another version; run any command that writes"
    )


def _counts(db: Database) -> Iterator[CheckResult]:
    for check, (statement, complaint) in _COUNTS.items():
        count = db.execute(statement).fetchone()[0]
        yield CheckResult(check, not count, f"{count} {complaint}" if count else "ok")


def _sample(db: Database) -> CheckResult:
    """Recount the tokens of a sample of articles: an index built from other texts would differ."""
    rows = db.execute(
        f"""
        SELECT d.sz, v.title, v.body, v.captions FROM articles a
        JOIN versions v ON v.article = a.id AND v.number = a.version
        JOIN article_index_docsize d ON d.id = a.id
        ORDER BY (a.id * 2654435761) % 4294967296 LIMIT {_SAMPLE}
        """
    ).fetchall()
    wrong = sum(
        _sizes(sizes) != [len(part) for part in article_index.to_text(*columns).tokens()]
        for sizes, *columns in rows
    )
    detail = f"{wrong} of {len(rows)} articles are indexed with a different text" if wrong else "ok"
    return CheckResult("full text: sample", not wrong, detail)


def _sizes(blob: bytes) -> list[int]:
    """Decode the varints in a row of FTS5's docsize table: big-endian groups of seven bits."""
    numbers, value = [], 0
    for byte in blob:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(value)
            value = 0
    return numbers


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


def _space(path: Path) -> CheckResult:
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    detail = f"{free // 1_000_000:,} MB free, the archive takes {size // 1_000_000:,} MB"
    return CheckResult("free space", free > size, detail)
