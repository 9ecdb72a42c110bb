"""Articles as they are stored: rows to dataclasses."""

import json
from collections.abc import Iterable, Iterator

from storage.sql.database import Database
from storage.sql.rows import AMONG_IDS, Row, among, to_list, to_optional_time, to_strings, to_time
from storage.sql.tables.article_index import IndexedText, to_text
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Alternate, Article, StoredArticle


def to_article(row: Row) -> Article:
    """The article in a joined row of `articles` and `versions`."""
    return Article(
        source_id=row["source"],
        url=row["url"],
        title=row["title"],
        body=row["body"],
        language=row["language"],
        published_at=to_optional_time(row["published_at"]),
        modified_at=to_optional_time(row["modified_at"]),
        fetched_at=to_time(row["fetched_at"]),
        authors=to_strings(row["authors"]),
        organisation=row["organisation"],
        section=row["section"],
        image_url=row["image_url"],
        alternates=tuple(Alternate(*pair) for pair in to_list(row["alternates"])),
        tables=tuple(tuple(tuple(cells) for cells in table) for table in to_list(row["tables"])),
        captions=to_strings(row["captions"]),
        is_partial=bool(row["is_partial"]),
        found_by=json.loads(row["found_by"]),
        extractor=row["extractor"],
    )


#: Columns of a joined row that `to_article` and `to_stored` need.
COLUMNS = """
    a.id, a.url, a.source, a.publisher, a.language, a.published_at, a.first_seen_at, a.version,
    a.missing_since, v.title, v.body, v.modified_at, v.fetched_at, v.authors, v.section, v.image_url,
    v.alternates, v.tables, v.captions, v.organisation, v.is_partial, v.found_by, v.extractor
"""


def to_stored(row: Row) -> StoredArticle:
    """The article with its archive data, without verdict and story (`versions.read_stored` adds them)."""
    return StoredArticle(
        id=row["id"],
        article=to_article(row),
        publisher=row["publisher"],
        version=row["version"],
        first_seen_at=to_time(row["first_seen_at"]),
        removed_at=to_optional_time(row["missing_since"]),
    )


def read(db: Database, ids: Iterable[int]) -> Iterator[StoredArticle]:
    """The newest versions of the articles with these ids, newest id first."""
    yield from map(
        to_stored,
        db.query(
            f"""
            SELECT {COLUMNS} FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.version
            WHERE a.id IN {AMONG_IDS} ORDER BY a.id DESC
            """,
            [among(ids)],
        ),
    )


def newest_of(db: Database, source_id: str, limit: int) -> list[StoredArticle]:
    """A source's newest articles."""
    rows = db.execute("SELECT id FROM articles WHERE source = ? ORDER BY id DESC LIMIT ?", [source_id, limit])
    return list(read(db, [article_id for (article_id,) in rows]))


def known_version(db: Database, article_id: int, number: int) -> tuple[str, str]:
    """Title and body of one version. Raises ArchiveError when it does not exist."""
    found = db.execute(
        "SELECT title, body FROM versions WHERE article = ? AND number = ?", [article_id, number]
    ).fetchone()
    if found is None:
        raise ArchiveError(f"article {article_id} has no version {number}")
    title, body = found
    return title, body


def indexed_text(db: Database, article_id: int, number: int) -> IndexedText:
    """What the search index contains of one version, which exists."""
    columns = db.execute(
        "SELECT title, body, captions FROM versions WHERE article = ? AND number = ?", [article_id, number]
    ).fetchone()
    return to_text(*columns)
