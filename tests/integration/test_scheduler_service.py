"""The jobs and the service over the newsroom."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from classifier import Classifier
from crawler.sources.source_file import append_sources
from crawler.sources.source_list import write_sources
from newsroom import Newsroom
from scheduler import Job, JobContext, jobs
from scheduler.lock import sole_service
from scheduler.running.lease import Standing
from scheduler.service import Service
from storage import Query, open_archive
from stories.details import details_of
from tests.mail_server import MailServer, serving
from tests.samples import NOW, article, source, subscribe, subscription
from yaluwatch.config import CrawlSettings, MailSettings, Settings
from yaluwatch.errors import ServiceError
from yaluwatch.model import Outcome, StoredArticle

EVERYTHING = Query(only_relevant=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, crawl=CrawlSettings(every_minutes=1))


def wait_for(done: object, seconds: float = 900) -> None:
    end = time.monotonic() + seconds
    assert callable(done)
    while not done():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.2)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(datetime.now(UTC) - timedelta(hours=1)) as opened:
        yield opened


def test_the_service_crawls_tags_groups_and_delivers_by_itself(
    settings: Settings, newsroom: Newsroom
) -> None:
    chosen = [item for item in newsroom.sources if item.id in {"yalu-courier", "liaodong-herald"}]
    write_sources(settings.sources, chosen)
    with open_archive(settings.archive) as archive:
        subscribe(archive, subscription(hours=(0,), created_at=datetime(2025, 1, 1, tzinfo=UTC)))
        service = Service(settings)
        service.start()
        try:
            wait_for(lambda: len(archive.sources.states()) == 2)
            service.run("tag")
            service.run("compose")
            service.run("deliver")
        finally:
            service.stop()
        assert archive.sources.states()["liaodong-herald"].last_outcome is Outcome.HTML_INSTEAD_OF_FEED
        assert archive.search.count(EVERYTHING) > 5
        assert archive.verdicts.untagged(10) == []
        assert archive.stories.ungrouped(10) == []
        assert [str(delivery.state) for delivery in archive.outbox.newest(10)] == ["sent"]
    assert len(list(settings.outbox.glob("*.eml"))) == 1
    assert not [thread for thread in threading.enumerate() if "APScheduler" in thread.name]


def test_a_source_added_while_the_service_runs_is_crawled_without_a_restart(
    settings: Settings, newsroom: Newsroom
) -> None:
    write_sources(settings.sources, [])
    service = Service(settings)
    service.run("poll")
    (added,) = (item for item in newsroom.sources if item.id == "saltwater-tracker")
    append_sources(settings.sources, [added])
    service.run("poll")
    service.stop()
    with open_archive(settings.archive) as archive:
        assert archive.sources.state("saltwater-tracker").last_outcome is Outcome.OK


def test_a_failing_job_is_logged_and_the_service_goes_on(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    write_sources(settings.sources, [])
    runs = []

    def fail(_context: JobContext) -> dict[str, int]:
        runs.append("again")
        raise ValueError("a fault of ours")

    table = [Job("tag", "", fail, timedelta(hours=1), lambda _: "every 5 s")]
    service = Service(settings, table=table)
    service.start()
    try:
        wait_for(lambda: len(runs) >= 2)
    finally:
        service.stop()
    assert "ValueError: a fault of ours" in caplog.text
    with open_archive(settings.archive) as archive:
        (state,) = archive.jobs.states()
    assert state.failures >= 1
    assert state.last is not None
    assert state.last.error == "ValueError: a fault of ours"


def test_a_service_on_a_damaged_archive_waits_until_it_is_repaired(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    write_sources(settings.sources, [])
    settings.archive.write_bytes(b"no archive at all" * 100)
    service = Service(settings)
    service.start()
    try:
        assert service.standing is Standing.UNKNOWN
        assert service.beat() is Standing.UNKNOWN
        assert "jobs wait until the archive can be used" in caplog.text
        settings.archive.unlink()
        assert service.beat() is Standing.HELD
        with open_archive(settings.archive) as archive:
            wait_for(lambda: archive.jobs.runs("tag"))
    finally:
        assert service.stop()


def test_a_source_list_that_went_wrong_leaves_the_last_good_one_in_force(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    write_sources(settings.sources, [source()])
    service = Service(settings)
    settings.sources.write_text("[[source]]\nid = 3")
    assert [item.id for item in service.sources()] == ["courier"]
    assert "source list is invalid" in caplog.text
    write_sources(settings.sources, [source(id="other")])
    assert [item.id for item in service.sources()] == ["other"]


def test_a_second_service_on_the_same_folder_is_refused_by_name(tmp_path: Path) -> None:
    code = "import sys, time; from pathlib import Path; from scheduler.lock import sole_service\n"
    code += "with sole_service(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(ServiceError, match=f"process {other.pid}"), sole_service(tmp_path):
            pass
        other.kill()
        other.wait()
    with sole_service(tmp_path):
        pass


def test_stages_done_twice_change_nothing(settings: Settings) -> None:
    with open_archive(settings.archive) as archive:
        archive.articles.add(article(), None, publisher="p")
        classifier = Classifier.load()
        assert jobs.tag(archive, classifier, NOW) == 1
        assert jobs.tag(archive, classifier, NOW) == 0
        assert jobs.group(archive, NOW) == 1
        assert jobs.group(archive, NOW) == 0


def test_a_copy_seen_later_joins_the_story(settings: Settings) -> None:
    body = (
        "Freight trucks crossed from Dandong to Sinuiju in North Korea on Monday, customs officers said. " * 3
    )
    with open_archive(settings.archive) as archive:
        classifier = Classifier.load()
        first = archive.articles.add(article(body=body), None, publisher="p")
        jobs.tag(archive, classifier, NOW)
        jobs.group(archive, NOW)
        copy = replace(article(body=body), url="https://b.example/2", fetched_at=NOW + timedelta(days=2))
        second = archive.articles.add(copy, None, publisher="q")
        jobs.tag(archive, classifier, NOW + timedelta(days=2))
        jobs.group(archive, NOW + timedelta(days=2))
        stories = [archive.articles.get(added.id) for added in (first, second)]
    assert stories[0] is not None
    assert stories[1] is not None
    assert stories[0].story_id == stories[1].story_id is not None


def test_dates_and_figures_are_read_from_every_script() -> None:
    def values(body: str, language: str) -> set[str]:
        made = StoredArticle(
            id=1,
            article=article(title="T", body=body, language=language),
            publisher="p",
            version=1,
            first_seen_at=NOW,
        )
        return {detail.value for detail in details_of(made)}

    english = values("On November 23 police seized 37 cars worth 4.6 million yuan; 3 men were held.", "en")
    korean = values("11월 23일 공안은 460만 위안 상당의 차량 37대를 압수했다.", "ko")
    chinese = values("11月23日，警方查扣37辆汽车，价值460万元。", "zh")
    assert {"2026-11-23", "37 vehicles", "4600000 CNY"} <= english & korean & chinese
    assert "3 people" not in english


def test_sites_are_told_who_we_are() -> None:
    assert "desk@example.org" in jobs.user_agent("desk@example.org")
    assert jobs.user_agent("").startswith("Yaluwatch/")


def readers_of_a_slow_server(settings: Settings, server: MailServer) -> Settings:
    """Settings with a mail server that takes minutes for a message, and ten readers with mail waiting."""
    mail = MailSettings(
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="none",
        connections=2,
        bounce_mailbox=str(settings.data / "Maildir"),
    )
    server.delay = 600
    write_sources(settings.sources, [])
    with open_archive(settings.archive) as archive:
        readers = tuple(f"reader{number}@example.org" for number in range(10))
        now = datetime.now(UTC)
        subscribe(archive, subscription(addresses=readers, hours=(0,), created_at=now - timedelta(days=9)))
    return settings.model_copy(update={"mail": mail})


def test_a_slow_mail_server_delays_no_tagging_and_ends_within_seconds(settings: Settings) -> None:
    with serving(MailServer()) as server:
        slow = readers_of_a_slow_server(settings, server)
        service = Service(slow)
        service.run("compose")
        service.start()
        try:
            wait_for(lambda: server.connections == 2, 60)
            with open_archive(settings.archive) as archive:
                archive.articles.add(article(), None, publisher="p")
                service.run("tag")
                assert archive.verdicts.untagged(1) == archive.stories.ungrouped(1) == []
                assert server.received == []
        finally:
            started = time.monotonic()
            service.stop()
            took = time.monotonic() - started
    assert took <= 10
    with open_archive(settings.archive) as archive:
        states = sorted(str(delivery.state) for delivery in archive.outbox.newest(20))
    assert states.count("deferred") == 2
    assert states.count("queued") == 8


def test_returned_mail_is_picked_up_from_a_maildir(settings: Settings) -> None:
    with serving(MailServer()) as server:
        ready = readers_of_a_slow_server(settings, server)
        server.delay = 0
        service = Service(ready)
        service.run("compose")
        service.run("deliver")
        with open_archive(settings.archive) as archive:
            sent = {delivery.address: delivery for delivery in archive.outbox.newest(20)}
            for name in ("new", "cur", "tmp"):
                (settings.data / "Maildir" / name).mkdir(parents=True)
            gone, angry = sent["reader1@example.org"], sent["reader2@example.org"]
            for number in range(2):
                (settings.data / "Maildir" / "new" / f"{number}.bounce").write_text(
                    returned(gone.message_id, gone.address)
                )
            (settings.data / "Maildir" / "new" / "3.abuse").write_text(
                complaint(angry.message_id, angry.address)
            )
            (settings.data / "Maildir" / "new" / "4.abuse").write_text(complaint("", "reader3@example.org"))
            service.run("bounces")
            assert list((settings.data / "Maildir" / "new").iterdir()) == []
            # The same report twice counts once.
            assert archive.subscriptions.recipient("everything", gone.address).hard_bounces == 1
            (left,) = archive.subscriptions.all()
            # A complaint that does not quote our message could be anybody's.
            assert set(sent) - set(left.addresses) == {angry.address}


def returned(message_id: str, address: str) -> str:
    return f"""From: MAILER-DAEMON@example.org
