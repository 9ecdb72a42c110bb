"""Title, times, authors and URLs of an article, from the most reliable place on the page that has them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

from htmldate import find_date
from lxml import etree, html

from crawler.extraction.structured import Metadata
from crawler.text import clean_url, is_front_page, is_same_site, local_to_utc, parse_date, plausible
from yaluwatch.model import REJECTED, Alternate, Candidate, Page, Source
from yaluwatch.text import clean_line

_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
    "article.published",
    "citation_publication_date",
    "weibo:article:create_at",
    "regdate",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:updated_time",
    "lastmod",
    "last-modified",
)
_AUTHORS = (
    "author",
    "article:author",
    "dable:author",
    "parsely-author",
    "dc.creator",
    "byl",
    "sailthru.author",
)
_SECTIONS = ("article:section", "article:section2", "parsely-section", "section", "category")
_TAIL = re.compile(r"\s+[|\-–—·:»«/]+\s+|\s*[|｜_]\s*|\s*::\s*|\s*-{2,}\s*")
# 标题-新华网, 제목_통일뉴스: a short last part after CJK text, without spaces around the separator.
_CJK_TAIL = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3？！”’」』）)])[-_–—|｜][^\W\d][^-_–—|｜。，]{1,11}$"
)
# A date with a time in a short text of its own: "입력 2026.09.27 19:00", "2005-05-17 22:11:42 来源：…".
_TIMESTAMP = re.compile(
    r"(?:19|20)\d{2}\s*[-./年년]\s*\d{1,2}\s*[-./月월]\s*\d{1,2}\D{1,8}\d{1,2}\s*[:时時시]\s*\d{2}"
)
_SHAPES = dict.fromkeys(map(ord, '‘’“”«»„"`'), "'") | dict.fromkeys(map(ord, "—–"), "-")
_BYLINE = re.compile(r"^(?:by|written by|from|글|文|作者|記者|记者|기자)\s*[:：]?\s+", re.IGNORECASE)
_AUTHOR_PATHS = (
    "//*[@rel='author' or @itemprop='author' or contains(@class,'author-name') or contains(@class,'byline')]"
)


Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value and the rule that found it."""

    value: Value
    by: str


def title_of(tree: html.HtmlElement, facts: Metadata, candidate: Candidate | None) -> Found[str]:
    """The headline, in this order: JSON-LD, og:title, an h1 that matches <title>, <title>, any h1, the feed.

    The site's name is removed from og:title and <title>.
    """
    headings = [text for tag in tree.iter("h1") if (text := clean_line("".join(tag.itertext())))]
    page_title = clean_line(tree.findtext(".//title") or "")
    site = facts.first("og:site_name", "application-name")
    shared = facts.first("og:title", "twitter:title", "title")
    stated = facts.statement.headline
    if len(stated) >= 4:
        # JSON-LD may have a headline written for search engines; an h1 and og:title that agree outvote it.
        shown = next((text for text in headings if shared and _begins(shared, text)), "")
        return Found(stated, "json-ld") if not shown or _is_most_of(stated, shown) else Found(shown, "h1")
    if shared:
        # The h1 is complete where og:title has the site's name added or was cut at a quotation mark.
        heading = next((text for text in headings if _begins(shared, text) or _begins(text, shared)), "")
        return Found(heading, "h1") if heading else Found(without_site(shared, site, page_title), "og")
    likely = [text for text in headings if len(text) >= 4 and _is_most_of(text, page_title)]
    if likely:
        return Found(max(likely, key=len), "h1")
    if page_title:
        return Found(without_site(page_title, site, ""), "title")
    if headings:
        return Found(headings[0], "h1")
    return Found(candidate.title, "feed") if candidate and candidate.title else Found("", "none")


def _is_most_of(heading: str, page_title: str) -> bool:
    """Whether a page's <title> is mostly this heading, and the heading not just the site's name in it."""
    part, whole = _squeezed(heading), _squeezed(page_title)
    return whole.startswith(part) or (part in whole and len(part) * 2 >= len(whole))


