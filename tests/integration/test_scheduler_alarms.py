"""Alarms over a real archive: told once whatever happens, and sent without it when it can't be written."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pydantic import SecretStr

from monitoring import Check, Level, Problem
from scheduler import Watchman, mailing, raise_and_clear
from storage import OPERATOR, Archive, JobResult, open_archive
from tests.mail_server import MailServer, serving
from tests.samples import NOW
from yaluwatch.config import AlarmSettings, MailSettings, PingSettings, Settings
from yaluwatch.errors import ArchiveError, MailError
from yaluwatch.model import Delivery, DeliveryState

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: Before the hour of the daily summary.
EARLY = NOW.replace(hour=1)
BAD = Check("jobs", Level.WARN, "x", "yalu jobs", problems=(Problem("backup", "The job backup failed."),))
GOOD = Check("jobs", Level.OK, "All on time.")


def settings(folder: Path, **more: object) -> Settings:
    return Settings(data=folder, alarm=AlarmSettings(to="ops@example.org, two@example.org"), **more)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def subjects(archive: Archive) -> list[str]:
    return [
        delivery.content.decode().split("Subject: ")[1].split("\r\n")[0]
        for delivery in archive.outbox.newest(50)
    ]


def test_an_alarm_is_queued_once_for_each_operator_and_sent_like_any_mail(
    tmp_path: Path, archive: Archive
) -> None:
    with serving(MailServer()) as server:
        made = settings(
            tmp_path, mail=MailSettings(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none")
        )
        tally = raise_and_clear(archive, made, [BAD], EARLY)
        assert (tally.raised, tally.queued) == (1, 2)
        assert raise_and_clear(archive, made, [BAD], EARLY + MINUTE).queued == 0
        mailing.send(made, EARLY + MINUTE)
        assert sorted(address for address, _ in server.received) == ["ops@example.org", "two@example.org"]
        assert b"Yaluwatch needs a person" in server.received[0][1]
        raise_and_clear(archive, made, [GOOD], EARLY + HOUR)
        assert raise_and_clear(archive, made, [GOOD], EARLY + 2 * HOUR).cleared == 1
        mailing.send(made, EARLY + 2 * HOUR)
        assert len(server.received) == 4
    assert {delivery.subscription_id for delivery in archive.outbox.newest(9)} == {OPERATOR}
    assert archive.alarms.open() == []


def test_an_alarm_of_a_mail_outage_arrives_once_when_the_server_takes_mail_again(
    tmp_path: Path, archive: Archive
) -> None:
    with serving(MailServer(answers={"mail": "451 try again later"})) as server:
        made = settings(
            tmp_path, mail=MailSettings(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none")
        )
        raise_and_clear(archive, made, [BAD], EARLY)
        for minute in range(5):
            mailing.send(made, EARLY + minute * MINUTE)
        assert server.received == []
        server.answers.clear()
        for hour in (1, 2):
            raise_and_clear(archive, made, [BAD], EARLY + hour * HOUR)
            mailing.send(made, EARLY + hour * HOUR)
        assert sorted(address for address, _ in server.received) == ["ops@example.org", "two@example.org"]


def test_two_schedulers_tell_an_alarm_once(tmp_path: Path, archive: Archive) -> None:
    with open_archive(archive.path) as other:
        before = other.alarms.open()
        assert raise_and_clear(archive, settings(tmp_path), [BAD], EARLY).queued == 2
        # The other had read the same, and is a moment later.
        assert before == []
        assert raise_and_clear(other, settings(tmp_path), [BAD], EARLY + MINUTE).queued == 0
    assert len(archive.outbox.newest(9)) == 2


KILLED = """
import os, sys
from pathlib import Path
from scheduler import raise_and_clear
from storage import open_archive
from storage.sql.tables import deliveries
from tests.integration.test_scheduler_alarms import BAD, EARLY, settings
def die(*_): os.kill(os.getpid(), 9)
if sys.argv[2] == "before": deliveries.add = die
folder = Path(sys.argv[1])
with open_archive(folder / "yalu.db") as archive:
    raise_and_clear(archive, settings(folder), [BAD], EARLY)
    die()
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_neither_loses_an_alarm_nor_repeats_it(tmp_path: Path, moment: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), moment], check=False)
    assert done.returncode == -9
    with open_archive(tmp_path / "yalu.db") as archive:
        raise_and_clear(archive, settings(tmp_path), [BAD], EARLY + MINUTE)
        assert len(archive.outbox.newest(9)) == 2
        assert len(archive.alarms.open()) == 1


def test_the_summary_comes_once_a_day_and_not_without_news(tmp_path: Path, archive: Archive) -> None:
    made = settings(tmp_path)
    sources = Check(
        "failing-sources",
        Level.WARN,
        "x",
        problems=(Problem("courier", "The Courier was last read long ago."),),
    )
    assert raise_and_clear(archive, made, [GOOD], NOW.replace(hour=6)).queued == 0
    for hour in range(7, 24):
        assert raise_and_clear(archive, made, [sources], NOW.replace(hour=hour)).queued == 0
    assert raise_and_clear(archive, made, [sources], NOW.replace(hour=6) + DAY).queued == 2
    assert raise_and_clear(archive, made, [sources], NOW.replace(hour=7) + DAY).queued == 0


