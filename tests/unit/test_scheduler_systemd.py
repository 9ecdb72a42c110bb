"""Messages to the service manager."""

import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from scheduler.running.systemd import SystemdNotifier
from yaluwatch.config import ServiceManager


@pytest.fixture(params=["path", "abstract"])
def listening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket such as systemd's, and its name as NOTIFY_SOCKET has it."""
    name = f"{tmp_path}/notify" if request.param == "path" else f"@yalu-{token_hex(8)}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as opened:
        opened.bind("\0" + name[1:] if name.startswith("@") else name)
        opened.settimeout(60)
        yield opened, name


def test_every_state_is_one_message(listening: tuple[socket.socket, str]) -> None:
    opened, name = listening
    notifier = SystemdNotifier(ServiceManager(name, 30.0))
    assert notifier.watchdog_seconds == 15.0
    notifier.starting()
    notifier.ready("monitoring\n90 sources")
    notifier.reloading()
    notifier.alive()
    notifier.stopping()
    messages = [opened.recv(4096).decode() for _ in range(5)]
    assert messages.pop(0) == "EXTEND_TIMEOUT_USEC=7200000000\nSTATUS=starting"
    assert messages[0] == "READY=1\nSTATUS=monitoring 90 sources"
    kind, since = messages[1].split("\n")
    assert kind == "RELOADING=1"
    assert int(since.removeprefix("MONOTONIC_USEC=")) > 0
    assert messages[2:] == ["WATCHDOG=1", "STOPPING=1"]


def test_without_a_service_manager_nothing_is_sent() -> None:
    notifier = SystemdNotifier(ServiceManager())
    assert not notifier.notify({"READY": "1"})
    assert notifier.watchdog_seconds is None


@pytest.mark.parametrize("name", ["nowhere/notify", "\0", "x" * 500])
def test_a_manager_that_does_not_listen_is_logged_and_no_error(
    name: str, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # Tests before this one may have set up logging for less.
    caplog.set_level(logging.DEBUG, logger="scheduler")
    caplog.set_level(logging.DEBUG, logger="scheduler.running.systemd")
    assert not SystemdNotifier(ServiceManager(name)).notify({"READY": "1"})
    assert "service manager not told states=READY" in caplog.text
