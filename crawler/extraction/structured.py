"""A page's structured metadata: JSON-LD, OpenGraph and other meta tags."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import html

from crawler.extraction.live_blogs import Update, stated_updates
from crawler.text import clean_url
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

_ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "SocialMediaPosting",
        "AdvertiserContentArticle",
        "SatiricalArticle",
    ]
)
_WRAPPING = lazy_regex(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An article's JSON-LD (https://schema.org/NewsArticle); empty where it has no value."""

    headline: str = ""
    #: Its name: the title, where the headline is a description (github.com/adbar/trafilatura, issue 23).
    name: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    #: As printed.
    published: str = ""
    modified: str = ""
    section: str = ""
    image: str = ""
    #: Captions of the article's pictures.
    captions: tuple[str, ...] = ()
    #: Organisations among the authors.
    organisations: tuple[str, ...] = ()
    #: False when the site says that it is for subscribers only (isAccessibleForFree).
    is_free: bool = True
    #: The updates of a live blog, in the order stated.
    updates: tuple[Update, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """Meta tags by lower-case name or property (the first of each name), and the article's JSON-LD."""

    meta: dict[str, str] = field(default_factory=dict)
    statement: Statement = field(default_factory=Statement)

    def first(self, *names: str) -> str:
        """The first non-empty value of these meta tags; empty when there is none."""
        return next((value for name in names if (value := self.meta.get(name, ""))), "")


def read_metadata(tree: html.HtmlElement, url: str) -> Metadata:
    """All structured metadata of a page; `url` is the page's."""
    meta: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
        content = clean_line(tag.get("content") or "")
        if name and content:
            meta.setdefault(name, content)
    return Metadata(meta, _statement(tree, url))


def _statement(tree: html.HtmlElement, url: str) -> Statement:
    described = list(_nodes(tree))
    nodes = [node for node in described if _types(node) & _ARTICLE_TYPES]
    if not nodes:
        return Statement()
    # A page may describe related articles too: its own is the one with its URL, or else the first.
    own = next((node for node in nodes if _is_about(node, url)), nodes[0])
    live = _live_blog(own, nodes, url)
    return Statement(
        # Some sites put HTML entities into JSON, where they have no meaning.
        headline=clean_line(unescape(_text(own.get("headline")) or _text(own.get("name")))),
        name=clean_line(unescape(_text(own.get("name")))),
        body=_text(own.get("articleBody")),
        authors=tuple(dict.fromkeys(_names(own.get("author")))),
        published=_text(own.get("datePublished"))
        or _text(own.get("dateCreated"))
        or _text(live.get("datePublished"))
        or _text(live.get("coverageStartTime")),
        modified=_text(own.get("dateModified")),
        section=clean_line(_text(own.get("articleSection"))),
        image=_address(own.get("image")),
        captions=tuple(dict.fromkeys(_captions(own, described))),
        organisations=tuple(dict.fromkeys(_organisations(own.get("author")))),
        is_free=str(own.get("isAccessibleForFree", "true")).strip().lower() not in {"false", "0"},
        updates=stated_updates(live),
    )


def _live_blog(own: dict[str, Any], nodes: list[dict[str, Any]], url: str) -> dict[str, Any]:
    """The page's live blog, which may be stated beside an article; empty when there is none."""
    if "LiveBlogPosting" in _types(own):
        return own
    blogs = [node for node in nodes if "LiveBlogPosting" in _types(node)]
    return next((node for node in blogs if len(blogs) == 1 or _is_about(node, url)), {})


def _nodes(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            document = _loaded(script.text or "")
            if document is not None:
                yield from _walk(document, 0)


def _loaded(text: str) -> Any:
    text = _WRAPPING.sub("", text.strip())
    # Sites have sent lone surrogates, 100,000 brackets and numbers of 5,000 digits as JSON-LD.
    for attempt in (text, text.rstrip(";").replace("\n", " ").replace("\t", " ")):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            yield from _walk(value.get(key), depth + 1)


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _is_about(node: dict[str, Any], url: str) -> bool:
    return any(
        clean_url(address) == url
        for key in ("mainEntityOfPage", "url", "@id")
        if (address := _address(node.get(key)))
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return str(value) if isinstance(value, str | int) else ""


def _address(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
        return _address(value) if isinstance(value, list) else str(value or "")
    return value if isinstance(value, str) else ""


def _captions(own: dict[str, Any], described: list[dict[str, Any]]) -> Iterator[str]:
    """The captions of the article's pictures; a picture may be described elsewhere and named by its id."""
    for key in ("image", "associatedMedia"):
        value = own.get(key)
        for picture in value if isinstance(value, list) else [value]:
            if isinstance(picture, dict):
                named = [node for node in described if node.get("@id") == picture.get("@id", node)]
                captions = (clean_line(unescape(_text(node.get("caption")))) for node in [picture, *named])
                yield from filter(None, captions)


def _organisations(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and _types(item) & {"Organization", "NewsMediaOrganization"}:
            yield clean_line(_text(item.get("name")))


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, dict):
        if "Organization" not in _types(value):
            yield from _names(value.get("name"))
    elif isinstance(value, str):
        name = clean_line(value)
        if name and not name.startswith(("http://", "https://")):
            yield name
