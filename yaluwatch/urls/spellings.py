"""When two URLs are spellings of one address."""

import re
from urllib.parse import urlsplit

# Hosts of the editions for telephones and for search engines, which have the articles of the main one.
_EDITIONS = ("www.", "m.", "amp.", "mobile.", "wap.")
_AMP_PATH = re.compile(r"^/amp(?=/)|/amp/?$|\.amp(?=\.html?$|$)", re.IGNORECASE)
_AMP_PARAMETER = re.compile(r"(?:amp(?:=(?:1|true)?)?|outputType=amp|(?:type|view|mode)=amp)", re.IGNORECASE)


def url_key(url: str) -> str:
    """A key that is equal for the URLs under which sites publish one article.

    http or https, `www.`, `m.` or `amp.` before the host, the path of the AMP edition, a slash at the end and
    the order of parameters don't matter; path, parameters and fragment do.

    >>> url_key("http://m.news.example/view/?b=2&a=1") == url_key("https://www.news.example/view?a=1&b=2")
    True
    >>> url_key("https://news.example/2026/11/ferry/amp/")
    'news.example/2026/11/ferry'
    """
    rest = url.partition("://")[2] or url
    try:
        parts = urlsplit(f"//{rest}")
        host = _main_host((parts.hostname or "").rstrip("."))
        if parts.port not in {None, 80, 443}:
            host = f"{host}:{parts.port}"
    except ValueError:
        return rest
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    parameters = sorted(
        part for part in parts.query.split("&") if part and not _AMP_PARAMETER.fullmatch(part)
    )
    query = f"?{'&'.join(parameters)}" if parameters else ""
    return f"{host}{path}{query}{f'#{parts.fragment}' if parts.fragment else ''}"


def _main_host(host: str) -> str:
    for _ in _EDITIONS:
        # "m.kr" is a domain of its own, "m.example.kr" an edition.
        edition = next((name for name in _EDITIONS if host.startswith(name)), "")
        if not edition or host.count(".") < 2:
            return host
        host = host.removeprefix(edition)
    return host
