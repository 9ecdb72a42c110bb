"""Ending the service in time, whatever hangs, and at once when it can't go on."""

import logging
import os
import sys
import threading

from yaluwatch.errors import ServiceError

log = logging.getLogger(__name__)

#: Seconds from the request to end until the process ends in any case.
SECONDS = 7.5

_NO_MEMORY = (
    b"yalu: no memory was left to start a thread, so the service ends here; its service manager starts it "
    b"again. Nothing is lost. Give it more memory, or lower crawl.parallel.\n"
)


class EndInTime:
    """Ends the process some seconds after `begin`, unless it has ended by itself.

    What is written to the archive is written in transactions, so an end at any moment leaves nothing half
    done.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._timer: threading.Timer | None = None
        #: The exit status then.
        self.code = 0

    def begin(self) -> None:
        """Begin to count; calling it again changes nothing."""
        if self._timer is None:
            self._timer = threading.Timer(self._seconds, self._end)
            self._timer.daemon = True
            self._timer.start()

    def _end(self) -> None:
        names = ", ".join(sorted({each.name for each in threading.enumerate() if not each.daemon}))
        log.warning("ending now, some work did not end in time threads=%s", names)
        logging.shutdown()
        # Not sys.exit: it would wait for these threads.
        os._exit(self.code)


def end_without_memory() -> None:
    """From now on, end the process when a new thread finds no memory to begin with.

    Whoever starts such a thread waits for ever for its first sign (CPython gh-140746): the service would
    neither answer nor work, even with memory again.
    """
    sys.unraisablehook = _end_if_no_memory


def _end_if_no_memory(error: "sys.UnraisableHookArgs") -> None:
    if issubclass(error.exc_type, MemoryError):
        # Logging would need memory.
        os.write(2, _NO_MEMORY)
        os._exit(ServiceError.exit_code)
    sys.__unraisablehook__(error)