def _begins(whole: str, beginning: str) -> bool:
    return len(beginning) >= 6 and _plain(whole).startswith(_plain(beginning))


def _plain(text: str) -> str:
    """Text without whitespace and with uniform quotes and dashes, in which h1 and og:title may differ."""
    return "".join(text.translate(_SHAPES).replace("--", "-").split())


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def without_site(title: str, site: str, longer: str) -> str:
    """A title without the site's name at its end.

    >>> without_site("Border opens | NK Watch", "NK Watch", "")
    'Border opens'
    """
    breaks = list(_TAIL.finditer(title))
    for gap in breaks:
        tail = title[gap.end() :]
        if gap.start() >= 4 and site and _squeezed(tail) == _squeezed(site):
            return title[: gap.start()]
    if match := _CJK_TAIL.search(title):
        return title[: match.start()]
    # If the name is unknown, only a short last part after a longer first one is assumed to be it.
    if breaks and not longer and not site:
        head, tail = title[: breaks[0].start()], title[breaks[-1].end() :]
        if len(head) >= 8 and len(tail) <= max(24, len(head)) and "".join(title[breaks[0].start() :].split()):
            return head
    return title


def published_of(
    tree: html.HtmlElement,
    facts: Metadata,
    page: Page,
    source: Source,
    candidate: Candidate | None,
    printed: str = "",
) -> Found[datetime | None]:
    """When the article was published, aware UTC; `printed` is what the source's selector found.

    In this order: selector, JSON-LD, meta tags, the feed, and what the markup shows. A date that is not
    plausible ends the search with None.
    """
    announced = candidate.published_at if candidate else None
    for text, by in (
        (printed, "selector"),
        (facts.statement.published, "json-ld"),
        (facts.first(*_PUBLISHED), "meta"),
    ):
        moment = parse_date(text, source.timezone) if text else None
        if moment is None:
            continue
        if plausible(moment, page.fetched_at) is None:
            return Found(None, REJECTED + by)
        return Found(*_with_feed_time(moment, by, announced, text))
    if announced is not None:
        if plausible(announced, page.fetched_at) is None:
            return Found(None, REJECTED + "feed")
        return Found(announced, "feed")
    return _dated_by_markup(tree, page, source)


def _with_feed_time(moment: datetime, by: str, announced: datetime | None, text: str) -> tuple[datetime, str]:
    """If the page has only a date, use the feed's time on the same day."""
    if announced is not None and ":" not in text and timedelta(0) <= announced - moment < timedelta(days=1):
        return announced, "feed"
    return moment, by


def _dated_by_markup(tree: html.HtmlElement, page: Page, source: Source) -> Found[datetime | None]:
    for tag in tree.iter("time"):
        moment = parse_date(tag.get("datetime") or "", source.timezone)
        if moment is not None and plausible(moment, page.fetched_at) is not None:
            return Found(moment, "time")
    day = _htmldate_day(tree, page)
    midnight = plausible(local_to_utc(day, source.timezone), page.fetched_at) if day else None
    for stamp in _timestamps(tree, page, source):
        if midnight is None or timedelta(0) <= stamp - midnight < timedelta(days=1):
            return Found(stamp, "printed")
    return Found(midnight, "htmldate" if midnight else "none")


def _timestamps(tree: html.HtmlElement, page: Page, source: Source) -> Iterator[datetime]:
    """Dates with a time in short texts of their own, in the order of the page."""
    body = tree.find("body")
    for piece in body.itertext() if body is not None else ():
        text = str(piece).strip()
        if 12 <= len(text) <= 80 and _TIMESTAMP.search(text):
            moment = plausible(parse_date(text, source.timezone), page.fetched_at)
            # A clock showing the current time says nothing about the article.
            if moment is not None and abs(moment - page.fetched_at) > timedelta(minutes=2):
                yield moment


def _htmldate_day(tree: html.HtmlElement, page: Page) -> datetime | None:
    """The date by htmldate's rules for markup and URLs, naive; None if it finds none.

    Its search of the text is off: the year an article mentions is not the year it was written in.
    """
    latest = (page.fetched_at + timedelta(days=1)).replace(tzinfo=None)
    day = find_date(tree, extensive_search=False, original_date=True, url=page.url, max_date=latest)
    return datetime.fromisoformat(day) if day else None


