"""Rate limits: a token bucket for each visitor, in this process.

Headers after https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ (draft 10).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access import Visitor
from web.api.problems import plain_problem


@dataclass(frozen=True, slots=True)
class Rate:
    """How many requests a visitor may make."""

    #: At once, and in each window.
    requests: int
    #: Length of the window, seconds.
    window: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """The requests a visitor may still make, as of a moment."""

    left: float
    #: Seconds, by a monotonic clock.
    at: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a request may be made, and what comes after it."""

    is_allowed: bool
    bucket: Bucket
    #: Seconds until this request may be made again; 0 if it may be made now.
    wait: float
    #: Seconds until the bucket is full.
    reset: float


#: What it is for everybody.
RATE = Rate(requests=300, window=60)
#: An export of any length counts as this many requests.
EXPORT_COST = 10


def take(bucket: Bucket | None, rate: Rate, now: float, cost: int = 1) -> Decision:
    """Take a request out of a bucket (None = a full one); it fills up evenly, `rate.requests` in a window."""
    per_second = rate.requests / rate.window
    left = float(rate.requests)
    if bucket is not None:
        left = min(left, bucket.left + max(0.0, now - bucket.at) * per_second)
    is_allowed = left >= cost
    left -= cost if is_allowed else 0
    wait = 0.0 if is_allowed else (cost - left) / per_second
    return Decision(is_allowed, Bucket(left, now), wait, (rate.requests - left) / per_second)


@dataclass(slots=True)
class Buckets:
    """The buckets of all visitors: as many as there are accounts."""

    rate: Rate = RATE
    clock: Callable[[], float] = monotonic
    _of: dict[int, Bucket] = field(default_factory=dict)

    def take(self, visitor: int, cost: int = 1) -> Decision:
        """Take a request out of a visitor's bucket."""
        decision = take(self._of.get(visitor), self.rate, self.clock(), cost)
        self._of[visitor] = decision.bucket
        return decision


class RateLimit:
    """Middleware that answers 429 to a visitor who asks too often; `buckets` are found in the app's state."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        visitor: Visitor | None = scope.get("state", {}).get("visitor") if scope["type"] == "http" else None
        if visitor is None:
            # Nobody gets anything without a visitor, and is told so at no cost.
            await self._app(scope, receive, send)
            return
        buckets: Buckets = scope["app"].state.buckets
        cost = EXPORT_COST if scope["path"].rstrip("/").endswith("/exports") else 1
        decision = buckets.take(visitor.id, cost)
        headers = _headers(buckets.rate, decision)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        if decision.is_allowed:
            await self._app(scope, receive, send_with_headers)
            return
        seconds = ceil(decision.wait)
        text = f"Too many requests: {buckets.rate.requests} in {buckets.rate.window:g} seconds are allowed."
        refused = plain_problem(429, f"{text} Try again in {seconds} s.", {"Retry-After": str(seconds)})
        await refused(scope, receive, send_with_headers)


def _headers(rate: Rate, decision: Decision) -> dict[str, str]:
    left, reset = int(decision.bucket.left), ceil(decision.reset)
    return {
        "RateLimit-Policy": f'"visitor";q={rate.requests};w={ceil(rate.window)}',
        "RateLimit": f'"visitor";r={left};t={reset}',
    }
