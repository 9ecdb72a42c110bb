"""robots.txt as RFC 9309 wants it: 4xx allows, 5xx and no answer forbid for now; Crawl-delay is kept."""

import asyncio
import logging
import re
from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self, cast
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from w3lib.encoding import read_bom

from crawler.fetching.download_errors import Refusal, outcome_of_error
from crawler.fetching.outcomes import outcome_of_status
from yaluwatch.model import Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

#: As much of a robots.txt as must be read (RFC 9309, section 2.5).
MAX_BYTES = 500 * 1024
TOO_MANY_REQUESTS = 429
#: A longer Crawl-delay is cut to this, seconds.
MAX_DELAY = 60.0

# The name of a group or a crawler: a product token (RFC 9309, section 2.2.1).
_TOKEN = re.compile(r"[A-Za-z_-]+")
_NAME = re.compile(r"[^\s,;()/]+")
_USER_AGENT = re.compile(r"user[ -]?agent(?:\s*:|\s)\s*(?P<names>[^#]*)", re.IGNORECASE)
# The directives as some write them in Chinese and Japanese: with a full-width colon.
_WIDE_COLON = re.compile(r"^(\s*[A-Za-z -]{4,20})\uff1a", re.MULTILINE)


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


def verdict(status: int, body: bytes) -> RobotsRules | Refusal | None:
    """What an answer to /robots.txt means: rules, a refusal of the whole host, or None for no rules."""
    outcome = outcome_of_status(status)
    if outcome is Outcome.OK:
        return RobotsRules.parse(_text(body))
    if outcome is Outcome.RATE_LIMITED:
        return Refusal(outcome, f"robots.txt answered {status}")
    if status >= 500:
        return Refusal(Outcome.SERVER_ERROR, f"robots.txt answered {status}, which forbids for now")
    return None


def _text(body: bytes) -> str:
    if len(body) > MAX_BYTES:
        # Half a path would forbid more than the whole one.
        body = body[:MAX_BYTES]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    codec, mark = read_bom(body)
    return body.removeprefix(mark or b"").decode(codec or "utf-8", errors="replace")


class RobotsKeeper(Protocol):
    """A spider that remembers what hosts answered, from one crawl to the next."""

    def robots_of(self, host: str) -> tuple[int, bytes] | None:
        """Status and body of the host's robots.txt as it was within the last day; None when unknown."""

    def keep_robots(self, host: str, status: int, body: bytes) -> None:
        """Remember what a host's robots.txt said."""


class RobotsMiddleware:
    """Fetches each host's robots.txt once a day and applies it: what is forbidden, and Crawl-delay.

    Scrapy's own middleware fetches the page when robots.txt answers 503 or not at all, and ignores
    Crawl-delay. The pause is counted from the last answer; the source's own delay applies as well, so that
    the longer of both counts.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._verdicts: dict[str, asyncio.Task[RobotsRules | Refusal | None]] = {}
        #: When each host last answered, by the monotonic clock.
        self._answered: dict[str, float] = {}
        seconds = crawler.settings.getfloat("CLOSESPIDER_TIMEOUT")
        self._end = monotonic() + seconds if seconds else float("inf")

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Called by Scrapy to create the middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait as long as robots.txt asks for. Raises Refusal for what it doesn't allow."""
        if request.meta.get("is_robots"):
            return
        host = _host_of(request.url)
        if host not in self._verdicts:
            self._verdicts[host] = asyncio.create_task(self._ask(host))
        rules = await self._verdicts[host]
        if isinstance(rules, Refusal):
            raise Refusal(rules.outcome, rules.reason)
        if rules is None:
            return
        if not rules.can_fetch(request.url, self._agent):
            raise Refusal(Outcome.ROBOTS, "robots.txt forbids it")
        await self._pause(host, rules.crawl_delay(self._agent))

    def process_response(self, request: Request, response: "Response") -> "Response":
        """Remember when the host answered."""
        self._note_answer(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Remember when the host failed to answer; a refusal of ours never reached it."""
        if not isinstance(exception, Refusal):
            self._note_answer(request)

    def _note_answer(self, request: Request) -> None:
        if not request.meta.get("is_robots"):
            self._answered[_host_of(request.url)] = monotonic()

    async def _pause(self, host: str, delay: float) -> None:
        """Wait until `delay` seconds have passed since the host's last answer, or until the crawl ends."""
        now = monotonic()
        wait = self._answered.get(host, now - delay) + delay - now
        if wait <= 0:
            return
        if now + wait < self._end:
            await asyncio.sleep(wait)
            return
        # Scrapy ends a crawl only when nothing is under way: the page is left to the next poll.
        await asyncio.sleep(max(self._end - now, 0.0) + 1.0)
        raise Refusal(Outcome.RATE_LIMITED, "the crawl ended during the pause robots.txt asks for")

    async def _ask(self, host: str) -> RobotsRules | Refusal | None:
        spider = cast("RobotsKeeper", self._crawler.spider)
        if known := spider.robots_of(host):
            return verdict(*known)
        request = Request(f"{host}/robots.txt", priority=1000, meta={"is_robots": True}, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except Refusal as refusal:
            return refusal
        except IgnoreRequest as error:
            # Too many redirects count as "unavailable" (RFC 9309, section 2.3.1.2); too much text too.
            log.info("robots.txt ignored host=%s reason=%s", host, error)
            return None
        except Exception as error:  # noqa: BLE001 - without an answer, fetching is forbidden
            outcome, detail = outcome_of_error(error)
            return None if outcome is Outcome.TOO_LARGE else Refusal(outcome, f"robots.txt: {detail}")
        if response.status < 500 and response.status != TOO_MANY_REQUESTS:
            # What forbids only for now is asked again by the next crawl.
            spider.keep_robots(host, response.status, response.body[:MAX_BYTES])
        return verdict(response.status, response.body)


def _host_of(url: str) -> str:
    """Scheme, host and port: rules are per authority (RFC 9309, section 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
