"""Alarms in the archive, and what it shows of the service's work."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage import OPERATOR, Alarm, Archive, DigestRecord, Instance, Queue, open_archive, probe_write
from tests.samples import NOW, article, placement, subscribe, subscription, verdict
from yaluwatch.errors import ArchiveError, ArchiveLocked
from yaluwatch.model import DeliveryState

HOUR = timedelta(hours=1)
MADE = Alarm(
    kind="jobs", subject="backup", level="warn", proof="It failed.", help="yalu jobs", noticed_at=NOW
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def record(key: str) -> DigestRecord:
    return DigestRecord(
        subscription_id="(operator)",
        period_key=key,
        period_start=NOW,
        period_end=NOW,
        after_verdict=0,
        up_to_verdict=0,
        subject="s",
        composed_at=NOW,
        kind="alarm",
    )


def test_an_alarm_comes_back_as_it_was_stored(archive: Archive) -> None:
    assert archive.alarms.save([MADE])
    (stored,) = archive.alarms.open()
    assert replace(stored, id=0) == MADE
    changed = replace(stored, raised_at=NOW + HOUR, told_at=NOW + HOUR, well_since=NOW, returns=2)
    assert archive.alarms.save([changed])
    assert archive.alarms.open() == [changed]
    assert archive.alarms.newest(5) == [changed]


def test_a_cleared_alarm_stays_until_its_end_was_told(archive: Archive) -> None:
    archive.alarms.save([replace(MADE, raised_at=NOW, cleared_at=NOW + HOUR)])
    (waiting,) = archive.alarms.open()
    archive.alarms.save([replace(waiting, is_end_told=True)])
    assert archive.alarms.open() == []
    assert [found.subject for found in archive.alarms.cleared_since(NOW)] == ["backup"]
    assert archive.alarms.cleared_since(NOW + 2 * HOUR) == []
    assert archive.alarms.forget(NOW) == 0
    assert archive.alarms.forget(NOW + 2 * HOUR) == 1


def test_two_processes_that_notice_the_same_store_it_once(archive: Archive) -> None:
    assert archive.alarms.save([MADE])
    assert not archive.alarms.save([replace(MADE, subject="verify"), MADE])
    assert [found.subject for found in archive.alarms.open()] == ["backup"]


def test_an_alarm_and_its_message_are_one_transaction(archive: Archive) -> None:
    message = [("ops@example.org", "<1@x>", b"Subject: x\r\n\r\n")]
    assert archive.alarms.save([MADE], record("raised 1"), message)
    (stored,) = archive.alarms.open()
    assert not archive.alarms.save([replace(stored, told_at=NOW)], record("raised 1"), message)
    assert archive.alarms.open() == [stored]
    assert len(archive.outbox.newest(5)) == 1


def test_an_empty_archive_has_an_empty_status(archive: Archive) -> None:
    found = archive.status.read(NOW + 9 * HOUR)
    assert (found.untagged.count, found.ungrouped.count, found.outbox.count) == (0, 0, 0)
    assert (found.last_record_at, found.articles, found.fetches) == (None, 0, 0)
    assert found.file_bytes > 0


def test_queues_have_a_size_and_an_age(archive: Archive) -> None:
    archive.articles.add(article(), None, publisher="p")
    archive.articles.add(article(url="https://b.example/2", fetched_at=NOW + HOUR), None, publisher="p")
    assert archive.status.read(NOW).untagged == Queue(2, NOW)
    stored = archive.verdicts.untagged(10)
    archive.verdicts.add([(stored[0], verdict()), (stored[1], verdict(is_relevant=False))], NOW + 2 * HOUR)
    found = archive.status.read(NOW + 9 * HOUR)
    assert (found.untagged.count, found.untagged.since) == (0, None)
    assert (found.ungrouped.count, found.ungrouped.since) == (1, NOW + 2 * HOUR)
    archive.stories.add(placement(stored[0].id), NOW)
    assert archive.status.read(NOW + 9 * HOUR).ungrouped.count == 0
    assert (found.articles, found.verdicts) == (2, 2)


def test_an_edited_article_waits_since_its_edit(archive: Archive) -> None:
    archive.articles.add(article(), None, publisher="p")
    archive.verdicts.add([(archive.verdicts.untagged(1)[0], verdict())], NOW)
    archive.articles.add(article(body="Edited.", fetched_at=NOW + 9 * HOUR), None, publisher="p")
    assert archive.status.read(NOW + 9 * HOUR).untagged.since == NOW + 9 * HOUR


def test_waiting_messages_and_recipients_are_counted(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=("a@example.org",)))
    messages = [(f"{name}@example.org", f"<{name}@x>", b"x") for name in "abc"]
    archive.outbox.add(replace(record("x"), subscription_id="everything"), messages)
    claimed = archive.outbox.claim(NOW)
    assert claimed
    archive.outbox.finish(claimed, DeliveryState.SENT, at=NOW)
    archive.outbox.claim(NOW)
    subscribe(archive, subscription(id=OPERATOR, addresses=("ops@example.org",)))
    found = archive.status.read(NOW + 9 * HOUR)
    assert found.messages == {"queued": 1, "sending": 1}
    assert (found.outbox.count, found.outbox.since) == (2, NOW)
    assert found.recipients == {"served": 1}
    assert (found.digests, found.all_messages) == (1, 3)


def test_the_last_record_is_the_one_written_last_whatever_its_time(archive: Archive) -> None:
    archive.jobs.begin("poll", "me", NOW + 9 * HOUR)
    archive.jobs.begin("poll", "me", NOW + 2 * HOUR)
    assert archive.status.read(NOW).last_record_at == NOW + 2 * HOUR
    archive.jobs.appear(Instance("me", "desk", 1, "1", NOW, NOW + 3 * HOUR))
    assert archive.status.read(NOW).last_record_at == NOW + 3 * HOUR


def test_a_deferred_message_is_due_when_its_time_has_come(archive: Archive) -> None:
    archive.outbox.add(record("x"), [("a@example.org", "<a@x>", b"x")])
    claimed = archive.outbox.claim(NOW)
    assert claimed
    archive.outbox.finish(claimed, DeliveryState.DEFERRED, at=NOW, next_attempt_at=NOW + HOUR)
    assert archive.status.read(NOW).outbox == Queue()
    assert archive.status.read(NOW + 2 * HOUR).outbox == Queue(1, NOW + HOUR)


def test_a_lock_is_noticed_within_the_wait(archive: Archive) -> None:
    probe_write(archive.path, wait_seconds=0.1)
    other = sqlite3.connect(archive.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveLocked):
        probe_write(archive.path, wait_seconds=0.1)
    other.execute("ROLLBACK")
    other.close()
    probe_write(archive.path, wait_seconds=0.1)
    with pytest.raises(ArchiveError):
        probe_write(archive.path.with_name("none.db"), wait_seconds=0.1)
