"""Which way a source's past is listed."""

from collections.abc import Sequence
from enum import StrEnum

from crawler.past.archive import ArchiveLister
from crawler.past.listing import Cursor, Lister
from crawler.past.pages import PagesLister
from crawler.past.sitemaps import SitemapsLister
from crawler.past.wordpress import PostsLister
from yaluwatch.model import Source, SourceKind


class Method(StrEnum):
    """A way to list a source's past."""

    POSTS = "posts"
    ARCHIVE = "archive"
    SITEMAPS = "sitemaps"
    PAGES = "pages"


_LISTERS: dict[Method, Lister] = {
    Method.POSTS: PostsLister(),
    Method.ARCHIVE: ArchiveLister(),
    Method.SITEMAPS: SitemapsLister(),
    Method.PAGES: PagesLister(),
}
_METHODS = {SourceKind.WORDPRESS: Method.POSTS, SourceKind.SITEMAP: Method.SITEMAPS}


def method_of(source: Source) -> Method:
    """The way that fits a source: its `archive`, or by its kind."""
    return Method.ARCHIVE if source.archive else _METHODS.get(source.kind, Method.PAGES)


def lister_of(method: Method) -> Lister:
    """The lister for a method."""
    return _LISTERS[method]


def first_cursor(method: Method, sitemaps: Sequence[str]) -> Cursor:
    """Where a method begins; `sitemaps` are read by `Method.SITEMAPS`."""
    return {"todo": list(sitemaps)} if method is Method.SITEMAPS else {}
