"""The table identities: spellings of an article's URLs, and its guids in feeds.

Each is stored as 64 bits of its SHA-256: among three million of them, two are equal in one of four million
archives.
"""

import hashlib
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from storage.query import tokens
from storage.sql.database import Database
from storage.sql.rows import AMONG, AMONG_IDS, among
from yaluwatch.model import Article
from yaluwatch.urls import url_key

#: Words in a row that are compared, and the share of the shorter text's that one article's versions have in
#: common. Of 14,000 pairs of different articles on one subject, in four languages, none has more than .2.
_SHINGLE, _SAME_TEXT = 3, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """How an article was reached; empty where that is unknown or there was none."""

    #: The URL requested, and the one that answered after redirects.
    requested: str = ""
    final: str = ""
    #: The feed's own id for it.
    guid: str = ""

    @property
    def was_redirected(self) -> bool:
        """Whether another address answered than the one requested."""
        return self.requested != self.final and url_key(self.requested) != url_key(self.final)

    def urls(self, article: Article) -> list[str]:
        """The URLs of an article that was reached so, each once."""
        return list(dict.fromkeys(url for url in (article.url, self.requested, self.final) if url))

    def digests(self, article: Article) -> Set[int]:
        """The digests of these URLs, and of the feed's id."""
        found = {url_digest(url) for url in self.urls(article)}
        return found | {guid_digest(article.source_id, self.guid)} if self.guid else found


@dataclass(frozen=True, slots=True)
class Identity:
    """Which stored article one is."""

    #: None when it is not stored.
    article_id: int | None
    #: The URL it has now.
    url: str
    #: Whether it has left the URL it was stored under.
    has_moved: bool = False


def find(db: Database, article: Article, addresses: Addresses) -> Identity:
    """The stored article that this one is a version of.

    Compared are, in this order: the canonical URL, the guid within the source, the URL that answered, and the
    URL that was requested. Sites declare wrong canonical URLs, reuse guids, and redirect old articles to new
    ones: where two addresses differ, the texts must have something in common.
    """
    own = addresses.final or article.url
    is_canonical = own == article.url
    by_canonical = _of_url(db, article.url)
    if by_canonical is not None:
        is_own = is_canonical or url_key(own) == url_key(article.url) or _of_url(db, own) == by_canonical
        if is_own or _is_same_text(db, by_canonical, article):
            return Identity(by_canonical, article.url)
        article = replace(article, url=own)
    if addresses.guid:
        by_guid = _of_digest(db, guid_digest(article.source_id, addresses.guid))
        if by_guid is not None and _is_same_text(db, by_guid, article):
            return Identity(by_guid, article.url, has_moved=True)
    if not is_canonical and (by_answer := _of_url(db, own)) is not None:
        return Identity(by_answer, article.url)
    if addresses.was_redirected:
        by_request = _of_url(db, addresses.requested)
        if by_request is not None and _is_same_text(db, by_request, article):
            return Identity(by_request, article.url, has_moved=True)
    return Identity(None, article.url)


def ids_of(db: Database, urls: Iterable[str]) -> dict[str, int]:
    """URL → the stored article that has it or another spelling of it; other URLs are left out."""
    wanted = set(urls)
    rows = db.execute(
        f"SELECT url, article FROM urls WHERE article IS NOT NULL AND url IN {AMONG}", [among(wanted)]
    )
    found: dict[str, int] = dict(rows)
    digests = {url_digest(url): url for url in wanted - found.keys()}
    spelled = db.execute(
        f"SELECT digest, article FROM identities WHERE digest IN {AMONG_IDS}", [among(digests)]
    )
    by_digest = dict(spelled)
    return found | {
        url: by_digest[digest] for url in wanted - found.keys() if (digest := url_digest(url)) in by_digest
    }


def known(db: Database, urls: Iterable[str], digests: Iterable[Set[int]]) -> set[int]:
    """Which of the digests, and of those of the URLs, belong to stored articles."""
    rows = db.execute(
        f"SELECT url FROM urls WHERE article IS NOT NULL AND url IN {AMONG}", [among(set(urls))]
    )
    found = {url_digest(url) for (url,) in rows}
    rows = db.execute(
        f"SELECT digest FROM identities WHERE digest IN {AMONG_IDS}", [among(set().union(*digests))]
    )
    return found | {digest for (digest,) in rows}


def remember(db: Database, urls: Iterable[tuple[str, int]]) -> None:
    """Store URLs, given with their articles, as identities. One stays with its first article."""
    db.conn.executemany(
        "INSERT INTO identities (digest, article) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(url_digest(url), article_id) for url, article_id in urls],
    )


def remember_guid(db: Database, article_id: int, source_id: str, guid: str) -> None:
    """Store a feed's id as an identity. It goes to the last article that has it."""
    db.execute(
        "INSERT INTO identities (digest, article) VALUES (?, ?)"
        " ON CONFLICT (digest) DO UPDATE SET article = excluded.article",
        [guid_digest(source_id, guid), article_id],
    )


def fill(db: Database) -> None:
    """Store the identities of the articles of an older archive."""
    rows = db.execute("SELECT url, article FROM urls WHERE article IS NOT NULL ORDER BY article")
    db.conn.executemany(
        "INSERT INTO identities (digest, article) VALUES (?, ?) ON CONFLICT DO NOTHING",
        ((url_digest(url), article_id) for url, article_id in rows.fetchall()),
    )


@lru_cache(maxsize=1024)
def url_digest(url: str) -> int:
    """The digest of a URL, the same for all of its spellings (`url_key`)."""
    return _digest(f"url\n{url_key(url)}")


def guid_digest(source_id: str, guid: str) -> int:
    """The digest of an item's id in the feeds of a source; sites change http in it to https."""
    return _digest(f"guid\n{source_id}\n{url_key(guid) if guid.startswith('http') else guid}")


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], signed=True)


def _of_url(db: Database, url: str) -> int | None:
    """As `ids_of`, for one URL: far cheaper, and every article that is stored is looked up."""
    found = db.conn.execute(
        "SELECT article FROM urls WHERE url = ? AND article IS NOT NULL", [url]
    ).fetchone()
    return found[0] if found else _of_digest(db, url_digest(url))


def _of_digest(db: Database, digest: int) -> int | None:
    found = db.conn.execute("SELECT article FROM identities WHERE digest = ?", [digest]).fetchone()
    return found[0] if found else None


def _is_same_text(db: Database, article_id: int, article: Article) -> bool:
    """Whether the newest version of a stored article is another version of this one."""
    title, body = db.execute(
        "SELECT title, body FROM versions WHERE article = ? ORDER BY number DESC LIMIT 1", [article_id]
    ).fetchone()
    one, other = _shingles(body), _shingles(article.body)
    shorter = min(len(one), len(other))
    if not shorter:
        return tokens(title) == tokens(article.title)
    return len(one & other) >= _SAME_TEXT * shorter


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = tokens(text)
    return {tuple(words[place : place + _SHINGLE]) for place in range(len(words) - _SHINGLE + 1)}
