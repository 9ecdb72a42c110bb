"""What the articles' addresses on a listing page have in common, as a pattern for `include`. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from crawler.discovery import NOT_ARTICLES
from crawler.text import is_front_page, is_same_site
from yaluwatch.patterns import lazy_regex

#: So many different links of one shape make a listing.
ENOUGH = 5
# A headline is longer than the name of a section: characters of a script that needs few, or of Latin.
_HEADLINE, _LATIN_HEADLINE = 10, 20
_NUMBER = lazy_regex(r"\d+")
_SLUG = lazy_regex(r"[^/?=&]*-[^/?=&]*-[^/?=&]*")


def article_pattern(links: Iterable[tuple[str, str]], here: str) -> str | None:
    """The RE2 pattern of the largest group of headlines' addresses on the page `here`; None without one.

    `links` are (address, text) in the order of the page.

    >>> article_pattern([(f"https://n.example/v/{n}.html", "A headline of some length") for n in range(9)],
    ...     "https://n.example/")
    '^https?://n\\\\.example/v/\\\\d+\\\\.html'
    """
    groups: dict[tuple[object, ...], dict[str, SplitResult]] = {}
    for url, text in links:
        parts = urlsplit(url)
        is_wanted = _is_headline(text) and is_same_site(url, here) and not is_front_page(url)
        if is_wanted and not NOT_ARTICLES.search(parts.path):
            groups.setdefault(_kind(parts), {})[url] = parts
    # The first of equals stands higher on the page.
    best = max(groups.values(), key=len, default={})
    return _pattern(list(best.values())) if len(best) >= ENOUGH else None


def _is_headline(text: str) -> bool:
    wide = sum(character > "\u2e7f" for character in text)
    return len(text) >= _LATIN_HEADLINE or (wide * 2 > len(text) and len(text) >= _HEADLINE)


def _kind(parts: SplitResult) -> tuple[object, ...]:
    """What addresses of one kind share: host, depth, how the last step is built, names of parameters."""
    *_, last = steps = parts.path.split("/")
    names = tuple(part.partition("=")[0] for part in parts.query.split("&"))
    return parts.netloc, len(steps), _general(last), names


def _pattern(addresses: list[SplitResult]) -> str:
    """What matches all of them: steps that differ are made general."""
    first = addresses[0]
    columns = zip(*(parts.path.split("/") for parts in addresses), strict=True)
    path = "/".join(_step(set(steps)) for steps in columns)
    query = "&".join(
        re.escape(name) + "=" + ("[^&]+" if _NUMBER.search(value) else re.escape(value))
        for name, _, value in (part.partition("=") for part in first.query.split("&") if part)
    )
    return f"^https?://{re.escape(first.netloc)}{path}" + (rf"\?{query}" if query else "")


def _step(seen: set[str]) -> str:
    # A number is made general even where all have it: it may be today's date.
    general = {_general(step) for step in seen}
    return general.pop() if len(general) == 1 else "[^/]+"


def _general(step: str) -> str:
    """One step of a path with its slug or numbers made general."""
    if _SLUG.fullmatch(step):
        return "[^/]+"
    return r"\d+".join(re.escape(piece) for piece in _NUMBER.split(step))
