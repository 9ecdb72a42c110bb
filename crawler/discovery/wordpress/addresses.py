"""URLs to ask a WordPress API for posts. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urlsplit, urlunsplit

from yaluwatch.model import Source
from yaluwatch.patterns import lazy_regex

#: Posts asked for in a poll, and the most that the API gives on one page.
POSTS_PER_POLL = 20
MOST_PER_PAGE = 100
#: What is asked for of each post. Nested fields are understood from version 5.3 on, so only those of a plugin
#: that needs a newer one are nested.
_FIELDS = (
    "id,date,date_gmt,modified,modified_gmt,link,guid,status,title,content,excerpt,"
    "yoast_head_json.author,yoast_head_json.canonical"
)
_EMBEDDED = ",_links,_embedded"
_SET = frozenset({"page", "per_page", "orderby", "order", "after", "before", "modified_after", "_fields"})
#: Edits are asked for from this long before the last poll, and from a full hour: clocks differ.
_OVERLAP = timedelta(hours=1)

_ENDPOINT = lazy_regex(r"/wp/v2/[\w-]+")


def is_posts_endpoint(url: str) -> bool:
    """Whether a URL is that of posts, or of another type of content, in a WordPress API.

    >>> is_posts_endpoint("https://news.example/?rest_route=/wp/v2/posts")
    True
    """
    return _ENDPOINT.search(unquote_plus(url)) is not None


def posts_address(
    endpoint: str,
    *,
    page: int,
    per_page: int,
    after: datetime | None = None,
    before: datetime | None = None,
    modified_after: datetime | None = None,
    order: str = "desc",
    by: str = "date",
) -> str:
    """The URL of one page of posts; other parameters of the endpoint, such as `categories`, are kept.

    `page` counts from 1, `per_page` is at most 100, `order` is "asc" or "desc", by date of publication, by
    another of the API's orders such as "id", or by date of the last change if `modified_after` is given. The
    order of posts of one second is not defined, and may differ from page to page; that of ids is.

    `after`, `before` and `modified_after` (aware) are exclusive and sent in UTC, as "2026-11-28T15:00:00Z":

    - WordPress compares with the time of the site's clock. A time with an offset is converted to the site's
      zone, one without is taken as local (build_mysql_datetime in wp-includes/class-wp-date-query.php).
    - Before version 5.3, the digits in UTC are compared with the local ones, and the bounds are off by the
      site's offset (https://github.com/woocommerce/woocommerce/issues/19976). To lose nothing, ask for a day
      more on both sides and compare `Candidate.published_at`.
    - `modified_after` is understood from version 5.7 on. Older versions ignore it, as any parameter they
      don't know, so the answer may hold older posts.
    - A day without a time is refused with HTTP 400 (https://github.com/WP-API/WP-API/issues/2933).
    """
    moments = {"after": after, "before": before, "modified_after": modified_after}
    return _with_parameters(
        endpoint,
        {
            "page": str(page),
            "per_page": str(min(per_page, MOST_PER_PAGE)),
            "orderby": "modified" if modified_after else by,
            "order": order,
            **{name: _sent(moment) for name, moment in moments.items() if moment},
            "_fields": _FIELDS + (_EMBEDDED if re.search(r"[?&]_embed\b", endpoint) else ""),
        },
    )


def endpoint_of(address: str) -> str:
    """The endpoint of an address that `posts_address` has made: without what it sets."""
    parts = urlsplit(address)
    kept = [part for part in parts.query.split("&") if part and part.partition("=")[0] not in _SET]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), ""))


def poll_addresses(source: Source, last_ok_at: datetime | None) -> list[str]:
    """The URLs of a poll: the newest posts of each endpoint, and those changed since the last good poll.

    A post that was scheduled is not among the changed ones: they are ordered by when it was last written.
    """
    newest = [posts_address(url, page=1, per_page=POSTS_PER_POLL) for url in source.urls]
    if last_ok_at is None:
        return newest
    since = (last_ok_at - _OVERLAP).replace(minute=0, second=0, microsecond=0)
    return newest + [
        posts_address(url, page=1, per_page=POSTS_PER_POLL, modified_after=since) for url in source.urls
    ]


def page_number_of(url: str) -> int:
    """The page that an address asks for, counted from 1."""
    number = _parameter(url, "page")
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 9 else 1


def asks_for_changes(url: str) -> bool:
    """Whether an address asks for the posts changed last, not for the newest."""
    return _parameter(url, "orderby") == "modified"


def is_poll_of(asked: str, endpoint: str) -> bool:
    """Whether an address asked for the newest posts of an endpoint."""
    return endpoint_of(asked) == endpoint_of(endpoint) and not asks_for_changes(asked)


def next_page_address(url: str) -> str:
    """The address of the page after the one that an address asks for."""
    return _with_parameters(url, {"page": str(page_number_of(url) + 1)})


def _sent(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _parameter(url: str, name: str) -> str:
    return dict(parse_qsl(urlsplit(url).query)).get(name, "")


def _with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """A URL with these parameters of its query set, and the others as they are."""
    parts = urlsplit(url)
    kept = [part for part in parts.query.split("&") if part and part.partition("=")[0] not in parameters]
    added = urlencode(parameters, quote_via=quote, safe=",:.")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join((*kept, added)), ""))
