"""`WebArchives` in SQL."""

from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial

from typing_extensions import override

from storage.contract import (
    Added,
    PackedPage,
    ReadFile,
    ReadRecord,
    RecordOrigin,
    WebArchiveFile,
    WebArchives,
)
from storage.sql.articles import record
from storage.sql.counts import CountChanges
from storage.sql.database import Connection, Database
from storage.sql.rows import Row, insert, insert_new, time_text, to_optional_time, to_time
from storage.sql.tables import article_index, articles, identities, pages
from storage.sql.verdicts import store as store_verdicts
from yaluwatch.model import StoredArticle, Verdict


class SqlWebArchives(WebArchives):
    """The tables web_archive_files, web_archive_refusals and web_archive_articles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def enlist(self, names: Collection[str], collection: str, at: datetime) -> list[WebArchiveFile]:
        with self._connection.write("listing files of web archives") as db:
            for name in names:
                row = {"name": name, "collection": collection, "listed_at": time_text(at)}
                insert_new(db, "web_archive_files", row)
            found = [
                db.query("SELECT * FROM web_archive_files WHERE name = ?", [name])
                for name in dict.fromkeys(names)
            ]
            return [_to_file(row) for rows in found for row in rows]

    @override
    def store(self, file_id: int, read: ReadFile, at: datetime) -> WebArchiveFile | None:
        with self._connection.write("storing what a web archive gave") as db:
            rows = db.query("SELECT * FROM web_archive_files WHERE id = ? AND finished_at IS NULL", [file_id])
            waiting = next(map(_to_file, rows), None)
            if waiting is None:
                return None
            counts = _Stored(db, waiting.id, at)
            with pages.appending(db, self._connection.pages) as append:
                for record in read.articles:
                    counts.add(record, append)
            counts.write()
            done = replace(
                waiting,
                finished_at=at,
                size=read.size,
                sha256=read.sha256,
                records=read.records,
                passed=read.passed,
                stored=counts.stored,
                known=counts.known,
                relevant=counts.relevant,
                refused=dict(read.refused),
                detail=read.detail,
            )
            _save(db, done)
            return done

    @override
    def again(self, file_id: int) -> None:
        with self._connection.write("listing a file of a web archive again") as db:
            db.execute("UPDATE web_archive_files SET finished_at = NULL WHERE id = ?", [file_id])

    @override
    def note(self, file_id: int, detail: str) -> None:
        with self._connection.write("recording the state of a web archive") as db:
            db.execute(
                "UPDATE web_archive_files SET detail = ? WHERE id = ? AND finished_at IS NULL",
                [detail, file_id],
            )

    @override
    def get(self, file_id: int) -> WebArchiveFile | None:
        with self._connection.read("reading a file of a web archive") as db:
            rows = db.query("SELECT * FROM web_archive_files WHERE id = ?", [file_id])
            return next(map(_to_file, rows), None)

    @override
    def files(self) -> list[WebArchiveFile]:
        with self._connection.read("reading the files of web archives") as db:
            found = {
                row["id"]: _to_file(row) for row in db.query("SELECT * FROM web_archive_files ORDER BY id")
            }
            refused: dict[int, dict[str, int]] = {}
            for file_id, reason, records in db.execute(
                "SELECT file, reason, records FROM web_archive_refusals ORDER BY file, records DESC, reason"
            ):
                refused.setdefault(file_id, {})[reason] = records
        return [replace(file, refused=refused.get(file.id, {})) for file in found.values()]

    @override
    def origin(self, article_id: int) -> RecordOrigin | None:
        with self._connection.read(f"reading article {article_id}") as db:
            found = db.execute(
                """
                SELECT f.name, w."offset", w.captured_at FROM web_archive_articles w
                JOIN web_archive_files f ON f.id = w.file WHERE w.article = ?
                """,
                [article_id],
            ).fetchone()
        return RecordOrigin(found[0], found[1], to_time(found[2])) if found else None


class _Stored:
    """Stores the articles of one file, and counts them."""

    def __init__(self, db: Database, file_id: int, at: datetime) -> None:
        self.stored = self.known = self.relevant = 0
        self._db, self._file, self._at = db, file_id, at
        self._index = article_index.IndexChanges()
        self._counts = CountChanges()
        self._added: list[Added] = []
        self._judged: list[tuple[StoredArticle, Verdict]] = []

    def add(self, record: ReadRecord, append: Callable[[PackedPage], int]) -> None:
        """Store an article with page, verdict and origin, unless it is known."""
        reached = identities.Addresses(requested=record.page.requested_url, final=record.page.url)
        known = identities.find(self._db, record.article, reached).article_id
        if known is not None:
            # It may be from an earlier state of the file.
            is_ours = self._is_from_this_file(known)
            self.stored += is_ours
            self.known += not is_ours
            self.relevant += is_ours and record.verdict.is_relevant
            return
        added = articles.add(
            self._db,
            record.article,
            self._index,
            publisher=record.publisher,
            keep_page=partial(append, record.page),
            addresses=reached,
            is_backfilled=True,
            captured_at=record.page.fetched_at,
        )
        self._added.append(added)
        stored = StoredArticle(
            id=added.id,
            article=record.article,
            publisher=record.publisher,
            version=added.version,
            first_seen_at=record.article.fetched_at,
            removed_at=None,
        )
        self._judged.append((stored, record.verdict))
        origin = {
            "article": added.id,
            "file": self._file,
            "offset": record.offset,
            "captured_at": time_text(record.page.fetched_at),
        }
        insert(self._db, "web_archive_articles", origin)
        self.stored += 1
        self.relevant += record.verdict.is_relevant

    def write(self) -> None:
        """Write what is collected over all articles."""
        self._index.write(self._db)
        record(self._db, self._added)
        store_verdicts(self._db, self._judged, self._at, self._counts)
        self._counts.write(self._db)

    def _is_from_this_file(self, article_id: int) -> bool:
        found = self._db.execute(
            "SELECT 1 FROM web_archive_articles WHERE article = ? AND file = ?", [article_id, self._file]
        )
        return found.fetchone() is not None


def _save(db: Database, file: WebArchiveFile) -> None:
    values = asdict(file) | {"finished_at": time_text(file.finished_at)} if file.finished_at else asdict(file)
    db.execute(
        """
        UPDATE web_archive_files SET finished_at = :finished_at, size = :size, sha256 = :sha256,
            records = :records, passed = :passed, stored = :stored, known = :known, relevant = :relevant,
            detail = :detail
        WHERE id = :id
        """,
        {name: value for name, value in values.items() if name not in {"refused", "listed_at"}},
    )
    db.execute("DELETE FROM web_archive_refusals WHERE file = ?", [file.id])
    for reason, records in file.refused.items():
        insert(db, "web_archive_refusals", {"file": file.id, "reason": reason, "records": records})


def _to_file(row: Row) -> WebArchiveFile:
    """The file in a row, without the reasons why records were refused."""
    return WebArchiveFile(
        id=row["id"],
        name=row["name"],
        collection=row["collection"],
        listed_at=to_time(row["listed_at"]),
        finished_at=to_optional_time(row["finished_at"]),
        size=row["size"],
        sha256=row["sha256"],
        records=row["records"],
        passed=row["passed"],
        stored=row["stored"],
        known=row["known"],
        relevant=row["relevant"],
        detail=row["detail"],
    )
