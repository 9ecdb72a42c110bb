"""The status of the service and the outbox."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup

from storage import Alarm, Archive, DigestRecord, JobResult, open_archive
from tests.operator_desk import HOSTILE, NOW, Desktop, followed, page, send
from web import KnownBackup
from web.access import Role
from yaluwatch.model import (
    DeliveryState,
)
from yaluwatch.owner import new_owner


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    return Desktop(tmp_path)


@pytest.fixture
def client(desktop: Desktop) -> Iterator[httpx.Client]:
    with desktop.client() as opened:
        yield opened


def test_the_status_shows_what_is_wrong_first_and_the_command_that_helps(client: httpx.Client) -> None:
    shown = page(client, "/status")
    first = shown.select_one("section")
    assert first is not None
    assert "failing-sources" in first.get_text() or "service" in first.get_text()
    text = shown.get_text(" ", strip=True)
    for wanted in ("yalu run", "crawl the sources that are due", "every 5 min", "Free disk space", "SQLite"):
        assert wanted in text


def test_the_status_knows_jobs_queues_alarms_backups_and_the_chain(desktop: Desktop) -> None:
    backup = KnownBackup("yalu-1", datetime(2026, 11, 23, 4, 5, tzinfo=UTC), is_complete=False)
    with open_archive(desktop.archive) as archive:
        run = archive.jobs.begin("poll", "me", NOW)
        archive.jobs.end(run, NOW, JobResult.FAILED, {"sources": 1234}, f"no route {HOSTILE}")
        archive.jobs.begin("lonely", new_owner(), NOW)
        archive.alarms.save([Alarm(kind="jobs", level="warn", proof=HOSTILE, noticed_at=NOW, raised_at=NOW)])
        archive.sources.begin_own_outage(NOW)
    desktop.backups = [backup]
    with desktop.client() as client:
        text = page(client, "/status").get_text(" ", strip=True)
        for wanted in ("1,234 sources", "no route", "lonely", "running", "2026-11-23 04:05 incomplete"):
            assert wanted in text
        assert "entry" not in text.split("Newest link of the hash chain")[1][:30] or "entry 1" in text
        assert text.count("alert(1)") >= 2
        assert "no connection" in page(client, "/sources").get_text()
        history = page(client, "/jobs/poll").get_text(" ", strip=True)
        assert "failed" in history
        assert "no route" in history
        assert page(client, "/jobs/none", 404)
        assert client.get("/jobs").headers["location"] == "/status#jobs"


def test_a_job_is_asked_for_once_however_often_the_button_is_pressed(
    desktop: Desktop, client: httpx.Client
) -> None:
    assert "no service runs" in followed(client, send(client, "/jobs/poll")).get_text()
    assert "asked for" in followed(client, send(client, "/jobs/poll")).get_text()
    with open_archive(desktop.archive) as archive:
        assert set(archive.jobs.asked()) == {"poll"}
    assert send(client, "/jobs/none").status_code == 404


def test_the_checks_are_said_in_the_readers_language(client: httpx.Client) -> None:
    """Names of sources, jobs and commands are the same in every language."""
    shown = BeautifulSoup(client.get("/status", headers={"Accept-Language": "ko"}).text, "html.parser")
    checks = shown.select("main > section:last-of-type li")
    assert len(checks) > 8
    for check in checks:
        for code in check.select("code"):
            code.decompose()
        assert not re.search("[a-z]{3}", check.get_text()), check.get_text()
    assert "출처 2개" in shown.get_text()


def test_the_status_of_an_archive_that_cannot_be_read_is_said(desktop: Desktop) -> None:
    desktop.archive.write_bytes(b"not an archive" * 999)
    with desktop.client() as client:
        answer = client.get("/status")
    # Who asks is not known either, so only the fault is told.
    assert (answer.status_code, "the file is damaged" in answer.text) == (503, True)


@pytest.fixture
def mail(desktop: Desktop) -> Iterator[Archive]:
    """Four messages: one failed, one waiting, one sent, one of doubt."""
    with open_archive(desktop.archive) as archive:
        archive.outbox.add(
            DigestRecord(
                subscription_id="desk",
                period_key="x",
                period_start=NOW,
                period_end=NOW,
                after_verdict=0,
                up_to_verdict=0,
                subject=f"News {HOSTILE}",
                composed_at=NOW,
            ),
            [(f"reader{number}@example.org", f"<{number}@x>", b"Subject: x\n\nx") for number in range(4)],
        )
        queued, sent = [DeliveryState.QUEUED], [DeliveryState.SENT]
        archive.outbox.set_state(1, queued, DeliveryState.FAILED, f"550 unknown user {HOSTILE}")
        archive.outbox.set_state(3, queued, DeliveryState.SENT, "")
        archive.outbox.set_state(4, queued, DeliveryState.DOUBTFUL, "connection lost")
        assert not archive.outbox.set_state(1, sent, DeliveryState.QUEUED, "")
        yield archive


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["4", "3", "2", "1"]),
        ("?state=waiting", ["2"]),
        ("?state=failed", ["1"]),
        ("?state=doubtful", ["4"]),
        ("?state=dropped", []),
    ],
)
def test_messages_are_listed_by_state_with_the_reason(
    client: httpx.Client, query: str, numbers: list[str]
) -> None:
    shown = page(client, f"/outbox{query}")
    assert [row.select(".quiet")[0].get_text()[0] for row in shown.select("tbody tr")] == numbers
    if "1" in numbers:
        assert "550 unknown user" in shown.get_text()


def test_a_message_is_sent_again_or_given_up(client: httpx.Client, mail: Archive) -> None:
    followed(client, send(client, "/outbox/1/retry"))
    assert "will be sent again" in followed(client, send(client, "/outbox/1/retry")).get_text()
    followed(client, send(client, "/outbox/2/drop"))
    assert "will not be sent" in followed(client, send(client, "/outbox/2/drop")).get_text()
    states = [str(one.state) for one in mail.outbox.listed(10)]
    assert states == ["doubtful", "sent", "dropped", "queued"]
    assert send(client, "/outbox/3/drop").status_code == 409
    assert send(client, "/outbox/3/retry").status_code == 409
    assert send(client, "/outbox/99/retry").status_code == 404
    assert send(client, f"/outbox/{2**70}/retry").status_code == 404


@pytest.mark.usefixtures("mail")
def test_only_operators_see_mail_and_the_service(desktop: Desktop) -> None:
    paths = ("/status", "/jobs", "/jobs/poll", "/outbox", "/digests", "/source-list", "/source-list/add")
    with desktop.client(Role.RESEARCHER) as client:
        for path in (*paths, "/source-list/export", "/sources/courier/edit", "/sources/courier/selectors"):
            assert client.get(path).status_code == 403
        for path in ("/outbox/1/retry", "/outbox/2/drop", "/jobs/poll", "/source-list/import"):
            assert send(client, path).status_code == 403
    with desktop.client(Role.OPERATOR, can_change=False) as client:
        assert not page(client, "/outbox").select("form")
        assert not page(client, "/status").select("form")
        assert send(client, "/outbox/1/retry").status_code == 403