def modified_of(facts: Metadata, page: Page, source: Source, published: datetime | None) -> datetime | None:
    """When the article was changed according to the site, aware UTC; None if not after its publication."""
    text = facts.statement.modified or facts.first(*_MODIFIED)
    moment = plausible(parse_date(text, source.timezone), page.fetched_at) if text else None
    return moment if moment and (published is None or moment > published) else None


def authors_of(
    tree: html.HtmlElement, facts: Metadata, printed: Sequence[str] = ()
) -> Found[tuple[str, ...]]:
    """The authors, without the publisher; `printed` is what the source's selector found."""
    site = _squeezed(facts.first("og:site_name"))
    tries = (
        (tuple(printed), "selector"),
        (facts.statement.authors, "json-ld"),
        ((facts.first(*_AUTHORS),), "meta"),
        (tuple(_bylines(tree)), "byline"),
    )
    for names, by in tries:
        people = tuple(
            dict.fromkeys(person for name in names for person in _people(name) if _squeezed(person) != site)
        )
        if people:
            return Found(people, by)
    return Found((), "none")


def _bylines(tree: html.HtmlElement) -> Iterator[str]:
    found = tree.xpath(_AUTHOR_PATHS)
    for element in (found if isinstance(found, list) else [])[:3]:
        if isinstance(element, etree._Element):
            text = clean_line("".join(map(str, element.itertext())))
            if 2 <= len(text) <= 60:
                yield text


def _people(printed: str) -> Iterator[str]:
    """The names in a byline: "By A. Kim and B. Lee" is two people."""
    text = clean_line(printed)
    if not text or text.startswith("http") or "@" in text.split(" ")[0]:
        return
    for part in re.split(r"\s*[,;、，]\s*|\s+(?:and|&)\s+", _BYLINE.sub("", text)):
        name = _BYLINE.sub("", part).strip()
        if 2 <= len(name) <= 60:
            yield name


def section_of(facts: Metadata) -> str:
    """The section of the site; empty when none is given."""
    return facts.statement.section or facts.first(*_SECTIONS)


def image_of(facts: Metadata, base: str) -> str:
    """The URL of the lead picture; empty when none is given."""
    named = facts.first("og:image", "og:image:url", "twitter:image") or facts.statement.image
    return clean_url(named, base) or "" if named else ""


def canonical_of(tree: html.HtmlElement, page: Page) -> Found[str]:
    """The article's canonical URL: the one the page declares, if plausible, or else the URL fetched."""
    own = clean_url(page.url) or page.url
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            declared = clean_url(link.get("href") or "", page.url)
            if declared and _is_plausible_canonical(declared, own):
                return Found(declared, "canonical")
    return Found(own, "url")


def _is_plausible_canonical(declared: str, own: str) -> bool:
    """Whether a declared URL can be this article; some sites declare the front page or drop the id."""
    if not is_same_site(declared, own) or (is_front_page(declared) and not is_front_page(own)):
        return False
    one, other = urlsplit(declared), urlsplit(own)
    if one.path.rstrip("/") != other.path.rstrip("/"):
        return len(one.path.rstrip("/")) * 2 >= len(other.path.rstrip("/"))
    digits = {name for name, value in parse_qsl(other.query) if any(char.isdigit() for char in value)}
    kept = {name for name, _ in parse_qsl(one.query)}
    return bool(digits & kept) or not digits


def alternates_of(tree: html.HtmlElement, page: Page, own: str) -> tuple[Alternate, ...]:
    """The same article in other languages, as declared by rel=alternate hreflang."""
    found: dict[str, Alternate] = {}
    for link in tree.iter("link"):
        code = (link.get("hreflang") or "").strip()
        url = clean_url(link.get("href") or "", page.url)
        if code and code.lower() != "x-default" and url and url != own and not is_front_page(url):
            found.setdefault(url, Alternate(code.lower() if len(code) == 2 else code, url))
    return tuple(found.values())
