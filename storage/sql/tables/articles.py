"""The tables articles, versions and urls: each article once, with every version of its text."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.contract import MIN_REVISIT_INTERVAL, Added
from storage.sql import ledger
from storage.sql.database import Database
from storage.sql.rows import (
    AMONG,
    AMONG_IDS,
    Row,
    among,
    insert,
    insert_new,
    json_text,
    optional_time_text,
    time_text,
    to_list,
    to_optional_time,
    to_strings,
    to_time,
)
from storage.sql.tables import identities, stories, table_cells
from storage.sql.tables.article_index import IndexChanges, IndexedText, to_text
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Alternate, Article, Outcome, StoredArticle
from yaluwatch.urls import url_key

# Ids are derived from the publication time; an absurd date must not keep an article at the top of lists for
# ever.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST_AHEAD = timedelta(days=1)
#: An id is the publication time in seconds since 1970 times this, plus a sequence number within the second.
IDS_PER_SECOND = 1 << 10

#: An article is revisited until it is this old.
REVISIT_MAX_AGE = timedelta(days=7)
#: An article whose page has been "not found" for this long counts as removed.
REMOVED_AFTER = timedelta(days=14)


def content_digest(article: Article) -> str:
    """SHA-256 of title and body with whitespace collapsed, hexadecimal: equal means not edited.

    Captions are no part of it: sites exchange pictures without changing what they report, and a version is
    something that readers are told of.
    """
    return text_digest(article.title, article.body)


def text_digest(title: str, body: str) -> str:
    """`content_digest` of a title and a body."""
    text = " ".join(f"{title}\n{body}".split())
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def unseen(db: Database, urls: Iterable[str]) -> set[str]:
    """The URLs that are neither stored nor dismissed."""
    wanted = set(urls)
    known = db.execute(f"SELECT url FROM urls WHERE url IN {AMONG}", [among(wanted)])
    wanted -= {url for (url,) in known}
    return wanted - identities.ids_of(db, wanted).keys()


def add(
    db: Database,
    article: Article,
    index: IndexChanges,
    *,
    publisher: str,
    keep_page: Callable[[], int] | None,
    addresses: identities.Addresses,
    is_backfilled: bool = False,
    captured_at: datetime | None = None,
) -> Added:
    """Store an article or a new version of it, or record that it was read again unchanged.

    `keep_page` stores the page a new version was read from and returns its id. One without a date is placed
    among others by `captured_at`, or else by when it was read. The caller appends a new version to the
    ledger. Raises ValueError for a time without a zone.
    """
    time_text(article.fetched_at)
    digest = content_digest(article)
    identity = identities.find(db, article, addresses)
    known = identity.article_id
    if identity.url != article.url:
        article = replace(article, url=identity.url)
    if known is None:
        inserted = _insert(db, article, publisher, captured_at, is_backfilled=is_backfilled)
        added = Added(inserted, 1, is_new=True, is_edited=False)
    else:
        number, last_digest = _newest(db, known)
        is_edited = last_digest != digest and not _has_only_lost_captions(db, known, number, article)
        added = Added(known, number + is_edited, is_new=False, is_edited=is_edited)
        db.execute(
            "UPDATE articles SET last_read_at = ?, missing_since = NULL, first_missing_at = NULL, version = ?"
            " WHERE id = ?",
            [time_text(article.fetched_at), added.version, known],
        )
        if identity.has_moved:
            _move(db, known, article.url)
    if added.is_new or added.is_edited:
        if added.is_edited:
            db.execute("UPDATE article_facets SET version = ? WHERE article = ?", [added.version, added.id])
            index.remove(added.id, indexed_text(db, added.id, added.version - 1))
        _insert_version(db, added, article, digest, keep_page() if keep_page else None)
        table_cells.add(db, added.id, added.version, article.tables)
        index.add(added.id, _indexed(article))
    _remember_urls(db, added.id, article, addresses)
    return added


def add_reextracted(
    db: Database, stored: StoredArticle, article: Article, at: datetime, index: IndexChanges
) -> None:
    """Store a new version of a known article, extracted at `at` from the page of its newest version."""
    page = db.execute(
        "SELECT page FROM versions WHERE article = ? AND number = ?", [stored.id, stored.version]
    ).fetchone()[0]
    added = Added(stored.id, stored.version + 1, is_new=False, is_edited=False)
    db.execute("UPDATE articles SET version = ? WHERE id = ?", [added.version, added.id])
    db.execute("UPDATE article_facets SET version = ? WHERE article = ?", [added.version, added.id])
    index.remove(added.id, _indexed(stored.article))
    _insert_version(db, added, replace(article, fetched_at=at), content_digest(article), page)
    ledger.add_versions(db, [(added.id, added.version)])
    table_cells.add(db, added.id, added.version, article.tables)
    index.add(added.id, _indexed(article))


def update_extracted(db: Database, stored: StoredArticle, article: Article, index: IndexChanges) -> None:
    """Record that a newer extractor reads the same text in the newest version, with what it found beside."""
    db.execute(
        """
        UPDATE versions SET extractor = ?, captions = ?, organisation = ?, is_partial = ?
        WHERE article = ? AND number = ?
        """,
        [
            article.extractor,
            json_text(article.captions),
            article.organisation,
            article.is_partial,
            stored.id,
            stored.version,
        ],
    )
    ledger.add_details(db, stored.id, stored.version)
    if article.captions != stored.article.captions:
        index.remove(stored.id, _indexed(stored.article))
        index.add(stored.id, replace(_indexed(stored.article), captions=article.captions))


def dismiss(db: Database, url: str, source_id: str, outcome: Outcome, at: datetime) -> None:
    """Mark a URL as not to be fetched again; a stored article's row is kept."""
    row = {"url": url, "source": source_id, "article": None, "outcome": outcome, "settled_at": time_text(at)}
    insert_new(db, "urls", row)


