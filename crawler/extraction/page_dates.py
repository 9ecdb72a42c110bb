"""The dates a page shows, in short texts and <time> elements."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from lxml import html

from crawler.text import DateOrder, Role, order_of, parse_date, plausible, role_of
from yaluwatch.model import Page, Source
from yaluwatch.patterns import lazy_regex

# What a short text with a date has in any script: a year, or a count of hours or days ("3시간 전").
_DATED = lazy_regex(
    r"(?:19|20)\d{2}|\d{2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,2}|\d\s*[년年]|[〇零一二三四五六七八九]{2}年"
    r"|\d\s*(?:시간|분|일|小时|小時|時間|分钟|分|天|日)\s*[전前]|\bago\b|어제|昨[天日]"
)
_LONGEST, _LONGEST_LABEL = 80, 20
# … where nothing else speaks for a date: shorter than a reference at the end of an article.
_LONGEST_LOOSE = 40
_DIGIT = lazy_regex(r"\d")
#: Dates looked at on a page; what follows the article is seldom about it.
_MOST_DATES = 80
#: Characters between a headline and a date that stands beside it.
_BEFORE, _AFTER = 60, 400
#: Languages whose numeric dates depend on the country.
_ORDER_BY_COUNTRY = frozenset(["en", "ko", "zh", "ja", "hu", "lt", "mn"])
_TEXTS = ".//text()[normalize-space()] | .//time[not(normalize-space())]"
_UNSEEN = frozenset(["script", "style", "noscript", "template", "option"])
_CHANGED = lazy_regex(r"modif|updat|edited|수정|更新", re.IGNORECASE)
_ISSUED = lazy_regex(r"publi|creat|issued|입력", re.IGNORECASE)
# Some sites copy the time of the request into the page.
_PAGE_CLOCK = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a page's text without elements in it."""

    #: The element it stands in.
    element: html.HtmlElement
    text: str
    #: Characters of text before it.
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date printed on the page."""

    #: Aware UTC.
    moment: datetime
    role: Role
    #: "time" for the element, else "printed".
    by: str
    has_clock: bool
    #: Whether it stands beside an <h1>.
    is_near_headline: bool


def page_dates(tree: html.HtmlElement, page: Page, source: Source) -> Iterator[PageDate]:
    """The plausible dates in short texts of their own and in <time> elements, in the order of the page."""
    for found in islice(_all_dates(tree, page, source), _MOST_DATES):
        moment = plausible(found.moment, page.fetched_at)
        if moment is None or abs(moment - page.fetched_at) <= _PAGE_CLOCK:
            continue
        # Many sites print today's date at the top of every page.
        is_banner = found.role is Role.UNKNOWN and not found.has_clock
        if not is_banner or not is_same_day(page.fetched_at, moment):
            yield found


def _all_dates(tree: html.HtmlElement, page: Page, source: Source) -> Iterator[PageDate]:
    pieces = list(_pieces(tree))
    headlines = [(piece.start, piece.end) for piece in pieces if _inside(piece.element, "h1") is not None]
    label = ""
    for piece in pieces:
        # A date in the headline is what the article is about.
        if not piece.text or (piece.start, piece.end) not in headlines:
            found = _date_of(piece, label, headlines, lambda text: parse_on_page(text, tree, page, source))
            if found is not None:
                yield found
        # The label may be an element of its own: <b>입력</b> <span>2026.11.28 09:05</span>.
        label = piece.text if len(piece.text) <= _LONGEST_LABEL and not _DIGIT.search(piece.text) else ""


def _date_of(
    piece: _Piece,
    label: str,
    headlines: list[tuple[int, int]],
    parsed: Callable[[str], datetime | None],
) -> PageDate | None:
    """The date in a piece of text, with the label in front of it; None if there is none."""
    time = _inside(piece.element, "time")
    machine = (time.get("datetime") or "").strip() if time is not None else ""
    printed = piece.text if len(piece.text) <= _LONGEST and _DATED.search(piece.text) else ""
    if not machine and not printed:
        return None
    moment = parsed(machine) if machine else None
    by = "printed" if moment is None else "time"
    shown = printed if moment is None else machine
    moment = moment or (parsed(printed) if printed else None)
    if moment is None:
        return None
    role = role_of(piece.text)
    if role is Role.UNKNOWN and label:
        role = role_of(label)
    if role is Role.UNKNOWN:
        role = _role_of_element(piece.element if time is None else time)
    near = any(
        0 <= piece.start - end <= _AFTER or 0 <= start - piece.end <= _BEFORE for start, end in headlines
    )
    return PageDate(moment, role, by, has_clock(shown), near)


def _pieces(tree: html.HtmlElement) -> Iterator[_Piece]:
    """The texts of a page in their order, and empty <time> elements, which scripts fill."""
    body = tree.find("body")
    start = 0
    for node in body.xpath(_TEXTS) if body is not None else ():
        if isinstance(node, html.HtmlElement):
            yield _Piece(node, "", start)
            continue
        element = node.getparent().getparent() if node.is_tail else node.getparent()
        if element.tag not in _UNSEEN:
            piece = _Piece(element, str(node).strip(), start)
            start = piece.end
            yield piece


def _inside(element: html.HtmlElement, name: str) -> html.HtmlElement | None:
    """The element of this name that is `element` or one of the three around it; None if there is none."""
    for _ in range(4):
        if element is None or element.tag == name:
            return element
        element = element.getparent()
    return None


def _role_of_element(tag: html.HtmlElement) -> Role:
    """What the date in an element is, by its attributes and those of its parent."""
    parent = tag.getparent()
    for element in (tag, *([parent] if parent is not None else [])):
        words = " ".join(element.get(name) or "" for name in ("itemprop", "class", "id", "property"))
        changed = bool(_CHANGED.search(words))
        issued = bool(_ISSUED.search(words)) or "pubdate" in element.attrib
        if changed != issued:
            return Role.MODIFIED if changed else Role.PUBLISHED
    return Role.UNKNOWN


def parse_on_page(text: str, tree: html.HtmlElement, page: Page, source: Source) -> datetime | None:
    """The moment of a date printed on a page, aware UTC; None if it can't be parsed.

    The order of day and month is that of the source, if it is set or was learned, or that of the page's
    language where the language has just one.
    """
    language = (tree.get("lang") or "").strip().lower()[:2]
    is_day_first = bool(language) and language not in _ORDER_BY_COUNTRY
    return parse_date(
        text,
        source.timezone,
        country=source.country,
        order=order_of(source) or (DateOrder.DAY_FIRST if is_day_first else None),
        now=page.fetched_at,
    )


def has_clock(text: str) -> bool:
    """Whether a printed date has a time of day."""
    return bool(re.search(r"\d\s*[:시時时点點]|T\d{4}|\d{12}|전|前|ago", text))


def is_same_day(moment: datetime, midnight: datetime) -> bool:
    """Whether the moment is in the 24 hours from `midnight` on."""
    return timedelta(0) <= moment - midnight < timedelta(days=1)


def without_prose(tree: html.HtmlElement) -> html.HtmlElement:
    """A copy of a page with only its short texts."""
    copied = deepcopy(tree)
    for element in copied.iter():
        if element.text and (element.tag in _UNSEEN or len(element.text.strip()) > _LONGEST_LOOSE):
            element.text = ""
        if element.tail and len(element.tail.strip()) > _LONGEST_LOOSE:
            element.tail = ""
    return copied
