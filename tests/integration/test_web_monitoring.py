"""The routes for monitoring: what they say, how soon, and to whom."""

import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from storage import Archive, Instance, open_archive
from tests.samples import article, source
from tests.web_server import served
from web import create_app
from yaluwatch.model import Outcome, SourceState
from yaluwatch.owner import new_owner

TOKEN = "t0ken-of-the-monitor"
ROUTES = ("/readyz", "/healthz", "/health", "/metrics")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    now = datetime.now(UTC).replace(microsecond=0)
    with open_archive(tmp_path / "yalu.db") as opened:
        opened.sources.save_state(
            SourceState(
                source_id="courier",
                last_outcome=Outcome.OK,
                last_ok_at=now,
                last_polled_at=now,
                next_poll_at=now + timedelta(hours=1),
            )
        )
        # Alive for as long as a test takes on a busy machine.
        opened.jobs.appear(Instance(new_owner(), "desk", 1, "1.0", now, now + timedelta(minutes=4)))
        yield opened


@pytest.fixture
def client(archive: Archive) -> Iterator[httpx.Client]:
    app = create_app(archive.path, lambda: [source()], hosts=["127.0.0.1"], monitor_token=TOKEN)
    with served(app) as opened:
        yield opened


def test_a_healthy_service_is_ready(client: httpx.Client) -> None:
    assert (client.get("/livez").status_code, client.get("/livez").text) == (200, "ok\n")
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ok\n")
    as_json = client.get("/readyz", headers={"Accept": "application/json"}).json()
    assert as_json == {"status": "ok", "sources": 1, "sources_healthy": 1} == client.get("/health").json()


def test_each_check_is_listed_by_name_on_request(client: httpx.Client) -> None:
    assert client.get("/healthz").text in {"ok\n", "warn\n"}
    lines = client.get("/healthz?verbose").text.splitlines()
    assert "[ok] sources: 1 of 1 source could be read at the last poll." in lines
    assert len(lines) == 19
    found = client.get("/healthz?format=json").json()
    assert {check["name"] for check in found["checks"]} >= {"archive", "service", "clock"}
    assert set(found["checks"][0]) == {"name", "level", "text", "help", "value", "unit"}
    assert client.get("/healthz", headers={"Accept": "application/json"}).json()["status"] == found["status"]
    assert client.get("/healthz?format=text", headers={"Accept": "application/json"}).text in {
        "ok\n",
        "warn\n",
    }


def test_metrics_are_read_by_prometheus_s_own_parser(client: httpx.Client) -> None:
    answer = client.get("/metrics")
    names = {family.name for family in text_string_to_metric_families(answer.text)}
    assert {"yaluwatch_sources", "yaluwatch_fetches", "process_open_fds"} <= names
    opened = client.get("/metrics", headers={"Accept": "application/openmetrics-text"})
    assert opened.headers["content-type"].startswith("application/openmetrics-text")
    assert opened.text.endswith("# EOF\n")


def test_a_monitor_may_ask_with_head_and_caches_nothing(client: httpx.Client) -> None:
    for route in ("/livez", *ROUTES):
        answer = client.head(route)
        assert (answer.status_code, answer.text) == (200, "")
        assert answer.headers["cache-control"] == "no-store"


def test_what_fails_is_said_with_its_reason(client: httpx.Client, archive: Archive) -> None:
    archive.sources.begin_own_outage(datetime.now(UTC) - timedelta(hours=1))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.text.startswith("connection: Our own connection is down since")
    assert client.get("/healthz").status_code == 503
    assert client.get("/livez").status_code == 200


class Loss:
    """Ways to lose an archive, and to get it back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._other: sqlite3.Connection | None = None

    def begin(self, how: str) -> None:
        """Lose it."""
        if how == "locked":
            self._other = sqlite3.connect(self.path, isolation_level=None)
            self._other.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._other.execute("BEGIN EXCLUSIVE")
            return
        self.path.rename(self.path.with_suffix(".aside"))
        if how == "damaged":
            self.path.write_bytes(b"no archive at all" * 300)

    def end(self) -> None:
        """Get it back."""
        if self._other is not None:
            self._other.close()
        else:
            self.path.unlink(missing_ok=True)
            self.path.with_suffix(".aside").rename(self.path)


@pytest.mark.parametrize("how", ["damaged", "missing", "locked"])
def test_an_archive_that_is_lost_and_found_turns_red_and_green_without_a_traceback(
    client: httpx.Client, archive: Archive, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    archive.articles.add(article(), None, publisher="p")
    path = archive.path
    archive.close()
    loss = Loss(path)
    loss.begin(how)
    try:
        assert client.get("/livez").status_code == 200
        answers = {route: client.get(route) for route in ROUTES}
        assert answers["/readyz"].status_code == answers["/healthz"].status_code == 503
        assert answers["/readyz"].text.startswith("archive: The archive can't be read:")
        assert answers["/health"].json()["status"] == "failed"
        assert "yaluwatch_archive_readable 0.0" in answers["/metrics"].text
        # The reading waits for less than two seconds; the rest is the machine's.
        assert answers["/readyz"].elapsed < timedelta(seconds=30)
    finally:
        loss.end()
    deadline = time.monotonic() + 120
    while client.get("/readyz").text.startswith("archive"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "Traceback" not in caplog.text


def asked(client: httpx.Client, route: str = "/readyz", **headers: str) -> int:
    return client.get(route, headers=headers).status_code


def test_only_this_computer_and_who_has_the_token_are_answered(client: httpx.Client) -> None:
    for route in ROUTES:
        assert asked(client, route) == 200
        # Through a proxy on this computer, for somebody elsewhere.
        for header in ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"):
            for value in ("203.0.113.9", "127.0.0.1"):
                assert asked(client, route, **{header: value}) == 401
        # A page in a browser on this computer, whose name was made to lead here (DNS rebinding).
        assert asked(client, route, host="evil.example") == 401
        assert asked(client, route, host="evil.example", authorization=f"Bearer {TOKEN}") == 200
        assert asked(client, route, authorization="Bearer wrong") == 401
        assert asked(client, route, authorization=f"Basic {TOKEN}", host="10.0.0.7:8425") == 401
        assert asked(client, route, authorization=f"bearer  {TOKEN}", via="1.1 proxy") == 200
    assert asked(client, "/livez", host="10.0.0.7:8425") == 200
    assert asked(client, "/", host="10.0.0.7:8425") == 400
    for name in ("localhost:8425", "[::1]:8425", "127.0.0.2"):
        assert asked(client, host=name) == 200
    assert asked(client, host="[::1") == 401


def test_without_a_token_nobody_else_is_answered_and_the_way_out_is_said(archive: Archive) -> None:
    app = create_app(archive.path, lambda: [source()], hosts=["127.0.0.1"])
    with served(app) as client:
        for header in ({"via": "1.1 proxy"}, {"via": "1.1 proxy", "authorization": "Bearer x"}):
            answer = client.get("/readyz", headers=header)
            assert answer.status_code == 403
            assert "web.monitor_token" in answer.text
        assert client.get("/readyz").status_code == 200


def test_a_client_that_hangs_keeps_no_monitor_waiting(client: httpx.Client) -> None:
    with closing(socket.create_connection((client.base_url.host, client.base_url.port or 0))) as hanging:
        hanging.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127")
        assert client.get("/readyz").status_code == 200
