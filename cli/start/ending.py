"""Ending the service in time, whatever hangs."""

import logging
import os
import threading

log = logging.getLogger(__name__)

#: Seconds from the request to end until the process ends in any case.
SECONDS = 7.5


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
