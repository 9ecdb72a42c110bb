"""Verification of the ledger: its links, and what it says of every page row, version and verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.pages import START
from storage.sql import ledger
from storage.sql.checking.problems import About, Problems
from storage.sql.database import Database
from storage.sql.rows import Row
from storage.sql.tables import articles

_CHUNK = 1_000

_PAGES = """
    SELECT l.number, l.digest, p.chain FROM ledger l LEFT JOIN pages p ON p.id = l.number
    WHERE l.kind = 'page' AND l.id BETWEEN ? AND ?
"""
_VERSIONS = f"""
    SELECT l.article, l.number, l.digest,
           coalesce((SELECT d.details FROM ledger d
                     WHERE d.kind = 'details' AND d.article = l.article AND d.number = l.number
                     ORDER BY d.id DESC LIMIT 1), l.details),
           {ledger.VERSION_COLUMNS}, {ledger.DETAILS_COLUMNS}
    FROM ledger l
    LEFT JOIN versions v ON v.article = l.article AND v.number = l.number
    LEFT JOIN articles a ON a.id = l.article
    WHERE l.kind = 'version' AND l.id BETWEEN ? AND ?
"""
_VERDICTS = f"""
    SELECT l.number, l.digest, {ledger.VERDICT_COLUMNS}
    FROM ledger l LEFT JOIN verdicts d ON d.id = l.number
    WHERE l.kind = 'verdict' AND l.id BETWEEN ? AND ?
"""
# Rows of which the ledger knows nothing: what they are, where they were expected, how they are shown.
_UNKNOWN = (
    (
        About.PAGES,
        "SELECT id FROM pages EXCEPT SELECT number FROM ledger WHERE kind = 'page'",
        "page {}",
    ),
    (
        About.TEXTS,
        """
        SELECT article, number FROM versions
        EXCEPT SELECT article, number FROM ledger WHERE kind = 'version'
        """,
        "version {1} of article {0}",
    ),
    (
        About.VERDICTS,
        "SELECT id FROM verdicts EXCEPT SELECT number FROM ledger WHERE kind = 'verdict'",
        "verdict {}",
    ),
)


@dataclass(slots=True)
class Walked:
    """What was walked through."""

    #: Number and link of the newest entry.
    entry: int = 0
    head: str = START
    versions: int = 0
    verdicts: int = 0
    #: Whether the link asked for is one of the chain's.
    is_known_found: bool = False


def walk(db: Database, known_link: str, problems: Problems) -> Walked:
    """Check every entry of the ledger, and that every row has one.

    Each query compares rows with their entries in one snapshot, so that others may write meanwhile, and is
    short, so that a long verification does not block WAL checkpoints.
    """
    walked = Walked()
    for entries in _chunks(db):
        _check_links(entries, known_link, walked, problems)
        span = [entries[0]["id"], entries[-1]["id"]]
        kinds = {row["kind"] for row in entries}
        if ledger.Kind.PAGE in kinds:
            _check_pages(db, span, problems)
        if ledger.Kind.VERSION in kinds:
            walked.versions += _check_versions(db, span, problems)
        if ledger.Kind.VERDICT in kinds:
            walked.verdicts += _check_verdicts(db, span, problems)
    _check_dropped(db, problems)
    for about, statement, name in _UNKNOWN:
        unknown = db.execute(statement).fetchall()
        for row in unknown:
            problems.add(about, f"{name.format(*row)} is not in the ledger: it was added past the program")
    return walked


def _chunks(db: Database) -> Iterator[Sequence[Row]]:
    after = 0
    while rows := list(db.query(f"SELECT * FROM ledger WHERE id > ? ORDER BY id LIMIT {_CHUNK}", [after])):
        yield rows
        after = rows[-1]["id"]


def _check_links(entries: Sequence[Row], known_link: str, walked: Walked, problems: Problems) -> None:
    for row in entries:
        stored = ledger.as_text(row["chain"])
        if row["id"] != walked.entry + 1:
            problems.add(
                About.LEDGER, f"entries {walked.entry + 1} to {row['id'] - 1} of the ledger are missing"
            )
        elif stored != ledger.next_link(walked.head, row):
            problems.add(
                About.LEDGER, f"entry {row['id']} of the ledger does not follow from those before it"
            )
        # Continue from the stored link, so that one wrong link is reported as one problem.
        walked.entry, walked.head = row["id"], stored
        walked.is_known_found = walked.is_known_found or stored == known_link


def _check_pages(db: Database, span: list[int], problems: Problems) -> None:
    for number, digest, chain in db.execute(_PAGES, span).fetchall():
        if chain is None:
            problems.add(About.PAGES, f"the row of page {number} was removed")
        elif chain != ledger.as_text(digest):
            problems.add(About.PAGES, f"the row of page {number} is not the one in the ledger")


def _check_versions(db: Database, span: list[int], problems: Problems) -> int:
    rows = db.execute(_VERSIONS, span).fetchall()
    for article, number, digest, details, *columns in rows:
        text, rest = columns[: ledger.VERSION_WIDTH], columns[ledger.VERSION_WIDTH :]
        where = f"version {number} of article {article}"
        if text[0] is None or text[-1] is None:
            problems.add(About.TEXTS, f"{where} was removed")
        elif text[_SHA256] != articles.text_digest(text[_TITLE], text[_BODY]):
            problems.add(About.TEXTS, f"the text of {where} was changed: its SHA-256 is not the stored one")
        elif ledger.digest(text) != ledger.as_text(digest):
            problems.add(About.TEXTS, f"{where} was changed: it is not what the ledger recorded")
        elif ledger.digest(rest) != ledger.as_text(details):
            problems.add(About.TEXTS, f"the captions or the extractor of {where} were changed")
    return len(rows)


def _check_verdicts(db: Database, span: list[int], problems: Problems) -> int:
    rows = db.execute(_VERDICTS, span).fetchall()
    for number, digest, *columns in rows:
        if columns[0] is None:
            problems.add(About.VERDICTS, f"verdict {number} was removed")
        elif ledger.digest(columns) != ledger.as_text(digest):
            problems.add(
                About.VERDICTS, f"verdict {number} on article {columns[1]} is not the one that was stored"
            )
    return len(rows)


def _check_dropped(db: Database, problems: Problems) -> None:
    entries = db.execute(
        "SELECT details, number, digest FROM ledger WHERE kind = 'dropped' ORDER BY id"
    ).fetchall()
    recorded = {dropped_at: (count, ledger.as_text(digest)) for dropped_at, count, digest in entries}
    times = db.execute("SELECT DISTINCT dropped_at FROM pages WHERE dropped_at IS NOT NULL").fetchall()
    for dropped_at in sorted({time for (time,) in times} | set(recorded)):
        if ledger.dropped_digest(db, dropped_at) != recorded.get(dropped_at):
            problems.add(
                About.PAGES,
                f"pages are marked as deleted by retention at {dropped_at}, but others, or none, were",
            )


_TITLE, _BODY, _SHA256 = (ledger.VERSION_NAMES.index(name) for name in ("title", "body", "content_sha256"))
