"""Telling systemd how the service is: the messages of sd_notify(3), as datagrams to the socket it names."""

import logging
import socket
from collections.abc import Mapping
from time import monotonic

from yaluwatch.config import ServiceManager

log = logging.getLogger(__name__)

#: Seconds a start may take.
_LONGEST_START = 7200


class SystemdNotifier:
    """Sends states such as READY=1 to the service manager; does nothing when there is none."""

    def __init__(self, manager: ServiceManager) -> None:
        # A name beginning with "@" is in the abstract namespace, whose names begin with a zero byte.
        self._address = "\0" + manager.socket[1:] if manager.socket.startswith("@") else manager.socket
        #: How often the watchdog must hear from us, seconds; None = never. Half the time it allows.
        self.watchdog_seconds = manager.watchdog_seconds / 2 if manager.watchdog_seconds else None

    def notify(self, states: Mapping[str, str]) -> bool:
        """Send states, such as {"READY": "1", "STATUS": "monitoring 90 sources"}; whether they were sent.

        A failure is logged, never raised: the service works without being watched.
        """
        if not self._address:
            return False
        message = "\n".join(f"{name}={' '.join(value.split())}" for name, value in states.items())
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
                # A manager that does not read its socket must not stop the service.
                sender.settimeout(1)
                sender.sendto(message.encode(), self._address)
        except (OSError, ValueError) as error:
            log.warning("service manager not told states=%s error=%s", ",".join(states), error)
            return False
        return True

    def starting(self) -> None:
        """The service is starting, which may take long: it may have to migrate the archive."""
        self.notify({"EXTEND_TIMEOUT_USEC": str(_LONGEST_START * 1_000_000), "STATUS": "starting"})

    def ready(self, status: str) -> None:
        """The service has started, or has reloaded its settings."""
        self.notify({"READY": "1", "STATUS": status})

    def reloading(self) -> None:
        """New settings are being read; `ready` follows."""
        self.notify({"RELOADING": "1", "MONOTONIC_USEC": str(int(monotonic() * 1e6))})

    def stopping(self) -> None:
        """The service is ending."""
        self.notify({"STOPPING": "1"})

    def alive(self) -> None:
        """The service works; for the watchdog."""
        self.notify({"WATCHDOG": "1"})
