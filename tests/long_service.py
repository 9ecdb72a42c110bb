"""A service without threads, as a process: it runs what is due whenever it is told what time it is.

Each line it reads is a time (ISO 8601) and the seconds of a clock that nobody can set; it answers with the
time at which a job is due next. "stop" ends it in an orderly way. It can be killed at any moment.
"""

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

from scheduler import Service
from yaluwatch.config import load_settings


class Clocks:
    """The clocks of the service, set by another process."""

    def __init__(self) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)
        self.steady = 0.0

    def set(self, line: str) -> None:
        """Set both."""
        now, steady = line.split()
        self.now, self.steady = datetime.fromisoformat(now), float(steady)


def serve(data: Path) -> None:
    """Until the input ends."""
    clocks, service = Clocks(), None
    for line in sys.stdin:
        if line.strip() == "stop":
            break
        clocks.set(line)
        if service is None:
            settings = load_settings(data)[0]
            service = Service(settings, lambda: clocks.now, steady=lambda: clocks.steady, apart=None)
            if held_by := service.claim():
                sys.exit(f"held by {held_by}")
        service.look()
        service.beat()
        service.runner.run_due()
        dues = (service.runner.next_at(name, clocks.now) for name in service.runner.jobs)
        sys.stdout.write(f"{min(due for due in dues if due).isoformat()}\n")
        sys.stdout.flush()
    if service is not None:
        service.stop()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    serve(Path(sys.argv[1]))
