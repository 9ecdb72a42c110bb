"""Pings to a monitor outside: its protocol, and that they never delay or fail a job."""

import doctest
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

import scheduler.alarms.ping
from monitoring import Check, Level
from scheduler.alarms.ping import Pinger, ping_url
from yaluwatch.config import PingSettings


class Monitor:
    """A monitor that answers as told and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.statuses: list[int] = []
        self.url = ""

    def wait_for(self, count: int) -> list[tuple[str, str]]:
        """What was asked, when it is so many."""
        deadline = time.monotonic() + 120
        while len(self.asked) < count:
            assert time.monotonic() < deadline, self.asked
            time.sleep(0.01)
        return self.asked


@contextmanager
def monitor() -> Iterator[Monitor]:
    made = Monitor()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            made.asked.append((self.path, body))
            self.send_response(made.statuses.pop(0) if made.statuses else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def pinger(url: str = "", job_url: str = "") -> Pinger:
    return Pinger(PingSettings(url=SecretStr(url), job_url=SecretStr(job_url)))


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(scheduler.alarms.ping).failed == 0


@pytest.mark.parametrize(
    ("url", "event", "expected"),
    [
        ("https://hc.example/uuid", "", "https://hc.example/uuid"),
        ("https://hc.example/uuid/", "fail", "https://hc.example/uuid/fail"),
        ("https://hc.example/k/yalu?create=1", "start", "https://hc.example/k/yalu/start?create=1"),
    ],
)
def test_events_are_parts_of_the_path(url: str, event: str, expected: str) -> None:
    assert ping_url(url, event) == expected


def test_the_service_and_its_jobs_ping_as_healthchecks_wants_it() -> None:
    with monitor() as outside:
        made = pinger(f"{outside.url}/service", f"{outside.url}/key/yalu-{{job}}")
        made.checked([Check("mail", Level.OK, "fine")])
        bad = Check("mail", Level.FAIL, "Nothing since https://u:p@x.example/?token=abc.", "yalu outbox")
        made.checked([bad, Check("disk", Level.WARN, "low")])
        made.started("tag and group")
        made.ended("tag and group", text="tagged=3")
        made.ended("backup", error="the disk is full")
        asked = outside.wait_for(5)
        made.close(60)
    assert asked == [
        ("/service", "ok"),
        ("/service/fail", "mail: Nothing since https://***@x.example/?token=***"),
        ("/key/yalu-tag-and-group/start", ""),
        ("/key/yalu-tag-and-group", "tagged=3"),
        ("/key/yalu-backup/fail", "the disk is full"),
    ]


def test_without_urls_nothing_is_sent_and_no_thread_started() -> None:
    made = pinger()
    made.checked([])
    made.started("poll")
    made.close()
    assert made._thread is None


def test_a_monitor_that_hangs_or_is_gone_delays_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = pinger(f"http://127.0.0.1:{listener.getsockname()[1]}/s3cret")
        started = time.monotonic()
        for _ in range(500):
            made.checked([])
        assert time.monotonic() - started < 60
        made.close(0.01)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    made = pinger(f"http://127.0.0.1:{port}/s3cret")
    made.checked([])
    made.close(60)
    assert "ping not accepted reason=ConnectError" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_refusal_is_logged_once_and_an_error_does_not_end_the_pings(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monitor() as outside:
        outside.statuses = [404]
        made = pinger(f"{outside.url}/s3cret")
        made.checked([])
        outside.wait_for(1)
        with monkeypatch.context() as patched:
            done = threading.Event()

            def breaks(*_: object, **__: object) -> None:
                done.set()
                raise MemoryError

            patched.setattr("httpx.post", breaks)
            made.checked([])
            assert done.wait(60)
        made.checked([])
        assert len(outside.wait_for(2)) == 2
        made.close(60)
    assert caplog.text.count("ping not accepted reason=status 404") == 1
    assert "ping not sent" in caplog.text
    assert "s3cret" not in caplog.text


def test_no_thread_left_is_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def no_thread(_: object) -> None:
        raise RuntimeError("can't start new thread")

    made = pinger("http://127.0.0.1:9/x")
    with monkeypatch.context() as patched:
        patched.setattr("threading.Thread.start", no_thread)
        made.checked([])
    assert "no thread for pings" in caplog.text
