"""robots.txt as RFC 9309 wants it: 4xx allows, 5xx and silence forbid for now."""

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol, Self, cast
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.download_errors import Refusal, outcome_of_error
from crawler.fetching.outcomes import outcome_of_status
from yaluwatch.model import Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

#: As much of a robots.txt as must be read (RFC 9309, section 2.5).
MAX_BYTES = 500 * 1024
TOO_MANY_REQUESTS = 429


def verdict(status: int, body: bytes) -> Protego | Refusal | None:
    """What an answer to /robots.txt means: rules, a refusal of the whole host, or None for no rules."""
    outcome = outcome_of_status(status)
    if outcome is Outcome.OK:
        return Protego.parse(body[:MAX_BYTES].decode("utf-8", errors="replace"))
    if outcome is Outcome.RATE_LIMITED:
        return Refusal(outcome, f"robots.txt answered {status}")
    if status >= 500:
        return Refusal(Outcome.SERVER_ERROR, f"robots.txt answered {status}, which forbids for now")
    return None


class RobotsKeeper(Protocol):
    """A spider that remembers what hosts answered, from one crawl to the next."""

    def robots_of(self, host: str) -> tuple[int, bytes] | None:
        """Status and body of the host's robots.txt as it was within the last day; None when unknown."""

    def keep_robots(self, host: str, status: int, body: bytes) -> None:
        """Remember what a host's robots.txt said."""


class RobotsMiddleware:
    """Asks each host's robots.txt once a day and holds requests to it.

    Scrapy's own middleware fetches the page when robots.txt answers 503 or not at all.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._verdicts: dict[str, asyncio.Task[Protego | Refusal | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """As Scrapy builds its middlewares."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Refusal for what robots.txt doesn't allow."""
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._verdicts:
            self._verdicts[host] = asyncio.create_task(self._ask(host))
        rules = await self._verdicts[host]
        if isinstance(rules, Refusal):
            raise Refusal(rules.outcome, rules.reason)
        if rules is not None and not rules.can_fetch(request.url, self._agent):
            raise Refusal(Outcome.ROBOTS, "robots.txt forbids it")

    async def _ask(self, host: str) -> Protego | Refusal | None:
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
