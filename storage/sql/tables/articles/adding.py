"""Storing what was read: a new article, a new version of a known one, or nothing new."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from storage.contract import Added
from storage.sql import ledger
from storage.sql.database import Database
from storage.sql.rows import AMONG_IDS, among, json_text, time_text
from storage.sql.tables import identities, stories
from storage.sql.tables.article_index import IndexChanges
from storage.sql.tables.articles.digests import content_digest
from storage.sql.tables.articles.inserting import NewArticle, indexed, insert_new, insert_version, remember
from storage.sql.tables.articles.reading import indexed_text
from yaluwatch.model import Article, StoredArticle
from yaluwatch.urls import url_key

#: Articles that are looked up, and stored, together.
_CHUNK = 500


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
    identity = identities.find(db, article, addresses)
    if identity.url != article.url:
        article = replace(article, url=identity.url)
    if identity.article_id is None:
        new = NewArticle(
            article=article,
            publisher=publisher,
            keep_page=keep_page,
            addresses=addresses,
            is_backfilled=is_backfilled,
            captured_at=captured_at,
        )
        (added,) = insert_new(db, [new], index)
    else:
        added = _read_again(db, identity.article_id, article, index, keep_page)
        if identity.has_moved:
            _move(db, added.id, article.url)
        remember(db, [(added.id, article, addresses)])
    _note_redirects(db, article, addresses)
    return added


def add_all(db: Database, read: Iterable[NewArticle], index: IndexChanges) -> Iterator[Added]:
    """`add` for articles in the order in which they were read; what is surely new is stored together."""
    left = iter(read)
    while chunk := list(islice(left, _CHUNK)):
        for run in _runs(db, chunk):
            if len(run) > 1:
                yield from insert_new(db, run, index)
                continue
            yield add(
                db,
                run[0].article,
                index,
                publisher=run[0].publisher,
                keep_page=run[0].keep_page,
                addresses=run[0].addresses,
                is_backfilled=run[0].is_backfilled,
                captured_at=run[0].captured_at,
            )


def _runs(db: Database, read: Sequence[NewArticle]) -> Iterator[list[NewArticle]]:
    """The articles in their order: those in a row whose addresses are unknown, and others alone."""
    digests = [one.addresses.digests(one.article) for one in read]
    known = identities.known(db, (url for one in read for url in one.addresses.urls(one.article)), digests)
    run: list[NewArticle] = []
    for one, own in zip(read, digests, strict=True):
        if known.isdisjoint(own):
            run.append(one)
        else:
            yield from (part for part in (run, [one]) if part)
            run = []
        known |= own
    if run:
        yield run


def _read_again(
    db: Database, known: int, article: Article, index: IndexChanges, keep_page: Callable[[], int] | None
) -> Added:
    """Record that a stored article was read again, with a new version if it was edited."""
    digest = content_digest(article)
    number, last_digest = _newest(db, known)
    is_edited = last_digest != digest and not _has_only_lost_captions(db, known, number, article)
    added = Added(known, number + is_edited, is_new=False, is_edited=is_edited)
    db.execute(
        "UPDATE articles SET last_read_at = ?, missing_since = NULL, first_missing_at = NULL, version = ?"
        " WHERE id = ?",
        [time_text(article.fetched_at), added.version, known],
    )
    if is_edited:
        db.execute("UPDATE article_facets SET version = ? WHERE article = ?", [added.version, known])
        index.remove(known, indexed_text(db, known, number))
        insert_version(db, added, article, digest, keep_page() if keep_page else None)
        index.add(known, indexed(article))
    return added


def _note_redirects(db: Database, article: Article, addresses: identities.Addresses) -> None:
    """Record a visit to the articles that have other addresses of this one."""
    urls = addresses.urls(article)
    if urls != [article.url]:
        db.execute(
            f"UPDATE articles SET last_read_at = ? WHERE id IN {AMONG_IDS}",
            [time_text(article.fetched_at), among(identities.ids_of(db, urls).values())],
        )


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
    index.remove(added.id, indexed(stored.article))
    insert_version(db, added, replace(article, fetched_at=at), content_digest(article), page)
    ledger.add_versions(db, [(added.id, added.version)])
    index.add(added.id, indexed(article))


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
        index.remove(stored.id, indexed(stored.article))
        index.add(stored.id, replace(indexed(stored.article), captions=article.captions))


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
