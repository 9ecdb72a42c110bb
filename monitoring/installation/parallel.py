"""Runs probes that may hang beside each other, each with a limit of time."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from monitoring.installation.findings import Finding, Result, guarded

#: A probe by name; it may take as long as it likes, but is not waited for.
Probes = Mapping[str, Callable[[], Finding]]


@dataclass(slots=True)
class RunningProbes:
    """Probes under way."""

    #: Seconds that all of them have, from their start.
    seconds: float
    started: float = field(default_factory=time.monotonic)
    threads: dict[str, threading.Thread] = field(default_factory=dict)
    found: dict[str, Finding] = field(default_factory=dict)

    def findings(self) -> list[Finding]:
        """What the probes have found, in their order; waits until their time is over."""
        for thread in self.threads.values():
            thread.join(max(0.0, self.started + self.seconds - time.monotonic()))
        # A copy: a probe that is late must not change what was read.
        found = dict(self.found)
        return [found.get(name) or _late(name, self.seconds) for name in self.threads]


def start(probes: Probes, seconds: float) -> RunningProbes:
    """Start all probes at once; `seconds` is the limit of each.

    Looking up a name can't be ended in a thread (getaddrinfo), so late ones are left to end by themselves, in
    threads that don't keep the program from ending.
    """
    running = RunningProbes(seconds)

    def run(name: str, probe: Callable[[], Finding]) -> None:
        running.found[name] = guarded(name, lambda: [probe()])[0]

    for name, probe in probes.items():
        running.threads[name] = threading.Thread(target=run, args=(name, probe), daemon=True)
        running.threads[name].start()
    return running


def _late(name: str, seconds: float) -> Finding:
    detail = f"There was no answer within {seconds:g} s."
    return Finding(name, Result.FAIL, detail, f"yalu doctor --timeout {max(60, round(4 * seconds))}")
