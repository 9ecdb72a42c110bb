"""Noticing soon that the archive's file is damaged, in places that nobody happens to read, too."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from storage import quick_check
from yaluwatch.errors import ArchiveError

log = logging.getLogger(__name__)

#: Shortest time between two checks, seconds.
_PAUSE = 10.0
#: A check is repeated after so many times what it took: 1.3 ms for each megabyte.
_SHARE = 100
#: How long a caller waits for a check, seconds: one of a small archive answers at once.
_WAIT = 0.5


class StructureCheck:
    """Checks the structure of an archive's file over and over, for at most one percent of the time.

    It does not see that a text was changed; that is what `yalu verify` is for.
    """

    def __init__(
        self,
        path: Path,
        check: Callable[[Path], str] = quick_check,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._check, self._clock = path, check, clock
        self._damage = ""
        self._due_at = float("-inf")
        self._thread: threading.Thread | None = None

    def damage(self) -> str:
        """What the last check found, "" if nothing; begins another one when it is due."""
        running = self._thread
        if running is None and self._clock() >= self._due_at:
            running = threading.Thread(target=self._run, name="structure", daemon=True)
            try:
                running.start()
            except RuntimeError as error:
                log.warning("archive not checked error=%s", error)
                running = None
            self._thread = running
        if running is not None:
            running.join(_WAIT)
            if not running.is_alive():
                self._thread = None
        return self._damage

    def _run(self) -> None:
        began = self._clock()
        try:
            self._damage = self._check(self._path)
        except (ArchiveError, OSError, MemoryError) as error:
            # Locked, gone, or unreadable: other checks say so, and what was found before may still be true.
            log.debug("archive not checked error=%s", error)
        self._due_at = self._clock() + max(_PAUSE, _SHARE * (self._clock() - began))
