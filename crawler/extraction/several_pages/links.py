"""Finding the links from one page of an article to its others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import html

from crawler.extraction.several_pages.addresses import ArticleAddress
from crawler.extraction.several_pages.labels import is_label, number_in, plain
from crawler.text import clean_url
from yaluwatch.patterns import lazy_regex

# Boxes whose pages are not those of the article, by the names sites give them.
_OTHER_BOX = lazy_regex(
    r"comment|repl(?:y|ies)|respond|disqus|pinglun|liuyan|daet?geul|gallery|slid(?:e|er)|swiper|carousel|album"
    r"|relat(?:ed|ion)|recommend|more[-_]?(?:news|stories|articles)|latest|rank|popular|archive"
    r"|(?:board|bbs|news|article|post|story)[-_]?list|list[-_]?(?:table|wrap|area)",
    re.IGNORECASE,
)
_PAGER = lazy_regex(
    r"(?<![a-z])pag(?:e(?:r|s|nav|navi|list|num|[-_]?links?|[-_]?break|[-_]?bar|[-_]?box|[-_]?next)?|ing|ination|inate)"
    r"(?![a-z])|multi-?page|fenye|pagebar|page-?nation|wp-pagenavi|nav-?links",
    re.IGNORECASE,
)
_BOX_LEVELS = 6
# Elements that may hold a whole page, whatever their names say.
_FRAMES = frozenset(["body", "html", "main", "article"])
_PAGE_WORDS = ("page", "页", "頁", "페이지", "ページ", "seite", "página")
# The script with which TRS WCM, a system of many Chinese papers and offices, writes its pager: number of
# pages, index of this one, name and extension of the first.
_SCRIPTED = lazy_regex(
    r"createPageHTML\s*\(\s*(\d{1,2})\s*,\s*(\d{1,2})\s*,\s*[\"']([\w./-]{1,200})[\"']\s*,\s*[\"'](\w{1,8})[\"']"
)
# Addresses that need no name of the article: "?page=2", "2/", "page/2".
_RELATIVE = lazy_regex(r"(?:\./)?(?:\?|(?:page|p)?[/_-]?\d{1,2}/?$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where an article goes on; empty where it does not."""

    #: URL of the whole article on one page.
    whole: str = ""
    #: URL of the page after this one.
    following: str = ""


NO_LINKS = PageLinks()


@dataclass(frozen=True, slots=True)
class _Link:
    """A link that may lead to another page of the same article."""

    element: html.HtmlElement
    url: str
    #: Its label and those of pictures in it (`labels.plain`).
    labels: tuple[str, ...]
    is_next: bool
    is_in_pager: bool

    def has(self, kind: str) -> bool:
        return any(is_label(kind, label) for label in self.labels)

    @property
    def number(self) -> int | None:
        numbers = (number_in(label, in_pager=self.is_in_pager) for label in self.labels)
        return next((number for number in numbers if number is not None), None)


def links_of(tree: html.HtmlElement, url: str, first: str = "", ordinal: int = 1) -> PageLinks:
    """The links from one page of an article to its others.

    The page at `url` is number `ordinal` of the article that begins at `first` (by default, `url`). Only
    links on the same site whose URL has the article's own path or id are taken, so that rel=next or "Next"
    that leads to the next article is not followed.
    """
    address = ArticleAddress(first or url)
    links = list(_candidates(tree, url, address))
    if not links:
        return PageLinks(following=_scripted(tree, url, address, ordinal))
    following = _following(links, url, address, ordinal) or _scripted(tree, url, address, ordinal)
    return PageLinks(_whole_view(links, address, has_pages=bool(following)), following)


def _candidates(tree: html.HtmlElement, url: str, address: ArticleAddress) -> Iterator[_Link]:
    traces = address.traces
    base = ""
    holders = _holders_of_headings(tree)
    for element in tree.iter("a", "link", "option"):
        href = element.get("value" if element.tag == "option" else "href")
        # Cheap, because most links lead elsewhere.
        if not href or not (any(trace in href for trace in traces) or _RELATIVE.match(href)):
            continue
        is_next = "next" in (element.get("rel") or "").lower().split()
        if element.tag == "link" and not is_next:
            continue
        base = base or next((urljoin(url, each.get("href") or "") for each in tree.iter("base")), url)
        target = clean_url(href, base)
        if target and (link := _link(element, target, holders, is_next=is_next)):
            yield link


