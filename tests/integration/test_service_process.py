"""`yalu run` as a process: who may run, how it ends, what it takes over while it runs."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.sources.source_list import write_sources
from scheduler import SERVICE
from storage import Instance, open_archive
from tests.samples import source
from tests.service_run import is_scheduler, logs, run_kills, run_terms, start, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose only source is not polled."""
    folder = tmp_path / "var"
    folder.mkdir()
    write_sources(folder / "sources.toml", [source(paused=True)])
    return folder


@contextmanager
def running(data: Path, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A service that has begun; killed at the end if it still runs."""
    with start(data, *options) as process:
        try:
            wait_for(lambda: is_scheduler(data, process))
            yield process
        finally:
            process.kill()


def instance(data: Path) -> Instance:
    with open_archive(data / "yalu.db", read_only=True) as archive:
        found = archive.jobs.instance()
    assert found is not None
    return found


def ended(process: "subprocess.Popen[bytes]") -> int:
    """The exit code after SIGTERM."""
    process.terminate()
    return process.wait(600)


def test_a_service_ends_in_time_whenever_it_is_asked_to() -> None:
    result = run_terms(2)
    assert result.terms == 2
    # A busy machine may take longer than the ten seconds that `python -m tests.service_run` asks for.
    assert [fault for fault in result.faults if not fault.endswith("s to end")] == []
    assert max(result.ends) < 60


def test_another_service_takes_over_from_one_that_is_killed() -> None:
    result = run_kills(1)
    assert result.kills == 1
    assert result.faults == []
    assert result.messages >= 1


def test_a_second_service_is_told_who_is_first_and_may_wait(data: Path) -> None:
    with running(data) as first:
        with start(data) as second:
            assert second.wait(600) == 1
        who = rf"process {first.pid} on {re.escape(socket.gethostname())} since \d{{4}}-"
        assert re.search(f"a service is already running on .*{who}", logs(data))
        with start(data, "--wait") as third:
            wait_for(lambda: "waiting for its end" in logs(data))
            assert ended(third) == 0
        with start(data, "--wait") as fourth:
            wait_for(lambda: logs(data).count("waiting for its end") == 2)
            assert ended(first) == 0
            wait_for(lambda: is_scheduler(data, fourth))
            assert ended(fourth) == 0


def test_a_service_that_another_computer_has_replaced_ends_and_says_so(data: Path) -> None:
    with running(data) as process:
        mine = instance(data).owner
        with open_archive(data / "yalu.db") as archive:
            archive.claims.release(mine, time.time())
            assert archive.claims.take([SERVICE], "elsewhere/1/2/3", time.time(), lease=3600)
        assert process.wait(600) == 1
    assert "has taken over the archive, so this service has ended" in logs(data)
    # The other one is named, and nobody waits for it unasked.
    with start(data) as second:
        assert second.wait(600) == 1
    assert "a service is already running on this archive (another process)" in logs(data)


@pytest.mark.usefixtures("measured_programs")
def test_new_settings_are_taken_over_and_bad_ones_are_said_in_the_state(data: Path) -> None:
    with running(data) as process:
        (data / "config.toml").write_text("[jobs]\nbackup = 'daily 4:00'\n")
        wait_for(lambda: planned(data, "backup").endswith("04:00:00+00:00"))
        (data / "config.toml").write_text("[jobs]\nbackup = 'at night'\n")
        wait_for(lambda: "jobs.backup" in instance(data).problem)
        (data / "config.toml").write_text("[jobs]\nbackup = 'daily 5:00'\n")
        process.send_signal(signal.SIGHUP)
        wait_for(lambda: planned(data, "backup").endswith("05:00:00+00:00"))
        wait_for(lambda: instance(data).problem == "")
        assert logs(data).count("new settings are invalid") == 1
        assert ended(process) == 0


def planned(data: Path, job: str) -> str:
    with open_archive(data / "yalu.db", read_only=True) as archive:
        return "".join(str(state.next_at) for state in archive.jobs.states() if state.job == job)


def test_requests_under_way_do_not_hold_up_the_end(data: Path) -> None:
    with running(data) as process:
        port = int(next(data.glob("log-*")).name.removeprefix("log-"))
        wait_for(lambda: "startup complete" in logs(data))
        idle, half = (socket.create_connection(("127.0.0.1", port)) for _ in range(2))
        with idle, half:
            idle.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert idle.recv(4096).startswith(b"HTTP/1.1 200")
            half.sendall(b"POST /unsubscribe/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nhalf")
            began = time.monotonic()
            assert ended(process) == 0
            # Without a limit it would wait for the rest of the request for ever.
            assert time.monotonic() - began < 60


def test_the_service_manager_is_told_how_the_service_is(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(600)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "2000000")
        with running(data) as process:
            assert manager.recv(4096) == b"EXTEND_TIMEOUT_USEC=7200000000\nSTATUS=starting"
            assert manager.recv(4096) == b"READY=1\nSTATUS=monitoring 1 source"
            assert manager.recv(4096) == b"WATCHDOG=1"
            process.send_signal(signal.SIGHUP)
            wait_for(lambda: manager.recv(4096).startswith(b"RELOADING=1\nMONOTONIC_USEC="))
            wait_for(lambda: manager.recv(4096).startswith(b"READY=1"))
            assert ended(process) == 0
            wait_for(lambda: manager.recv(4096) == b"STOPPING=1")


def test_a_port_that_is_taken_frees_the_archive_again(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "cli", "--data", str(data), "run"]
        failed = subprocess.run(
            [*command, "--port", str(taken.getsockname()[1])], capture_output=True, text=True, check=False
        )
    assert failed.returncode == 1
    assert "choose another port" in failed.stderr
    with open_archive(data / "yalu.db") as archive:
        assert archive.claims.held([SERVICE], time.time()) == []


HANGS = """
import logging, threading, time
from cli.start.ending import EndInTime
logging.basicConfig(level="INFO")
threading.Thread(target=time.sleep, args=[600], name="hanging").start()
end = EndInTime(0.2)
end.begin()
end.begin()
"""


def test_a_process_ends_whatever_hangs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGS],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=os.environ,
    )
    assert done.returncode == 0
    assert "threads=" in done.stderr
    assert "hanging" in done.stderr


NO_MEMORY = """
import threading
from cli.start.ending import end_without_memory

class Broken(threading.Thread):
    def _bootstrap(self):
        raise MemoryError

end_without_memory()
Broken().start()
"""


def test_a_thread_without_memory_ends_the_process_at_once() -> None:
    command = [sys.executable, "-c", NO_MEMORY]
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    assert result.returncode == 1
    assert result.stderr.startswith("yalu: no memory was left to start a thread")
