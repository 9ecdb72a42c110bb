"""Facts within a time limit, however long the disk or the archive takes to answer."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from monitoring.clock import ClockWatch, steady_seconds
from monitoring.facts import Facts
from monitoring.measure import gather
from monitoring.structure import StructureCheck
from yaluwatch.model import Source

log = logging.getLogger(__name__)

#: Monitors give up after a few seconds; what takes longer is a fault by itself.
LIMIT_SECONDS = 1.6
#: Facts of this age are as good as new ones, so that several monitors at once cost no more than one. Seconds.
_FRESH_SECONDS = 1.0


class Watch:
    """The facts of an archive, read by one thread at a time and shared by all who ask."""

    def __init__(
        self,
        path: Path,
        read_sources: Callable[[], Sequence[Source]],
        *,
        read: Callable[..., Facts] = gather,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        limit_seconds: float = LIMIT_SECONDS,
    ) -> None:
        self._path, self._read_sources, self._read, self._now = path, read_sources, read, now
        self._limit_seconds = limit_seconds
        self._clock = ClockWatch(now(), steady_seconds())
        self._structure = StructureCheck(path)
        self._changed = threading.Condition()
        self._is_reading = False
        self._facts: Facts | None = None
        #: When `_facts` were read, by the monotonic clock.
        self._read_at = float("-inf")

    def facts(self) -> Facts:
        """The facts, at most a second old; after the time limit, facts that say what did not answer."""
        asked = time.monotonic()
        with self._changed:
            if self._facts is not None and asked - self._read_at < _FRESH_SECONDS:
                return self._facts
            if not self._is_reading:
                self._is_reading = True
                self._start()
            self._changed.wait_for(lambda: self._read_at >= asked, timeout=self._limit_seconds)
            if self._read_at >= asked and self._facts is not None:
                return self._facts
        late = f"{self._path} did not answer within {self._limit_seconds:g} seconds"
        return Facts(now=self._now(), archive_error=late)

    def _start(self) -> None:
        try:
            # Ends with the program even if a disk never answers.
            threading.Thread(target=self._refresh, name="monitoring", daemon=True).start()
        except RuntimeError as error:
            # No memory, or too many threads.
            self._is_reading = False
            self._facts = Facts(now=self._now(), archive_error=f"no thread to read the archive: {error}")
            self._read_at = time.monotonic()

    def _refresh(self) -> None:
        try:
            facts = self._found()
        finally:
            with self._changed:
                self._is_reading = False
        with self._changed:
            self._facts, self._read_at = facts, time.monotonic()
            self._changed.notify_all()

    def _found(self) -> Facts:
        now = self._now()
        try:
            steady = steady_seconds()
            self._clock.look(now, steady)
            moved = self._clock.moved(steady)
            damage = self._structure.damage()
            return self._read(self._path, self._read_sources, now, clock_moved=moved, damage=damage)
        # A monitor must get an answer whatever goes wrong, and the log the traceback.
        except Exception as error:
            log.exception("the state of the service can't be read")
            return Facts(now=now, archive_error=f"{type(error).__name__}: {error}")