def _link(
    element: html.HtmlElement, url: str, holders: frozenset[html.HtmlElement], *, is_next: bool
) -> _Link | None:
    texts = ["".join(map(str, element.itertext()))]
    texts += [element.get(name) or "" for name in ("aria-label", "title")]
    texts += [image.get("alt") or "" for image in element.iter("img")]
    labels = tuple(dict.fromkeys(label for text in texts if (label := plain(text))))
    if any(is_label("next_article", label) for label in labels):
        return None
    is_in_pager = element.tag == "option"
    for box in _boxes(element, holders):
        named = f"{box.get('id') or ''} {box.get('class') or ''}"
        if len(named) > 1:
            if _OTHER_BOX.search(named):
                return None
            is_in_pager = is_in_pager or _PAGER.search(named) is not None
    return _Link(element, url, labels, is_next, is_in_pager)


def _holders_of_headings(tree: html.HtmlElement) -> frozenset[html.HtmlElement]:
    """The top headings of a page, and all elements that hold one."""
    return frozenset(holder for heading in tree.iter("h1") for holder in (heading, *heading.iterancestors()))


def _boxes(element: html.HtmlElement, holders: frozenset[html.HtmlElement]) -> Iterator[html.HtmlElement]:
    """The element and the boxes around it, up to the one with the article, one of the `holders`."""
    box: html.HtmlElement | None = element
    for _ in range(_BOX_LEVELS):
        if box is None or box.tag in _FRAMES or box in holders:
            return
        yield box
        box = box.getparent()


def _following(links: list[_Link], url: str, address: ArticleAddress, ordinal: int) -> str:
    current = address.number_of(url)
    for has_label in (True, False):
        for link in links:
            number = address.number_of(link.url)
            if number is None or link.url == url:
                continue
            named = link.number
            is_expected = (
                number in {ordinal, ordinal + 1} and named == ordinal + 1
                if named is not None
                else number in ({1, 2} if current is None else {current + 1})
            )
            if is_expected and _says_next(link, address, has_label=has_label):
                return link.url
    return ""


def _says_next(link: _Link, address: ArticleAddress, *, has_label: bool) -> bool:
    """Whether a link to a page with the right number is one of the article's pager."""
    if link.number is not None:
        return True
    # "余下全文" leads to the next page on some sites.
    is_named = link.has("next_page") or link.has("whole_view") or link.is_next
    if has_label:
        # WordPress gives the link to the next post its title.
        if link.element.tag == "link" and link.element.get("title"):
            return False
        says_page = link.has("whole_view") or any(
            word in label for label in link.labels for word in _PAGE_WORDS
        )
        return is_named and (address.is_plainly_numbered(link.url) or link.is_in_pager or says_page)
    return link.is_in_pager and not link.labels


def _whole_view(links: list[_Link], address: ArticleAddress, *, has_pages: bool) -> str:
    for kind, by_form in (("whole_view", not has_pages), ("print_view", False)):
        for link in links:
            if kind == "print_view" and not has_pages:
                continue
            is_numbered = address.number_of(link.url) is not None
            if not is_numbered and link.has(kind) and address.is_whole_view(link.url, by_form=by_form):
                return link.url
    return ""


def _scripted(tree: html.HtmlElement, url: str, address: ArticleAddress, ordinal: int) -> str:
    for script in tree.iter("script"):
        text = script.text or ""
        if "createPageHTML" not in text or not (match := _SCRIPTED.search(text)):
            continue
        pages, index, name, extension = int(match[1]), int(match[2]), match[3], match[4]
        target = clean_url(f"{name}_{index + 1}.{extension}", url)
        if index + 1 < pages and index == ordinal - 1 and target and address.number_of(target) is not None:
            return target
    return ""
