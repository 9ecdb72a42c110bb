"""What tables, search tokens and page files say of each other; engines add checks of what is their own."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from storage.contract import CheckResult
from storage.pages import PageStore
from storage.sql.database import Database
from storage.sql.tables import article_index
from yaluwatch.errors import ArchiveError

#: What to do about a damaged archive.
RESTORE = "restore a backup (`yalu restore`)"

#: Check → a query for a count that must be 0, and what to report after the count when it is not.
COUNTS = {
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


def run_all(
    checks: Mapping[str, Callable[[], Iterable[CheckResult]]], advice: str, error_type: type[Exception]
) -> list[CheckResult]:
    """The results of all checks; one that can't be made because of such an error is a problem."""
    results: list[CheckResult] = []
    for check, run in checks.items():
        try:
            results += run()
        except (ArchiveError, OSError, error_type) as error:
            results.append(CheckResult(check, False, f"can't be checked: {error}; {advice}"))
    return results


def count(db: Database, check: str, statement: str, complaint: str) -> list[CheckResult]:
    """Report a count that must be 0."""
    found = db.execute(statement).fetchone()[0]
    return [CheckResult(check, not found, f"{found} {complaint}" if found else "ok")]


def search_tokens(db: Database) -> CheckResult:
    """Whether the index was built with this program's tokeniser."""
    is_current = article_index.is_current(db)
    detail = "ok" if is_current else "of another version; run `yalu upgrade`"
    return CheckResult("search tokens", is_current, detail)


def page_files(db: Database, store: PageStore) -> Iterator[CheckResult]:
    """Whether there are the files that rows of pages need, and no others."""
    rows = db.execute('SELECT file, max("offset" + size) FROM pages WHERE dropped_at IS NULL GROUP BY file')
    ends = dict(rows.fetchall())
    sizes = store.sizes()
    short = sorted(name for name, end in ends.items() if sizes.get(name, 0) < end)
    detail = f"{', '.join(short[:3])}: missing or too short; restore from a backup"
    yield CheckResult("page files", not short, detail if short else "ok")
    unknown = sorted(set(sizes) - set(ends))
    detail = f"{', '.join(unknown[:3])}: not used by any row; may be deleted"
    yield CheckResult("page files: no strays", not unknown, detail if unknown else "ok")
