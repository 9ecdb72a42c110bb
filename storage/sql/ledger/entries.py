"""The table ledger: the digest of every page row, version and verdict, linked into a hash chain.

Rows are only appended, in the transaction that writes what they are about, so the newest link covers
everything the archive knew at that moment. Columns that may change later are not covered, except those a
newer extractor updates: their digest is appended again.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from storage.contract import Head
from storage.pages import START, linked
from storage.sql.database import Database
from storage.sql.rows import AMONG_IDS, Row, among, json_text
from yaluwatch.patterns import lazy_regex

log = logging.getLogger(__name__)

#: Entries between two progress lines in the log.
LOG_EVERY = 100_000


class Kind(StrEnum):
    """What an entry is about."""

    #: A row of `pages`; number = its id, digest = its link.
    PAGE = "page"
    #: A version of an article's text; number = its number, details = what a newer extractor may update.
    VERSION = "version"
    #: The details of a version after a newer extractor updated them.
    DETAILS = "details"
    #: A verdict; number = its id.
    VERDICT = "verdict"
    #: Pages whose bytes retention dropped; number = how many, details = when, as in `pages.dropped_at`.
    DROPPED = "dropped"


#: Columns of a version that never change, those of its article among them.
_VERSION = [
    "article",
    "number",
    "title",
    "body",
    "modified_at",
    "fetched_at",
    "authors",
    "section",
    "image_url",
    "alternates",
    "tables",
    "found_by",
    "content_sha256",
    "page",
]
_ARTICLE = ["source", "publisher", "language", "published_at", "first_seen_at"]
#: Columns of a version that a newer extractor updates.
_DETAILS = ["extractor", "captions", "organisation", "is_partial"]
_VERDICT = [
    "id",
    "article",
    "version",
    "classifier",
    "relevance",
    "is_relevant",
    "tags",
    "mentions",
    "terms",
    "tagged_at",
    "is_history",
]


def _select(*columns: tuple[str, list[str]]) -> str:
    return ", ".join(f"{table}.{name}" for table, names in columns for name in names)


#: Columns whose digest is that of a version, of `versions v JOIN articles a`, and their names.
VERSION_COLUMNS = _select(("v", _VERSION), ("a", _ARTICLE))
VERSION_NAMES = [*_VERSION, *_ARTICLE]
DETAILS_COLUMNS = _select(("v", _DETAILS))
#: Columns whose digest is that of a verdict, of `verdicts d`.
VERDICT_COLUMNS = _select(("d", _VERDICT))
#: Number of columns in `VERSION_COLUMNS`.
VERSION_WIDTH = len(VERSION_NAMES)

_INSERT = """
    INSERT INTO ledger (id, kind, article, number, digest, details, chain) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_DIGEST = lazy_regex("[0-9a-f]{64}")
_FROM_VERSIONS = "FROM versions v JOIN articles a ON a.id = v.article"

#: An entry before it is linked: kind, article (0 = none), number, digest, details.
Entry = tuple[Kind, int, int, str, str]


def digest(values: Iterable[object]) -> str:
    """SHA-256 (hexadecimal) of the values of columns: their JSON without spaces, None as null."""
    # JSON keeps apart what `str` would join: texts with separators in them, None and "None".
    return hashlib.sha256(json_text(list(values)).encode("utf-8", "surrogatepass")).hexdigest()


def add_page(db: Database, page_id: int, chain: str) -> None:
    """Append the entry of a page row with its link."""
    _append(db, [(Kind.PAGE, 0, page_id, chain, "")])


def add_versions(db: Database, added: Sequence[tuple[int, int]]) -> None:
    """Append the entries of versions that were just inserted, given as article and number."""
    rows = db.execute(
        f"""
        SELECT {VERSION_COLUMNS}, {DETAILS_COLUMNS} FROM json_each(?) w
        CROSS JOIN versions v
            ON v.article = CAST(w.value ->> 0 AS BIGINT) AND v.number = CAST(w.value ->> 1 AS BIGINT)
        JOIN articles a ON a.id = v.article ORDER BY CAST(w.key AS BIGINT)
        """,
        [json_text(added)],
    )
    _append(db, map(_version_entry, rows.fetchall()))


def add_details(db: Database, article_id: int, number: int) -> None:
    """Append an entry after the details of a version were updated."""
    statement = f"SELECT {DETAILS_COLUMNS} FROM versions v WHERE v.article = ? AND v.number = ?"
    row = db.execute(statement, [article_id, number]).fetchone()
    _append(db, [(Kind.DETAILS, article_id, number, "", digest(row))])


