"""Title, authors and URLs of an article, from the most reliable place on the page that has them."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qsl, urlsplit

from lxml import etree, html

from crawler.extraction.bylines import organisation_in, people_in
from crawler.extraction.found import Found
from crawler.extraction.structured import Metadata
from crawler.text import clean_url, is_front_page, is_same_site
from yaluwatch.model import Alternate, Candidate, Page
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

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
_TAIL = lazy_regex(r"\s+[|\-–—·:»«/]+\s+|\s*[|｜_]\s*|\s*::\s*|\s*-{2,}\s*")
# 标题-新华网, 제목_통일뉴스: a short last part after CJK text, without spaces around the separator.
_CJK_TAIL = lazy_regex(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3？！”’」』）)])[-_–—|｜][^\W\d][^-_–—|｜。，]{1,11}$"
)
_SHAPES = dict.fromkeys(map(ord, '‘’“”«»„"`'), "'") | dict.fromkeys(map(ord, "—–"), "-")
# What stands at the end of a headline that was cut.
_CUT = lazy_regex(r"\s*(?:\.{2,}|…+)\s*$")
_USUAL_LIMIT = 100
_AUTHOR_PATHS = (
    "//*[@rel='author' or @itemprop='author' or contains(@class,'author-name') or contains(@class,'byline')]"
)


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
        # JSON-LD may have a headline written for search engines, or a tagline; an h1 outvotes it that
        # og:title or JSON-LD's own name agrees with.
        other = facts.statement.name
        shown = next((text for text in headings if shared and _begins(shared, text)), "")
        shown = shown or next((text for text in headings if other and _plain(text) == _plain(other)), "")
        if shown and (_is_cut(stated, shown) or not _is_most_of(stated, shown)):
            return Found(shown, "h1")
        if not shown and _is_cut(stated, shared):
            return Found(without_site(shared, site, page_title), "og")
        return Found(stated, "json-ld")
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


def _is_cut(stated: str, shown: str) -> bool:
    """Whether a headline is the beginning of the one shown, cut to a number of characters."""
    bare = _CUT.sub("", stated)
    if not _plain(shown).startswith(_plain(bare)) or len(_plain(shown)) <= len(_plain(bare)):
        return False
    # schema.org's guidelines once allowed 110 characters; shorter ones show by an ellipsis that they are cut.
    return bare != stated or len(stated) >= _USUAL_LIMIT


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


def authors_of(
    tree: html.HtmlElement, facts: Metadata, printed: Sequence[str] = ()
) -> tuple[Found[tuple[str, ...]], str]:
    """The authors, and the organisation named beside them or instead; `printed` is what the selector found.

    The organisation is empty when none is named, or only the site itself.
    """
    site = _squeezed(facts.first("og:site_name"))
    tries: tuple[tuple[Iterable[str], str], ...] = (
        (tuple(printed), "selector"),
        (facts.statement.authors, "json-ld"),
        ((facts.first(*_AUTHORS),), "meta"),
        (_bylines(tree), "byline"),
    )
    organisation = ""
    for values, by in tries:
        names = tuple(values)
        stated = facts.statement.organisations if by == "json-ld" else ()
        named = (name for name in (*stated, *map(organisation_in, names)) if name and _squeezed(name) != site)
        organisation = organisation or next(named, "")
        people = tuple(
            dict.fromkeys(person for name in names for person in people_in(name) if _squeezed(person) != site)
        )
        if people:
            return Found(people, by), organisation
    return Found((), "none"), organisation


def _bylines(tree: html.HtmlElement) -> Iterator[str]:
    found = tree.xpath(_AUTHOR_PATHS)
    for element in (found if isinstance(found, list) else [])[:3]:
        if isinstance(element, etree._Element):
            text = clean_line("".join(map(str, element.itertext())))
            if 2 <= len(text) <= 60:
                yield text


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
        if not code or code.lower() == "x-default":
            continue
        url = clean_url(link.get("href") or "", page.url)
        if url and url != own and not is_front_page(url):
            found.setdefault(url, Alternate(code.lower() if len(code) == 2 else code, url))
    return tuple(found.values())
