"""Where the items are that a feed no longer shows (RFC 5005), read only when some may have been missed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.discovery.parsing import Announcement
from yaluwatch.model import Candidate
from yaluwatch.patterns import lazy_regex
from yaluwatch.urls import url_key

# RFC 5005: "next" for feeds in pages, "prev-archive" for archived ones.
_RELATIONS = ("next", "prev-archive")
_WORDPRESS = lazy_regex(r"https?://(?:www\.)?wordpress\.(?:org|com)\b", re.IGNORECASE)


def earlier_items(feed: Mapping[str, Any], url: str) -> str:
    """The address of the page with the items before those of a feed as feedparser reads it; "" if unknown.

    It is the one the feed names, or else the next page of a feed of WordPress, which has them all
    (https://developer.wordpress.org/reference/classes/wp_query/#pagination-parameters).
    """
    links = {str(link.get("rel", "")): str(link.get("href", "")) for link in feed.get("links", ())}
    for relation in _RELATIONS:
        if links.get(relation):
            return next_page(links[relation], url)
    generator = f"{feed.get('generator', '')} {feed.get('generator_detail', {}).get('href', '')}"
    return _next_of_wordpress(url) if _WORDPRESS.search(generator) else ""


def next_page(address: str, url: str) -> str:
    """The address of the next page as a feed at `url` gives it, made absolute; "" if it is no other page."""
    try:
        absolute = urljoin(url, address.strip())
        return absolute if urlsplit(absolute).scheme in {"http", "https"} and absolute != url else ""
    except ValueError:
        return ""


def _next_of_wordpress(url: str) -> str:
    parts = urlsplit(url)
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = parameters.get("paged", "1")
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        return ""
    parameters["paged"] = str(int(number) + 1)
    return urlunsplit(parts._replace(query=urlencode(parameters)))


def same_folders(reading: Announcement, known: Iterable[str], *, since: datetime | None) -> Announcement:
    """The articles of a sitemap that lie in the folders of the known URLs and are not older than `since`.

    A feed may be about one subject, and the sitemap about all. A folder is a path up to the first part with a
    digit, which is a date or the article.
    """
    kept = [
        one
        for one in in_folders(reading.candidates, known)
        if since is None or (one.published_at or one.updated_at or since) >= since
    ]
    return replace(reading, candidates=tuple(kept))


def in_folders(candidates: Iterable[Candidate], known: Iterable[str]) -> list[Candidate]:
    """The candidates that lie in the folders of the known URLs."""
    folders = {_folder(url) for url in known}
    return [candidate for candidate in candidates if _folder(candidate.url) in folders]


def _folder(url: str) -> str:
    host, *path = url_key(url).partition("?")[0].split("/")
    return "/".join([host, *takewhile(lambda part: not any(map(str.isdigit, part)), path[:-1])])
