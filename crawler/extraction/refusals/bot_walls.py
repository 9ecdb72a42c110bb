"""Recognising pages that stop crawlers although the server answers 200: bot checks, captchas, firewalls.

The marks of such a page are in its scripts and attributes. What a page says counts only where it has no
article of its own, so that an article about such pages is not taken for one.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import html

from crawler.extraction.body import weight_of
from crawler.extraction.markup import paragraphs
from crawler.extraction.phrases import is_phrase, phrase_in
from crawler.extraction.refusals.notices import sentences_of
from crawler.extraction.structured import Metadata
from yaluwatch.patterns import lazy_regex

#: A page with more visible text, in weighted characters, is not a wall.
MAX_WALL = 3_000
# A page with less has no text of its own.
_EMPTY = 120
# The share of its text in which a wall without marks speaks to its visitor.
_MIN_SHARE = 0.3
# Response headers of a challenge; others of these products are on every page.
_HEADERS = {"cf-mitigated": ("challenge",), "x-amzn-waf-action": ("challenge", "captcha")}
# A page without text whose script sets a cookie and loads the page again.
_RELOADS = lazy_regex(r"document\.cookie\s*=.{0,5000}?location(?:\.reload|\.href|\.replace|\s*=)", re.DOTALL)
_SITE = lazy_regex(r"\s*[|｜–—»·:：_-]\s*[^|｜–—»·:：_-]{1,40}$")
# Akamai quotes the address it refuses.
_QUOTED_URL = lazy_regex(r"[\"“]https?://[^\"”\s]*[\"”]")


def wall_on(markup: str, tree: html.HtmlElement, facts: Metadata, headers: Mapping[str, str]) -> str:
    """What shows that the page is a wall; empty when nothing does. `markup` is the decoded page."""
    for name, values in _HEADERS.items():
        if headers.get(name, "").strip().lower() in values:
            return f"the header {name}"
    if declares_article(facts):
        return ""
    title = next((text for text in _titles(tree) if _is_title(text)), "")
    has_mark = bool(phrase_in("walls.marks", markup))
    # Only a short page is worth a closer look.
    if not title and not has_mark and len(markup) > 50_000:
        return ""
    text = _shown(tree)
    if weight_of(text) > MAX_WALL:
        return ""
    if has_mark and (mark := phrase_in("walls.marks", _structure(tree))):
        return mark
    if weight_of(text) < _EMPTY and _RELOADS.search(_structure(tree)):
        return "a script that sets a cookie and loads the page again"
    kinds = ("templates", "texts", "hints") if title else ("templates",)
    return _notice(text, kinds) or (title if title and weight_of(text) < _EMPTY else "")


def wall_without_article(tree: html.HtmlElement, facts: Metadata) -> str:
    """The same for a page on which no article was found: weaker evidence is enough."""
    text = _shown(tree)
    if declares_article(facts) or weight_of(text) > MAX_WALL:
        return ""
    if found := _notice(text, ("templates", "texts")):
        return found
    return phrase_in("walls.sensors", _structure(tree)) if weight_of(text) < 4 * _EMPTY else ""


def declares_article(facts: Metadata) -> bool:
    """Whether the page's metadata says that it is an article."""
    return bool(
        facts.statement.headline
        or facts.first("og:type").lower() in {"article", "news"}
        or facts.first("article:published_time", "datepublished", "pubdate")
    )


def _is_title(text: str) -> bool:
    return is_phrase("walls.titles", text) or is_phrase("walls.titles", _SITE.sub("", text))


def _titles(tree: html.HtmlElement) -> list[str]:
    """The <title> and the first headings of a page."""
    elements = [tree.find(".//title"), *list(tree.iter("h1", "h2"))[:4]]
    return [
        " ".join("".join(map(str, element.itertext())).split()) for element in elements if element is not None
    ]


def _notice(text: str, kinds: tuple[str, ...]) -> str:
    """What a text says to the visitor whom it stops, if that is a good part of it."""
    found, weight = "", 0.0
    for sentence in sentences_of(_QUOTED_URL.sub("", text)):
        if phrase := next((phrase for kind in kinds if (phrase := phrase_in(f"walls.{kind}", sentence))), ""):
            found, weight = found or phrase, weight + weight_of(sentence)
    return found if weight >= _MIN_SHARE * weight_of(text) else ""


def _shown(tree: html.HtmlElement) -> str:
    """The text a visitor without scripts sees, one line per block."""
    body = tree.find("body")
    return "\n".join([*paragraphs(body if body is not None else tree), *_without_scripts(tree)])


def _without_scripts(tree: html.HtmlElement) -> Iterator[str]:
    for element in tree.iter("noscript"):
        yield " ".join("".join(map(str, element.itertext())).split())


def _structure(tree: html.HtmlElement) -> str:
    """The attributes and scripts of a page, without its text."""
    pieces: list[str] = []
    for element in tree.iter():
        pieces.extend(f"{name}={value}" for name, value in element.attrib.items())
        if element.tag in {"script", "style"}:
            pieces.append(element.text or "")
    return "\n".join(map(str, pieces))