def mark_missing(db: Database, url: str, at: datetime, *, is_final: bool) -> None:
    """Record since when a stored article's page has been missing; an earlier time is kept.

    The article counts as removed after `REMOVED_AFTER`, or at once if `is_final`.
    """
    article_id = identities.ids_of(db, [url]).get(url)
    db.execute(
        """
        UPDATE articles SET first_missing_at = coalesce(first_missing_at, :at), last_read_at = :at
        WHERE id = :id
        """,
        {"at": time_text(at), "id": article_id},
    )
    db.execute(
        """
        UPDATE articles SET missing_since = first_missing_at
        WHERE id = :id AND first_missing_at <= :limit
        """,
        {"limit": time_text(at if is_final else at - REMOVED_AFTER), "id": article_id},
    )


def note_visit(db: Database, url: str, at: datetime) -> None:
    """Record that a stored article was requested, whatever the result."""
    db.execute(
        "UPDATE articles SET last_read_at = ? WHERE id = ?",
        [time_text(at), identities.ids_of(db, [url]).get(url)],
    )


def note_unchanged(db: Database, url: str, at: datetime) -> None:
    """Record that a stored article was read again and is the same."""
    db.execute(
        "UPDATE articles SET last_read_at = ?, missing_since = NULL, first_missing_at = NULL WHERE id = ?",
        [time_text(at), identities.ids_of(db, [url]).get(url)],
    )


def read_from(db: Database, url: str, sha256: str) -> StoredArticle | None:
    """The stored article at a URL, if its newest version was read from a page with this digest."""
    row = db.execute(
        """
        SELECT a.id FROM articles a
        JOIN versions v ON v.article = a.id AND v.number = a.version
        JOIN pages p ON p.id = v.page
        WHERE a.id = ? AND p.sha256 = ?
        """,
        [identities.ids_of(db, [url]).get(url), sha256],
    ).fetchone()
    return next(read(db, row), None) if row else None


def last_visits(db: Database, urls: Iterable[str]) -> dict[str, datetime]:
    """When those of these URLs that are stored were last requested."""
    ids = identities.ids_of(db, urls)
    rows = db.execute(f"SELECT id, last_read_at FROM articles WHERE id IN {AMONG_IDS}", [among(ids.values())])
    visits = dict(rows)
    return {url: to_time(visits[article_id]) for url, article_id in ids.items()}


def newest_of(db: Database, source_id: str, limit: int) -> list[StoredArticle]:
    """A source's newest articles."""
    rows = db.execute("SELECT id FROM articles WHERE source = ? ORDER BY id DESC LIMIT ?", [source_id, limit])
    return list(read(db, [article_id for (article_id,) in rows]))


def due_revisits(db: Database, source_id: str, now: datetime, limit: int) -> list[str]:
    """URLs of a source's articles due for a revisit: longest unvisited first, then newest first."""
    rows = db.execute(
        """
        SELECT url, first_seen_at, last_read_at, FALSE FROM articles
        WHERE source = :source AND first_seen_at > :oldest AND first_missing_at IS NULL
          AND last_read_at <= :latest AND NOT is_backfilled
        UNION ALL
        SELECT url, first_seen_at, last_read_at, TRUE FROM articles
        WHERE source = :source AND first_missing_at IS NOT NULL AND missing_since IS NULL
          AND last_read_at <= :latest
        """,
        {
            "source": source_id,
            "oldest": time_text(now - REVISIT_MAX_AGE),
            "latest": time_text(now - MIN_REVISIT_INTERVAL),
        },
    )
    due = [
        (last_read, -to_time(first_seen).timestamp(), url)
        for url, first_seen, last_read, is_missing in rows
        if is_due_for_revisit(to_time(first_seen), to_time(last_read), now, is_missing=bool(is_missing))
    ]
    return [url for _, _, url in sorted(due)[:limit]]


