"""Ends what waits for somebody else: after a total time, or when the program is asked to stop."""

import asyncio
import threading
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

# Interval at which `stop` is looked at, seconds.
_CHECK_EVERY = 0.1


def run_within(
    work: Coroutine[Any, Any, Result], seconds: float, stop: threading.Event | None = None
) -> Result:
    """Run a coroutine in an event loop of its own; returns its result, or raises its exception.

    Raises TimeoutError after `seconds` in all, or when `stop` is set: time limits of libraries are for each
    read, and a server that sends a byte now and then would never reach them. Must not be called in a running
    event loop.
    """
    return asyncio.run(_within(work, seconds, stop))


async def _within(work: Coroutine[Any, Any, Result], seconds: float, stop: threading.Event | None) -> Result:
    task = asyncio.ensure_future(work)
    end = time.monotonic() + seconds
    while not task.done() and time.monotonic() < end and not (stop and stop.is_set()):
        await asyncio.wait({task}, timeout=min(_CHECK_EVERY, seconds))
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.wait({task}, timeout=1)
    raise TimeoutError(
        "the program is stopping" if stop and stop.is_set() else f"no answer within {seconds:g} seconds"
    )
