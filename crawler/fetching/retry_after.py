"""Retry-After in answers 429 and 503 (RFC 9110, section 10.2.3): short waits are made within the crawl."""

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

#: The longest wait made within a crawl, seconds; after a longer one, the next poll tries again.
PATIENCE = 30.0
#: Waits per request.
ATTEMPTS = 2
#: Longer waits are cut to this, seconds: one day.
MAX_WAIT = 86_400.0
#: The wait for a 429 without the header, seconds.
DEFAULT = 600.0

_STATUSES = {429, 503}


def seconds_to_wait(header: str, now: datetime) -> float | None:
    """The seconds a Retry-After header (a number or a date) asks for, at most one day; None if it is invalid.

    >>> seconds_to_wait("120", datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    """
    text = header.strip()
    if text.isdecimal():
        return min(float(text[:9]), MAX_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MAX_WAIT)


class RetryAfterMiddleware:
    """Repeats a request after the wait the server asks for, at most twice and only if it is short.

    A crawl has one request in progress at a time, so waiting with it pauses the whole source; the event loop
    keeps running.
    """

    def __init__(self, crawler: "Crawler") -> None:
        self._patience = crawler.settings.getfloat("RETRY_AFTER_PATIENCE", PATIENCE)

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Called by Scrapy to create the middleware."""
        return cls(crawler)

    async def process_response(self, request: "Request", response: "Response") -> "Request | Response":
        """The response, or the request to repeat after the wait it asked for."""
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
