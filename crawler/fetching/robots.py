"""robots.txt as RFC 9309 wants it: 4xx allows, 5xx and no answer forbid for now; Crawl-delay is kept."""

import asyncio
import logging
from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self, cast

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.download_errors import Refusal, outcome_of_error
from crawler.fetching.outcomes import outcome_of_status
from crawler.robots import MAX_BYTES, RobotsRules, authority_of, rules_in
from yaluwatch.model import Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

TOO_MANY_REQUESTS = 429


def verdict(status: int, body: bytes) -> RobotsRules | Refusal | None:
    """What an answer to /robots.txt means: rules, a refusal of the whole host, or None for no rules."""
    outcome = outcome_of_status(status)
    if outcome is Outcome.OK:
        return rules_in(body)
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
        host = authority_of(request.url)
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
            self._answered[authority_of(request.url)] = monotonic()

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
