"""Where the posts of a WordPress site can be asked for, by one of its pages. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from crawler.text import clean_url, is_same_site
from yaluwatch.model import Page
from yaluwatch.patterns import lazy_regex

# https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/
_RELATION = "https://api.w.org/"
_LINK_HEADER = lazy_regex(rf'<([^<>]+)>\s*;[^<]*?\brel="?{re.escape(_RELATION)}"?', re.IGNORECASE)
_CONTENT_FOLDER = re.compile(rb"""["'(](https?://[^"'()\s<>]{1,200}?)/wp-content/""", re.IGNORECASE)


def posts_endpoints(page: Page, soup: BeautifulSoup) -> Iterator[str]:
    """Addresses at which the site's API may give its posts, likeliest first; none for other sites.

    A site says where its API is in a Link header or element. If neither is there, the usual place is tried
    on pages that use files of WordPress.
    """
    roots = _LINK_HEADER.findall(page.headers.get("link", ""))
    roots += [str(link["href"]) for link in soup.select(f"link[rel='{_RELATION}'][href]")]
    if urlsplit(page.url).path.rstrip("/").endswith("/wp-json"):
        roots.append(page.url)
    if not roots and (folder := _CONTENT_FOLDER.search(page.body)):
        root = folder[1].decode("latin-1")
        roots += [f"{root}/wp-json/"] if is_same_site(root, page.url) else []
    found = (clean_url(root, page.url) for root in roots)
    yield from dict.fromkeys(_posts_below(root) for root in found if root)


def _posts_below(root: str) -> str:
    """The posts of an API whose root is a path, or a parameter where the site has no readable addresses.

    >>> _posts_below("https://news.example/index.php?rest_route=/")
    'https://news.example/index.php?rest_route=/wp/v2/posts'
    """
    return f"{root.rstrip('/')}/wp/v2/posts"
