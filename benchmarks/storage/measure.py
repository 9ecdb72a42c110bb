"""Timing and output."""

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table of all benchmarks."""

    #: What is done and in which unit it is measured; at most 40 characters.
    work: str
    #: The same by the plainest means, in the same run; None = there is nothing to compare with.
    floor: float | None = None
    #: None if the benchmark failed.
    ours: float | None = None
    #: What is aimed at, of the ratio or of the figure; may hold at a larger size only.
    bar: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by the floor."""
        return self.ours / self.floor if self.floor and self.ours is not None else None


def least_seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """The least CPU time of the work in several rounds, seconds."""
    found = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def say(text: str) -> None:
    """Print a line and flush."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def latencies(calls: Iterable[Callable[[], object]], rounds: int = 5) -> list[float]:
    """CPU time of each warm call in milliseconds; the first round is not counted.

    Warm calls don't wait for I/O, so on an idle machine this equals wall-clock time; on a shared one it
    excludes the time of other processes.
    """
    repeated = list(calls)
    found = []
    for number in range(rounds + 1):
        for call in repeated:
            started = time.thread_time()
            call()
            if number:
                found.append((time.thread_time() - started) * 1000)
    return found


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def shown(values: list[float]) -> str:
    """p50, p95 and maximum, as columns."""
    return f"{percentile(values, 0.5):8.2f} {percentile(values, 0.95):8.2f} {max(values):8.2f}"
