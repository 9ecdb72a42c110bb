"""New articles and versions: their rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.contract import Added
from storage.sql.database import Database
from storage.sql.rows import Row, among, insert, insert_all, json_text, optional_time_text, time_text
from storage.sql.tables import identities, table_cells
from storage.sql.tables.article_index import IndexChanges, IndexedText
from storage.sql.tables.articles.digests import content_digest
from yaluwatch.model import Article, Outcome

# Ids are derived from the publication time; an absurd date must not keep an article at the top of lists for
# ever.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST_AHEAD = timedelta(days=1)
#: An id is the publication time in seconds since 1970 times this, plus a sequence number within the second.
IDS_PER_SECOND = 1 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article that is not stored."""

    article: Article
    #: Name of the publisher.
    publisher: str
    #: Stores the page it was read from and returns its id; None if it came with the feed.
    keep_page: Callable[[], int] | None
    #: How it was reached.
    addresses: identities.Addresses
    #: Whether a backfill found it.
    is_backfilled: bool = False
    #: Places one without a date among others; None = when it was read.
    captured_at: datetime | None = None


def insert_new(db: Database, new: Sequence[NewArticle], index: IndexChanges) -> list[Added]:
    """Store articles, table by table. No two of them share an address.

    Raises ValueError for a time without a zone.
    """
    added: list[Added] = []
    while left := new[len(added) :]:
        ids = _free_ids(db, left)
        these = list(zip(ids, left[: len(ids)], strict=True))
        insert_all(db, "articles", [_article_row(number, one) for number, one in these])
        insert_all(db, "article_facets", [_facets_row(number, one) for number, one in these])
        insert_all(db, "versions", [_first_version_row(number, one) for number, one in these])
        for number, one in these:
            table_cells.add(db, number, 1, one.article.tables)
            index.add(number, indexed(one.article))
        remember(db, [(number, one.article, one.addresses) for number, one in these])
        added += [Added(number, 1, is_new=True, is_edited=False) for number in ids]
    return added


def insert_version(db: Database, added: Added, article: Article, digest: str, page: int | None) -> None:
    """Store a version of an article with its tables."""
    insert(db, "versions", _version_row(added.id, added.version, article, digest, page))
    table_cells.add(db, added.id, added.version, article.tables)


def remember(db: Database, stored: Sequence[tuple[int, Article, identities.Addresses]]) -> None:
    """Note every URL of these articles, given with their ids.

    One that is another article's is a redirect away from it.
    """
    rows = [
        (url, article.source_id, article_id, Outcome.OK, time_text(article.fetched_at))
        for article_id, article, addresses in stored
        for url in addresses.urls(article)
    ]
    db.conn.executemany(
        """
        INSERT INTO urls (url, source, article, outcome, settled_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (url) DO UPDATE SET source = excluded.source, article = excluded.article,
            outcome = excluded.outcome, settled_at = excluded.settled_at
        WHERE urls.article IS NULL OR urls.article = excluded.article
        """,
        rows,
    )
    identities.remember(db, [(row[0], row[2]) for row in rows])
    for article_id, article, addresses in stored:
        if addresses.guid:
            identities.remember_guid(db, article_id, article.source_id, addresses.guid)


def indexed(article: Article) -> IndexedText:
    """What the search index contains of an article."""
    return IndexedText(article.title, article.body, article.captions)


def _free_ids(db: Database, new: Sequence[NewArticle]) -> list[int]:
    """Unused ids for the first of these articles: for as many as fit into their seconds, at least for one."""
    firsts = [_first_id(one) for one in new]
    rows = db.execute(
        """
        SELECT w.first, (SELECT max(a.id) FROM articles a WHERE a.id BETWEEN w.first AND w.first + ?)
        FROM (SELECT DISTINCT CAST(value AS BIGINT) AS first FROM json_each(?)) w
        """,
        [IDS_PER_SECOND - 1, among(firsts)],
    )
    last = {first: first - 1 if highest is None else highest for first, highest in rows.fetchall()}
    ids = []
    for first in firsts:
        if last[first] == first + IDS_PER_SECOND - 1:
            break
        last[first] += 1
        ids.append(last[first])
    return ids or [_gap(db, last[firsts[0]])]


def _gap(db: Database, used: int) -> int:
    """The first unused id behind a used one.

    More than 1,024 articles in one second (midnight, for sites that print only the date) overflow into the
    next seconds.
    """
    gap = db.conn.execute(
        """
        SELECT a.id + 1 FROM articles a
        WHERE a.id >= ? AND NOT EXISTS (SELECT 1 FROM articles b WHERE b.id = a.id + 1) ORDER BY a.id LIMIT 1
        """,
        [used],
    ).fetchone()[0]
    return int(gap)


def _first_id(new: NewArticle) -> int:
    """The first id of the article's second; an implausible time is replaced by when it was read.

    Raises ValueError for a time without a zone.
    """
    read_at = new.article.fetched_at
    time = new.article.published_at or new.captured_at or read_at
    time_text(read_at)
    time_text(time)
    is_sane = EARLIEST <= time <= read_at + _LATEST_AHEAD
    return int((time if is_sane else read_at).timestamp()) * IDS_PER_SECOND


def _article_row(article_id: int, new: NewArticle) -> Row:
    article = new.article
    return {
        "id": article_id,
        "url": article.url,
        "source": article.source_id,
        "publisher": new.publisher,
        "language": article.language,
        "published_at": optional_time_text(article.published_at),
        "first_seen_at": time_text(article.fetched_at),
        "last_read_at": time_text(article.fetched_at),
        "version": 1,
        "missing_since": None,
        "is_backfilled": new.is_backfilled,
    }


def _facets_row(article_id: int, new: NewArticle) -> Row:
    return {
        "article": article_id,
        "source": new.article.source_id,
        "publisher": new.publisher,
        "language": new.article.language,
        "version": 1,
        "judged_version": 0,
        "relevance": None,
        "is_relevant": False,
    }


def _first_version_row(article_id: int, new: NewArticle) -> Row:
    page = new.keep_page() if new.keep_page else None
    return _version_row(article_id, 1, new.article, content_digest(new.article), page)


def _version_row(article_id: int, number: int, article: Article, digest: str, page: int | None) -> Row:
    return {
        "article": article_id,
        "number": number,
        "title": article.title,
        "body": article.body,
        "modified_at": optional_time_text(article.modified_at),
        "fetched_at": time_text(article.fetched_at),
        "authors": json_text(article.authors),
        "organisation": article.organisation,
        "section": article.section,
        "image_url": article.image_url,
        "alternates": json_text([(other.language, other.url) for other in article.alternates]),
        "tables": json_text(article.tables),
        "captions": json_text(article.captions),
        "is_partial": article.is_partial,
        "found_by": json_text(article.found_by),
        "extractor": article.extractor,
        "content_sha256": digest,
        "page": page,
    }
