"""Measuring and telling."""

import sys
import time
from collections.abc import Callable, Iterable


def say(text: str) -> None:
    """A line of the report, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def latencies(calls: Iterable[Callable[[], object]], rounds: int = 5) -> list[float]:
    """Milliseconds of processor time of each call, warm: the first round is not counted.

    Warm calls wait for nothing, so on an idle machine this is the time that passes; on a shared one
    it leaves out what others took.
    """
    chosen = list(calls)
    found = []
    for turn in range(rounds + 1):
        for call in chosen:
            started = time.thread_time()
            call()
            if turn:
                found.append((time.thread_time() - started) * 1000)
    return found


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of all lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def shown(values: list[float]) -> str:
    """p50, p95 and the slowest."""
    return f"{percentile(values, 0.5):8.2f} {percentile(values, 0.95):8.2f} {max(values):8.2f}"
