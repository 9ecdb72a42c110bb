"""One post of a WordPress API as a candidate. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from crawler.discovery.feeds import plain_line
from crawler.discovery.wordpress.plugin_boxes import without_plugin_boxes
from crawler.text import clean_url, is_front_page, is_same_site, parse_date, plausible
from yaluwatch.model import Candidate, Page, Source
from yaluwatch.patterns import lazy_regex

# Code of a plugin or page builder that was not rendered; a pair of them encloses text.
_SHORTCODE = lazy_regex(r"\[[a-z][\w-]*\s+[\w-]+=[^\[\]]*\]", re.IGNORECASE)
_SHORTCODE_START = lazy_regex(r"\[([a-z][\w-]*)(?:\s[^\[\]]*)?\]", re.IGNORECASE)
_SHORTCODE_END = lazy_regex(r"\[/([a-z][\w-]*)\]", re.IGNORECASE)
# How a text ends that goes on elsewhere, within its last so many characters.
_LONGEST_END = 1000
_GOES_ON = lazy_regex(
    r"(?:…|&hellip;|&#8230;|\.\.\.)\s*\]?(?:\s|&nbsp;|<[^<>]*>)*\Z|\bmore-link\b[^<>]*>(?:(?!</a>).)*</a>(?:\s|<[^<>]*>)*\Z",
    re.IGNORECASE | re.DOTALL,
)


def candidate_of(post: Mapping[str, Any], page: Page, source: Source) -> Candidate | None:
    """The candidate for a post of an answer; None if it is not published or has no address."""
    url = _url(post, page, source)
    if url is None or post.get("status", "publish") != "publish":
        return None
    published = _moment(post, "date", source, page.fetched_at)
    changed = _moment(post, "modified", source, page.fetched_at)
    content = _content(post)
    return Candidate(
        source_id=source.id,
        url=url,
        title=plain_line(_rendered(post, "title")),
        published_at=published,
        # What was scheduled was last changed before it was published.
        updated_at=changed if changed and not (published and changed < published) else None,
        # An excerpt of its author's own may be longer than a brief, and would be taken for the text.
        summary="" if content or _is_protected(post) else _rendered(post, "excerpt"),
        content=content,
        guid=_rendered(post, "guid"),
        authors=tuple(_authors(post)),
    )


def _url(post: Mapping[str, Any], page: Page, source: Source) -> str | None:
    """The address of a post for readers, absolute; None without one."""
    canonical = clean_url(str(_yoast(post).get("canonical") or ""))
    link = clean_url(str(post["link"]), page.url) if isinstance(post.get("link"), str) else None
    # Where another program shows the posts, WordPress links to itself, and readers never see that.
    is_hidden = link is not None and not is_same_site(link, source.homepage)
    if canonical and is_hidden and is_same_site(canonical, source.homepage) and not is_front_page(canonical):
        return canonical
    if link and not is_front_page(link):
        return link
    guid = clean_url(_rendered(post, "guid"))
    return guid if guid and not is_front_page(guid) else None


def _moment(post: Mapping[str, Any], name: str, source: Source, now: datetime) -> datetime | None:
    """A date of a post, aware UTC. Posts written by import programs often have only the local one."""
    for printed, zone in ((post.get(f"{name}_gmt"), "UTC"), (post.get(name), source.timezone)):
        moment = plausible(parse_date(str(printed or ""), zone), now)
        if moment is not None:
            return moment
    return None


def _content(post: Mapping[str, Any]) -> str:
    """The whole text of a post as HTML; empty if it must be read from its page."""
    content = _rendered(post, "content")
    enclosing = {*_SHORTCODE_START.findall(content)} & {*_SHORTCODE_END.findall(content)}
    if _is_protected(post) or enclosing:
        return ""
    content = without_plugin_boxes(_SHORTCODE.sub("", content))
    return "" if _GOES_ON.search(content[-_LONGEST_END:]) else content


def _is_protected(post: Mapping[str, Any]) -> bool:
    """Whether it can only be read with a password."""
    content = post.get("content")
    return isinstance(content, dict) and content.get("protected") is True


def _authors(post: Mapping[str, Any]) -> Iterator[str]:
    """Names of its authors: a plugin's, or what the address of the source asks for with `_embed=author`."""
    named = _yoast(post).get("author")
    if isinstance(named, str) and named.strip():
        yield named
        return
    embedded = post.get("_embedded")
    authors = embedded.get("author") if isinstance(embedded, dict) else None
    for author in authors if isinstance(authors, list) else ():
        if isinstance(author, dict) and isinstance(author.get("name"), str):
            yield author["name"]


def _yoast(post: Mapping[str, Any]) -> Mapping[str, Any]:
    head = post.get("yoast_head_json")
    return head if isinstance(head, dict) else {}


def _rendered(post: Mapping[str, Any], name: str) -> str:
    """A text field as HTML, also of sites that leave out the object around it."""
    value = post.get(name)
    if isinstance(value, dict):
        value = value.get("rendered")
    return value if isinstance(value, str) else ""
