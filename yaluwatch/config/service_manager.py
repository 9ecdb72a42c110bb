"""What the service manager tells the service it starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """What systemd tells a service that it starts with Type=notify."""

    #: Path or "@" and a name of the socket that takes notifications; "" when nobody listens.
    socket: str = ""
    #: Time within which it wants to hear from us, again and again, seconds; None if it does not.
    watchdog_seconds: float | None = None


def service_manager(environment: Mapping[str, str] | None = None) -> ServiceManager:
    """The service manager that started this process (sd_notify(3), sd_watchdog_enabled(3))."""
    found = os.environ if environment is None else environment
    microseconds, pid = found.get("WATCHDOG_USEC", ""), found.get("WATCHDOG_PID", "")
    is_for_us = not pid or pid == str(os.getpid())
    watchdog = int(microseconds) / 1e6 if is_for_us and microseconds.isdecimal() else 0.0
    return ServiceManager(found.get("NOTIFY_SOCKET", ""), watchdog or None)
