"""Log-ins from one address come one after another, so that guesses sent all at once are counted, too.

They wait without a thread: each needs memory and a processor for a while, and pages are to go on.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import Depends, HTTPException, Request

from web.access import failure_keys

# Of one address, so many may wait.
_MOST_WAITING = 20


@dataclass(slots=True)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Turns:
    """Who waits for whom, by key. For one event loop."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def of(self, key: str) -> AsyncIterator[None]:
        """Wait until nobody else has the turn of a key. Raises HTTPException 429 when too many wait."""
        line = self._lines.setdefault(key, _Line())
        if line.waiting >= _MOST_WAITING:
            raise HTTPException(429, "Too many log-ins at once. Try again in a moment.", {"Retry-After": "5"})
        line.waiting += 1
        try:
            async with line.lock:
                yield
        finally:
            line.waiting -= 1
            if not line.waiting:
                del self._lines[key]


async def _turn(request: Request) -> AsyncIterator[None]:
    if not hasattr(request.app.state, "log_in_turns"):
        request.app.state.log_in_turns = Turns()
    turns: Turns = request.app.state.log_in_turns
    async with turns.of(failure_keys("", request.client.host if request.client else "")["address"]):
        yield


#: The dependency of a route that checks passwords. In the function's scope: a client that reads its answer
#: slowly keeps nobody waiting.
TURN: Any = Depends(_turn, scope="function")
