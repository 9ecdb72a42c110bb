"""The rules in a robots.txt (RFC 9309)."""

import re
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from w3lib.encoding import read_bom

from yaluwatch.patterns import lazy_regex

#: As much of a robots.txt as must be read (RFC 9309, section 2.5).
MAX_BYTES = 500 * 1024
#: How long a robots.txt is cached (RFC 9309, section 2.4).
KEEP = timedelta(hours=24)
#: A longer Crawl-delay is cut to this, seconds.
MAX_DELAY = 60.0

# The name of a group or a crawler: a product token (RFC 9309, section 2.2.1).
_TOKEN = lazy_regex(r"[A-Za-z_-]+")
_NAME = lazy_regex(r"[^\s,;()/]+")
_USER_AGENT = lazy_regex(r"user[ -]?agent(?:\s*:|\s)\s*(?P<names>[^#]*)", re.IGNORECASE)
# The directives as some write them in Chinese and Japanese: with a full-width colon.
_WIDE_COLON = lazy_regex(r"^(\s*[A-Za-z -]{4,20})\uff1a", re.MULTILINE)


class RobotsRules(Protego):
    """The rules of a robots.txt, with groups chosen by product token as RFC 9309 wants it.

    Protego looks for the name of a group anywhere in the user agent's text, so that a group for "Yalu" would
    bind Yaluwatch, and one for "Yaluwatch/1.0" would not. Names are therefore cut to their token and end
    with a mark that no token contains.
    """

    @classmethod
    def parse(cls, content: str) -> Self:
        """The rules in the text of a robots.txt; what is no rule is ignored."""
        lines = _WIDE_COLON.sub(r"\1:", content.replace("\0", "")).splitlines()
        return super().parse("\n".join(line for each in lines for line in _by_token(each)))

    def can_fetch(self, url: str, user_agent: str) -> bool:
        """Whether a crawler with this User-Agent header may fetch a URL."""
        return super().can_fetch(url, _marked(user_agent))

    def crawl_delay(self, user_agent: str) -> float:
        """Seconds between two requests, at most 60; 0 when the site asks for none."""
        return min(super().crawl_delay(_marked(user_agent)) or 0.0, MAX_DELAY)


def _by_token(line: str) -> list[str]:
    """A line of robots.txt; one that names crawlers becomes a line for each, named by its product token."""
    match = _USER_AGENT.match(line.lstrip("\ufeff\u200b \t"))
    names = match["names"].split("*", 1) if match else []
    if match is None or not match["names"].strip():
        return [line]
    if not names[0].strip() and len(names) > 1 and not _NAME.match(names[1]):
        return ["User-agent: *"]
    # Several names on one line are a common mistake. Any of them may be us.
    found = _NAME.findall(match["names"].replace("*", " ")) or ["unnamed"]
    return [f"User-agent: {_marked(name)}" for name in found]


def _marked(name: str) -> str:
    token = _TOKEN.match(name)
    return f"{token[0] if token else name}|".lower()


def rules_in(body: bytes) -> RobotsRules:
    """The rules in the bytes of a robots.txt; what is beyond the first 500 KiB is ignored."""
    return RobotsRules.parse(_text(body))


def authority_of(url: str) -> str:
    """Scheme, host and port of a URL: rules are per authority (RFC 9309, section 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _text(body: bytes) -> str:
    if len(body) > MAX_BYTES:
        # Half a path would forbid more than the whole one.
        body = body[:MAX_BYTES]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    codec, mark = read_bom(body)
    return body.removeprefix(mark or b"").decode(codec or "utf-8", errors="replace")
