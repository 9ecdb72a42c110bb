"""URLs: normalisation without tracking parameters, comparison of sites, and patterns in linear time."""

import posixpath
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, cast
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import re2
from w3lib.url import safe_url_string

from yaluwatch.patterns import lazy_regex

# Parameters that say where the visitor came from, never which article it is. Names that some sites use for
# the article id (idxno, id, no, sid, uid, seq, trendMngNo…) must not be listed.
_TRACKING = lazy_regex(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|ga_\w+|itm_\w+|hsa_\w+|vero_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|"
    r"yclid|igshid|igsh|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|oly_\w+|ocid|cmpid|cmp|xtor|ns_\w+|at_(?:medium|campaign|"
    r"link\w*|custom\d|bbc_team|format|ptr_name)|share(?:_?from|token)?|spm|ref_?src|feedtype|rss|fromrss|_ga|_gl)",
    re.IGNORECASE,
)
#: Sitemaps know no longer ones (https://www.sitemaps.org/protocol.html), nor does PostgreSQL's index of them.
MAX_LENGTH = 2_048
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Schemes as feeds misspell them before a host: doubled, without the colon, with one slash or three.
_SCHEME = lazy_regex(r"(?:https?:/*)*(https?)(?::/+|//+)(?=[^\s/?#]*\.\w)", re.IGNORECASE)
_INDEX_PAGES = {"index.html", "index.htm", "index.php", "index.do", "default.htm", "default.html"}


class Pattern(Protocol):
    """A compiled pattern; the part of its interface that is used."""

    def search(self, text: str) -> object | None:
        """A match object if the pattern occurs in the text, None otherwise."""


def clean_url(url: str, base: str = "") -> str | None:
    """The normalised URL, resolved against `base`; None if it is invalid, too long, or not http or https.

    Scheme and host in lower case, without user, default port, fragment and tracking parameters. Path and
    other parameters keep their spelling and order, because either may contain the article's id.

    >>> clean_url("HTTPS://News.Example:443/a?idxno=7&utm_source=x#top")
    'https://news.example/a?idxno=7'
    """
    joined = _joined(whole_address("".join(url.split("\n")).strip(), base), base)
    if joined is None or joined.scheme not in _DEFAULT_PORTS or not joined.hostname:
        return None
    query = "&".join(part for part in joined.query.split("&") if part and not _is_tracking(part))
    made = urlunsplit((joined.scheme, _netloc(joined), joined.path or "/", query, ""))
    return made if len(made) < MAX_LENGTH else None


def whole_address(text: str, base: str = "") -> str:
    """An address whose scheme is misspelt or left out, with the scheme; every other text as it is.

    Without a scheme, only the host of `base` or one that begins with `www.` is known from a folder's name.

    >>> whole_address("http://https://news.example/a"), whole_address("www.news.example/a")
    ('https://news.example/a', 'https://www.news.example/a')
    """
    if text.startswith(("http", "HTTP")):
        text = text.replace("\\/", "/")
        scheme = _SCHEME.match(text)
        return f"{scheme[1].lower()}://{text[scheme.end() :]}" if scheme else text
    host, slash, _ = text.partition("/")
    if slash and "." in host and (host.startswith("www.") or host.lower() == urlsplit(base).hostname):
        return f"{'http' if base.startswith('http:') else 'https'}://{text}"
    return text


def _joined(url: str, base: str) -> SplitResult | None:
    try:
        parts = urlsplit(safe_url_string(urljoin(base, url), quote_path=True))
        # urlsplit validates the port when it is accessed.
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme]:
        return host
    return f"{host}:{parts.port}"


def _is_tracking(parameter: str) -> bool:
    return _TRACKING.fullmatch(parameter.partition("=")[0]) is not None


def host_of(url: str) -> str:
    """The host name in lower case, without `www.`; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_same_site(one: str, other: str) -> bool:
    """Whether two URLs belong to one site: equal hosts, or one is a subdomain of the other.

    The prefixes `www.`, `m.`, `amp.` and `mobile.` are ignored.

    >>> is_same_site("https://www.example.kr/a", "https://m.example.kr/a")
    True
    """
    first, second = _bare_host(one), _bare_host(other)
    if not first or not second:
        return False
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def _bare_host(url: str) -> str:
    host = host_of(url)
    for prefix in ("m.", "amp.", "mobile."):
        # "m.kr" is a domain of its own, "m.example.kr" a mobile edition.
        if host.startswith(prefix) and host.count(".") >= 2:
            return host.removeprefix(prefix)
    return host


def is_front_page(url: str) -> bool:
    """Whether the URL is a site's front page: no path, or only an index page, and no query.

    >>> is_front_page("https://example.kr/index.html"), is_front_page("https://example.kr/?no=5")
    (True, False)
    """
    parts = urlsplit(url)
    path = parts.path.strip("/")
    return not parts.query and (path == "" or (posixpath.basename(path) in _INDEX_PAGES and "/" not in path))


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern from sources.toml with RE2, which matches any input in linear time.

    Raises ValueError naming the pattern and what is wrong with it.
    """
    try:
        return cast("Pattern", re2.compile(pattern, _quiet()))
    except re2.error as error:
        raise ValueError(f"pattern {pattern!r}: {_text(error)}") from error


def _quiet() -> object:
    options = re2.Options()
    options.log_errors = False
    return options


def _text(error: Exception) -> str:
    reason = error.args[0] if error.args else error
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


def is_wanted(url: str, include: Iterable[str], exclude: Iterable[str]) -> bool:
    """Whether the URL contains an include pattern (or there are none) and no exclude pattern."""
    wanted = tuple(include)
    if wanted and not any(compile_pattern(pattern).search(url) for pattern in wanted):
        return False
    return not any(compile_pattern(pattern).search(url) for pattern in exclude)