def add_verdicts(db: Database, verdict_ids: Sequence[int]) -> None:
    """Append the entries of verdicts that were just inserted, in order of their ids."""
    rows = db.execute(
        f"SELECT {VERDICT_COLUMNS} FROM verdicts d WHERE d.id IN {AMONG_IDS} ORDER BY d.id",
        [among(verdict_ids)],
    )
    _append(db, map(_verdict_entry, rows.fetchall()))


def add_dropped(db: Database, dropped_at: str) -> None:
    """Append an entry about the pages whose bytes were dropped at this time."""
    count, ids = dropped_digest(db, dropped_at)
    _append(db, [(Kind.DROPPED, 0, count, ids, dropped_at)])


def dropped_digest(db: Database, dropped_at: str) -> tuple[int, str]:
    """Number of pages dropped at this time, and the digest of their ids."""
    rows = db.execute("SELECT id FROM pages WHERE dropped_at = ? ORDER BY id", [dropped_at]).fetchall()
    return len(rows), digest(page_id for (page_id,) in rows)


def head(db: Database) -> Head:
    """The newest link; the start of the chain when there is no entry yet."""
    found = db.execute("SELECT id, chain FROM ledger ORDER BY id DESC LIMIT 1").fetchone()
    return Head(found[0], as_text(found[1])) if found else Head(0, START)


def link_at(db: Database, entry_id: int) -> str:
    """The link of an entry; "" when there is no such entry, the start of the chain for entry 0."""
    if not entry_id:
        return START
    found = db.execute("SELECT chain FROM ledger WHERE id = ?", [entry_id]).fetchone()
    return as_text(found[0]) if found else ""


def next_link(previous: str, row: Row) -> str:
    """The link of an entry after the previous one."""
    digest, details = as_text(row["digest"]), as_text(row["details"])
    return linked(previous, row["kind"], row["article"], row["number"], digest, details)


def as_text(stored: str | bytes) -> str:
    """A digest, link or time in a row of the ledger; older archives have digests in hexadecimal."""
    return stored if isinstance(stored, str) else stored.hex()


def as_stored(text: str) -> str | bytes:
    """A digest or link as its 32 bytes; anything else, such as a time or what somebody wrote, as it is."""
    return bytes.fromhex(text) if _DIGEST.fullmatch(text) else text


def fill(db: Database) -> None:
    """Fill the empty ledger from what is stored, with digests in hexadecimal, as the oldest archives need."""
    db.conn.executemany(_INSERT, _linked(_logged(_all_entries(db)), Head(0, START)))


def _logged(entries: Iterable[Entry]) -> Iterator[Entry]:
    for number, entry in enumerate(entries, 1):
        yield entry
        if number % LOG_EVERY == 0:
            log.info("computing digests entries=%d", number)


def _linked(entries: Iterable[Entry], last: Head) -> Iterator[tuple[int, Kind, int, int, str, str, str]]:
    """The rows of entries that follow the last one."""
    previous = last.digest
    for number, entry in enumerate(entries, last.entry + 1):
        previous = linked(previous, *entry)
        yield number, *entry, previous


def _all_entries(db: Database) -> Iterator[Entry]:
    # A generator that reads one table while `executemany` writes another is fine in SQLite.
    for page_id, chain in db.execute("SELECT id, chain FROM pages ORDER BY id"):
        yield Kind.PAGE, 0, page_id, chain, ""
    times = "SELECT DISTINCT dropped_at FROM pages WHERE dropped_at IS NOT NULL ORDER BY 1"
    for (dropped_at,) in db.execute(times).fetchall():
        count, ids = dropped_digest(db, dropped_at)
        yield Kind.DROPPED, 0, count, ids, dropped_at
    versions = f"SELECT {VERSION_COLUMNS}, {DETAILS_COLUMNS} {_FROM_VERSIONS} ORDER BY v.article, v.number"
    yield from map(_version_entry, db.execute(versions))
    yield from map(_verdict_entry, db.execute(f"SELECT {VERDICT_COLUMNS} FROM verdicts d ORDER BY d.id"))


def _version_entry(row: tuple[object, ...]) -> Entry:
    article, number = int(str(row[0])), int(str(row[1]))
    text, details = row[:VERSION_WIDTH], row[VERSION_WIDTH:]
    return Kind.VERSION, article, number, digest(text), digest(details)


def _verdict_entry(row: tuple[object, ...]) -> Entry:
    return Kind.VERDICT, int(str(row[1])), int(str(row[0])), digest(row), ""


def _append(db: Database, entries: Iterable[Entry]) -> None:
    stored = str if db.has_typed_columns else as_stored
    db.conn.executemany(
        _INSERT,
        [
            (entry_id, kind, article, number, stored(digest), stored(details), stored(chain))
            for entry_id, kind, article, number, digest, details, chain in _linked(entries, head(db))
        ],
    )