def is_due_for_revisit(first_seen: datetime, last_read: datetime, now: datetime, *, is_missing: bool) -> bool:
    """Whether a stored article is due for a revisit.

    An article of age A is fetched again once A/5 has passed since the last visit (the rule of
    https://github.com/DocNow/diffengine), until it is a week old. One whose page was not found is requested
    daily until it is back or counts as removed.
    """
    if is_missing:
        return now - last_read >= timedelta(days=1)
    return now - last_read >= max(MIN_REVISIT_INTERVAL, (now - first_seen) / 5)


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


def _indexed(article: Article) -> IndexedText:
    return IndexedText(article.title, article.body, article.captions)


def _has_only_lost_captions(db: Database, article_id: int, number: int, article: Article) -> bool:
    """Whether a stored version is the same text as `article`, read before captions were kept apart."""
    stored = indexed_text(db, article_id, number)
    body = "".join(stored.body.split())
    for caption in article.captions:
        body = body.replace("".join(caption.split()), "", 1)
    return stored.title == article.title and body == "".join(article.body.split())


def _move(db: Database, article_id: int, url: str) -> None:
    """Give an article the URL it has moved to, unless that is only another spelling, or another article's."""
    (last,) = db.execute("SELECT url FROM articles WHERE id = ?", [article_id]).fetchone()
    if url_key(last) != url_key(url):
        db.execute(
            "UPDATE articles SET url = :url WHERE id = :id"
            " AND NOT EXISTS (SELECT 1 FROM articles WHERE url = :url)",
            {"url": url, "id": article_id},
        )
        stories.touch(db, [article_id])


def _newest(db: Database, article_id: int) -> tuple[int, str]:
    number, digest = db.execute(
        "SELECT number, content_sha256 FROM versions WHERE article = ? ORDER BY number DESC LIMIT 1",
        [article_id],
    ).fetchone()
    return number, digest


def _insert(
    db: Database, article: Article, publisher: str, captured_at: datetime | None, *, is_backfilled: bool
) -> int:
    time = article.published_at or captured_at or article.fetched_at
    article_id = _free_id(db, time, article.fetched_at)
    row = {
        "id": article_id,
        "url": article.url,
        "source": article.source_id,
        "publisher": publisher,
        "language": article.language,
        "published_at": optional_time_text(article.published_at),
        "first_seen_at": time_text(article.fetched_at),
        "last_read_at": time_text(article.fetched_at),
        "version": 1,
        "missing_since": None,
        "is_backfilled": is_backfilled,
    }
    insert(db, "articles", row)
    facets = {
        "article": article_id,
        "source": article.source_id,
        "publisher": publisher,
        "language": article.language,
        "version": 1,
        "judged_version": 0,
        "relevance": None,
        "is_relevant": False,
    }
    insert(db, "article_facets", facets)
    return article_id


def _free_id(db: Database, time: datetime, now: datetime) -> int:
    """An unused id whose high bits are `time` in seconds; an implausible time is replaced by `now`."""
    is_sane = EARLIEST <= time <= now + _LATEST_AHEAD
    first = int((time if is_sane else now).timestamp()) * IDS_PER_SECOND
    last = db.conn.execute(
        "SELECT max(id) FROM articles WHERE id BETWEEN ? AND ?", [first, first + IDS_PER_SECOND - 1]
    ).fetchone()[0]
    if last is None or last < first + IDS_PER_SECOND - 1:
        return first if last is None else int(last) + 1
    # More than 1,024 articles in one second (midnight, for sites that print only the date) overflow into the
    # next seconds: take the first gap after them.
    gap = db.conn.execute(
        """
        SELECT a.id + 1 FROM articles a
        WHERE a.id >= ? AND NOT EXISTS (SELECT 1 FROM articles b WHERE b.id = a.id + 1) ORDER BY a.id LIMIT 1
        """,
        [last],
    ).fetchone()[0]
    return int(gap)


def _insert_version(db: Database, added: Added, article: Article, digest: str, page: int | None) -> None:
    row = {
        "article": added.id,
        "number": added.version,
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
    insert(db, "versions", row)


def _remember_urls(db: Database, article_id: int, article: Article, addresses: identities.Addresses) -> None:
    """Note every URL of an article; one that is another article's is a redirect away from it, and a visit."""
    names = [name for name in (article.url, addresses.requested, addresses.final) if name]
    read_at = time_text(article.fetched_at)
    for url in dict.fromkeys(names):
        db.conn.execute(
            """
            INSERT INTO urls (url, source, article, outcome, settled_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (url) DO UPDATE SET source = excluded.source, article = excluded.article,
                outcome = excluded.outcome, settled_at = excluded.settled_at
            WHERE urls.article IS NULL OR urls.article = excluded.article
            """,
            [url, article.source_id, article_id, Outcome.OK, read_at],
        )
    identities.remember(db, article_id, names, article.source_id, addresses.guid)
    if set(names) == {article.url}:
        return
    db.execute(
        f"UPDATE articles SET last_read_at = ? WHERE id IN {AMONG_IDS}",
        [read_at, among(identities.ids_of(db, names).values())],
    )
