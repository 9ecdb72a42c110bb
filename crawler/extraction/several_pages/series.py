"""Reading an article page by page: which page comes next, and whether it belongs to the article."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from crawler.extraction.body import weight_of
from crawler.extraction.several_pages.addresses import ArticleAddress
from crawler.extraction.several_pages.joining import (
    joined,
    key_of,
    lines_of,
    new_lines,
    share_of,
    with_whole_view,
)
from crawler.extraction.several_pages.links import NO_LINKS, PageLinks
from yaluwatch.model import Article
from yaluwatch.patterns import lazy_regex
from yaluwatch.urls import url_key

#: Pages of one article that are read, with the first.
MAX_PAGES = 20
# Two pages that have this share of each other's text are the same.
_SAME = 0.7
# A view of the whole article has this share of the first page's text.
_WHOLE = 0.6
_LEAST_NEW = 20
# Times of publication further apart are those of two articles.
_MAX_APART = timedelta(days=1)
_STATED = frozenset(["json-ld", "meta"])
# Characters of a title that are compared.
_LONGEST_TITLE = 500
# The least weight of a title that begins another.
_SHORTEST_TITLE = 10
# "(2/3)", "第2页", "page 2 of 3": what some sites add to the headline on their further pages.
_PAGE_MARK = lazy_regex(
    r"[-–—|:,、·\s(\[（【]*(?:(?:page|seite) ?\d{1,2}(?: ?(?:of|/|von) ?\d{1,2})?"
    r"|\d{1,2} ?/ ?\d{1,2}(?:ページ)?|\(\d{1,2}\)|第? ?\d{1,2} ?[页頁]|\d{1,2} ?(?:ページ目?|페이지))"
    r"[\s)\]）】]*"
)
_NOT_LETTERS = lazy_regex(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One page as it was read."""

    article: Article
    #: URL of the page, after redirects.
    url: str
    #: The page's <title> and og:title.
    titles: tuple[str, ...] = ()
    links: PageLinks = NO_LINKS
    #: The short texts that the page shows, without white space; only of a page that leads to others.
    shown: frozenset[str] = frozenset()


class PageSeries:
    """An article that is being read page by page. Decides only; the spider fetches what is `wanted`."""

    def __init__(self, first: Reading) -> None:
        self._first = first
        self._address = ArticleAddress(first.url)
        self._pages = [first]
        self._whole: Article | None = None
        self._seen = {url_key(first.url)}
        self._links = first.links
        self._missing = ""
        #: Whether a page could not be read that may be readable at another time.
        self.is_incomplete = False

    @property
    def wanted(self) -> str:
        """URL of the page to read next; empty at the end."""
        for url in (self._links.whole, self._links.following):
            if url and url_key(url) not in self._seen and len(self._pages) < MAX_PAGES:
                return url
        return ""

    @property
    def first_url(self) -> str:
        """URL of the article's first page."""
        return self._first.url

    @property
    def ordinal(self) -> int:
        """Number of the page that is wanted, counted from 1."""
        return len(self._pages) + 1

    @property
    def wants_whole_view(self) -> bool:
        """Whether the page that is wanted is the one-page view."""
        return bool(self._links.whole) and self.wanted == self._links.whole

    def take(self, reading: Reading) -> bool:
        """Add the page that was wanted; whether it belongs to the article and has text that is new."""
        if self.wants_whole_view:
            self._seen.add(url_key(self.wanted))
            if not self._is_whole(reading):
                return False
            self._whole = reading.article
            self._links = NO_LINKS
            return True
        is_known = url_key(reading.url) in self._seen
        self._seen |= {url_key(self.wanted), url_key(reading.url)}
        if is_known or not self._goes_on(reading):
            self._links = NO_LINKS
            return False
        self._pages.append(reading)
        self._links = PageLinks(following=reading.links.following)
        return True

    def fail(self, *, may_pass: bool) -> None:
        """Go on without the page that was wanted, which could not be read.

        `may_pass` says whether it may be readable at another time.
        """
        self.is_incomplete = self.is_incomplete or may_pass
        self._seen.add(url_key(self.wanted))
        if url_key(self._links.following) in self._seen:
            self._missing = f"page {self.ordinal} not read"
            self._links = NO_LINKS

    def stop(self) -> None:
        """End here, because the crawl must."""
        if self.wanted:
            self.fail(may_pass=True)
            self._links = NO_LINKS

    @property
    def article(self) -> Article:
        """The article as far as it was read; URL, title, dates and authors are those of the first page."""
        if self._whole is not None:
            return with_whole_view(self._first.article, self._whole)
        pages = f"{len(self._pages)} pages" if len(self._pages) > 1 else ""
        note = ", ".join(filter(None, (pages, self._missing)))
        if not note:
            return self._first.article
        others = [page.article for page in self._pages[1:]]
        return joined(self._first.article, others, note, self._first.shown)

    def _is_whole(self, reading: Reading) -> bool:
        first, whole = lines_of(self._first.article), lines_of(reading.article)
        is_longer = weight_of("".join(whole)) > weight_of("".join(first)) + _LEAST_NEW
        return is_longer and share_of(first, whole) >= _WHOLE

    def _goes_on(self, reading: Reading) -> bool:
        return self._is_same_article(reading) and self._has_new_text(reading)

    def _is_same_article(self, reading: Reading) -> bool:
        first = self._first
        if not self._address.is_same_article(reading.url):
            return False
        if not self._is_own(reading.article.url):
            return False
        if not _is_same_title(first, reading):
            return False
        one, other = first.article, reading.article
        if one.published_at and other.published_at and _states_date(one) and _states_date(other):
            return abs(one.published_at - other.published_at) <= _MAX_APART
        return True

    def _is_own(self, canonical: str) -> bool:
        """Whether a canonical URL that a further page declares is that of this article."""
        own = url_key(self._first.article.url)
        return self._address.is_same_article(canonical) or url_key(canonical) == own

    def _has_new_text(self, reading: Reading) -> bool:
        lines = lines_of(reading.article)
        before = [lines_of(page.article) for page in self._pages]
        if any(min(share_of(page, lines), share_of(lines, page)) >= _SAME for page in before):
            return False
        seen = self._first.shown.union(key_of(line) for page in before for line in page)
        return weight_of("".join(new_lines(lines, seen))) >= _LEAST_NEW


def _states_date(article: Article) -> bool:
    return article.found_by.get("published_at") in _STATED


def _is_same_title(first: Reading, other: Reading) -> bool:
    """Whether two pages have the same headline, page numbers aside, in one of the places for it."""
    if other.article.found_by.get("title") in {"body", "none"}:
        return True
    own = _plain_title(first.article.title)
    if _agrees(own, _plain_title(other.article.title)):
        return True
    titles = [title for title in map(_plain_title, first.titles) if _agrees(own, title)]
    return any(_agrees(one, title) for one in [own, *titles] for title in map(_plain_title, _known(other)))


def _known(reading: Reading) -> Iterable[str]:
    return (reading.article.title, *reading.titles)


def _agrees(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (weight_of(short) >= _SHORTEST_TITLE and long.startswith(short))


def _plain_title(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title[:_LONGEST_TITLE]).casefold()
    return _NOT_LETTERS.sub("", _PAGE_MARK.sub(" ", folded))
