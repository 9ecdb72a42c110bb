"""429 and 503: wait as told when that is short, else leave the site alone and say for how long."""

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

#: Up to this many seconds we wait within the crawl; longer waits are for the next poll.
PATIENCE = 30.0
#: Waits per request.
ATTEMPTS = 2
#: Nobody is believed to want us away for longer than a day.
LONGEST = 86_400.0
#: What a 429 without the header means.
DEFAULT = 600.0

_STATUSES = {429, 503}


def seconds_to_wait(header: str, now: datetime) -> float | None:
    """The seconds a Retry-After header (a number or a date) asks for, up to one day; None when unclear.

    >>> seconds_to_wait("120", datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    """
    text = header.strip()
    if text.isdecimal():
        return min(float(text[:9]), LONGEST)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST)


class RetryAfterMiddleware:
    """Holds a request until the time the server names, once or twice, when that is soon.

    The crawl has one request under way at a time, so holding it holds the whole source; the
    event loop goes on.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._patience = crawler.settings.getfloat("RETRY_AFTER_PATIENCE", PATIENCE)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """As Scrapy builds its middlewares."""
        return cls(crawler)

    async def process_response(self, request: "Request", response: "Response") -> "Request | Response":
        """The response, or the request again after the wait it asked for."""
        if response.status not in _STATUSES:
            return response
        header = (response.headers.get("Retry-After") or b"").decode("latin-1")
        wait = seconds_to_wait(header, datetime.now(UTC))
        waited = int(request.meta.get("retry_after_waits", 0))
        if wait is None or wait > self._patience or waited >= ATTEMPTS:
            return response
        log.info("waiting url=%s seconds=%.0f status=%d", request.url, wait, response.status)
        await asyncio.sleep(wait)
        again: Request = request.replace(dont_filter=True)
        again.meta["retry_after_waits"] = waited + 1
        return again