def test_without_an_address_an_alarm_is_logged_and_kept(
    tmp_path: Path, archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    tally = raise_and_clear(archive, Settings(data=tmp_path), [BAD], EARLY)
    assert (tally.raised, tally.queued) == (1, 0)
    assert "alarm raised kind=jobs subject=backup: The job backup failed." in caplog.text
    assert archive.outbox.newest(9) == []
    assert archive.alarms.open()[0].told_at == EARLY


def test_a_sender_nothing_can_be_sent_from_leaves_the_alarm_in_the_log(
    tmp_path: Path, archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    made = settings(tmp_path, mail=MailSettings(sender="Yalu <yalu@-bad-.example>"))
    raise_and_clear(archive, made, [BAD], EARLY)
    assert "alarm raised" in caplog.text


class Recorder:
    """A transport that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[Delivery] = []
        self.is_closed = False

    def __call__(self, delivery: Delivery) -> str:
        if delivery.address.startswith("two"):
            raise MailError("two is full", permanent=False)
        self.sent.append(delivery)
        return "taken"

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        """Nothing to end."""


def test_an_archive_that_can_not_be_written_is_told_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made, recorder = settings(tmp_path), Recorder()
    watchman = Watchman(lambda _: recorder)

    def look(now: datetime) -> None:
        watchman.look(made, list, now)

    look(EARLY)
    made.archive.rename(tmp_path / "aside")
    made.archive.write_bytes(b"no archive at all" * 300)
    for minute in range(30):
        with pytest.raises(ArchiveError):
            look(EARLY + minute * MINUTE)
    (sent,) = recorder.sent
    assert (sent.address, sent.state) == ("ops@example.org", DeliveryState.SENDING)
    assert b"The archive can't be" in sent.content or recorder.is_closed
    assert "two is full" in caplog.text
    made.archive.unlink()
    (tmp_path / "aside").rename(made.archive)
    look(EARLY + HOUR)
    look(EARLY + HOUR + MINUTE)
    assert len(recorder.sent) == 2
    assert recorder.is_closed


def test_a_failing_job_becomes_an_alarm_and_a_ping(tmp_path: Path) -> None:
    made = settings(tmp_path)
    with open_archive(made.archive) as archive:
        for _ in range(2):
            number = archive.jobs.begin("deliver", "me", EARLY)
            archive.jobs.end(number, EARLY, JobResult.FAILED, error="no route")
        tally = Watchman().look(made, list, EARLY + MINUTE)
        assert tally.raised == 1
        assert archive.alarms.open()[0].proof == "The job deliver failed, 2 times in a row: no route."


class Hook(BaseHTTPRequestHandler):
    """Takes what is posted."""

    taken: list[bytes]

    def do_POST(self) -> None:
        self.taken.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_refusal_of_our_mail_reaches_the_operator_by_webhook(tmp_path: Path, archive: Archive) -> None:
    taken: list[bytes] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Hook,), {"taken": taken}))
    Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "secret").write_text("s3cret")
    made = Settings(
        data=tmp_path,
        mail=MailSettings(allow_private=True),
        alarm=AlarmSettings(
            to="ops@example.org", webhook=SecretStr(f"http://127.0.0.1:{server.server_port}/hook")
        ),
    )
    held = Check("mail", Level.FAIL, "The mail server has accepted nothing.", "yalu outbox")
    raise_and_clear(archive, made, [held], EARLY)
    raise_and_clear(archive, made, [held], EARLY + 20 * MINUTE)
    mailing.send(made, EARLY + 20 * MINUTE)
    server.shutdown()
    server.server_close()
    (posted,) = taken
    assert json.loads(posted)["raised"][0]["kind"] == "mail"
    assert [delivery.address for delivery in archive.outbox.newest(9)] == [
        made.alarm.webhook.get_secret_value()
    ]


def test_new_settings_of_pings_are_in_force_at_the_next_look(tmp_path: Path) -> None:
    taken: list[bytes] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Hook,), {"taken": taken}))
    Thread(target=server.serve_forever, daemon=True).start()
    open_archive(tmp_path / "yalu.db").close()
    watchman = Watchman()
    watchman.look(Settings(data=tmp_path), list, EARLY)
    made = Settings(
        data=tmp_path, ping=PingSettings(url=SecretStr(f"http://127.0.0.1:{server.server_port}/ping"))
    )
    watchman.look(made, list, EARLY + MINUTE)
    assert watchman.pinger(made) is watchman.pinger(made)
    watchman.pinger(made).close(60)
    watchman.close()
    server.shutdown()
    server.server_close()
    assert len(taken) == 1