To: yalu@localhost
Subject: Undelivered mail
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--b--
"""


def complaint(message_id: str, address: str) -> str:
    return f"""From: feedback@example.org
To: yalu@localhost
Subject: Complaint
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

A reader marked this as spam.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
User-Agent: Test/1
Original-Rcpt-To: {address}

--b
Content-Type: message/rfc822

From: yalu@localhost
To: {address}
Subject: A digest
{f"Message-ID: {message_id}" if message_id else "X-Nothing: here"}

A digest.

--b--
"""


def test_a_job_that_was_asked_for_runs_at_the_next_heartbeat(settings: Settings) -> None:
    ran = threading.Event()

    def work(_context: JobContext) -> dict[str, int]:
        ran.set()
        return {}

    rare = Job("rare", "", work, timedelta(hours=1), lambda _: "off")
    write_sources(settings.sources, [])
    service = Service(settings, table=[rare])
    service.start()
    try:
        with open_archive(settings.archive) as archive:
            archive.jobs.ask("rare", datetime.now(UTC))
            service.beat()
            assert ran.wait(60)
            wait_for(lambda: not archive.jobs.asked() and archive.jobs.runs("rare")[0].ended_at)
    finally:
        service.stop()


@pytest.mark.parametrize("long_seconds", [0.0, 3600.0])
def test_memory_may_be_given_back_when_no_job_runs_any_more_after_a_long_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, long_seconds: float
) -> None:
    monkeypatch.setattr("scheduler.service._LONG_SECONDS", long_seconds)
    write_sources(settings.sources, [])
    is_going_on, idle = threading.Event(), list[list[str]]()

    def long(_context: JobContext) -> dict[str, int]:
        is_going_on.wait(60)
        return {}

    table = (
        Job("long", "", long, timedelta(hours=1), lambda _: "every 1 min"),
        Job("short", "", lambda _: {}, timedelta(hours=1), lambda _: "every 1 min"),
    )
    service = Service(
        settings, table=table, apart=None, on_idle=lambda: idle.append(service.runner.running())
    )
    assert service.claim() == ""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(service.runner.run, "long")
        wait_for(service.runner.running)
        assert service.runner.run("short") is not None
        assert idle == []
        is_going_on.set()
        assert running.result(60) is not None
    assert idle == ([[]] if long_seconds == 0 else [])
    service.stop()
