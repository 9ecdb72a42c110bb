"""Whose fault a failure is: nobody is cut off for a wrong password, and mail flows when the cause is gone."""

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alerts.delivery import MessageDefaults, queue_due, send_in_parallel, send_waiting
from alerts.transports import smtp_transport
from storage import Archive, open_archive
from tests.mail_server import MailServer, serving
from tests.samples import NOW, article, placement, source, subscribe, subscription, verdict
from yaluwatch.config import MailSettings
from yaluwatch.model import Fault

READERS = ("a@example.org", "b@example.org", "c@example.org")
DEFAULTS = MessageDefaults("Yaluwatch <yalu@example.org>")
DAY = timedelta(days=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving(MailServer()) as made:
        yield made


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def settings(server: MailServer, **changes: object) -> MailSettings:
    made = MailSettings(
        sender="Yaluwatch <yalu@example.org>",
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="none",
        smtp_user="yalu",
        smtp_password="wrong or right",
        smtp_timeout_seconds=2,
    )
    return made.model_copy(update=changes)


def publish(archive: Archive, day: int) -> None:
    at = NOW + day * DAY
    archive.articles.add(
        article(url=f"https://a.example/{day}", title=f"Story {day}", fetched_at=at), None, publisher="p"
    )
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], at)
    for stored in archive.stories.ungrouped(10):
        archive.stories.add(placement(stored.id), at)


def one_day(archive: Archive, mail: MailSettings, day: int) -> None:
    """A story, its digest, and a look at the outbox every hour."""
    publish(archive, day)
    queue_due(archive, [source()], DEFAULTS, NOW + day * DAY + timedelta(hours=4))
    for hour in range(4, 24):
        send_waiting(archive, smtp_transport(mail), NOW + day * DAY + timedelta(hours=hour))


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (Fault.SERVER, {"banner": "554 no SMTP service here"}),
        (Fault.SERVER, {"banner": ""}),
        (Fault.SERVER, {"auth": "535 5.7.8 Authentication credentials invalid"}),
        (Fault.SERVER, {"auth": "534 5.7.9 application-specific password required"}),
        (Fault.SERVER, {"mail": "553 5.1.8 sender address rejected"}),
        (Fault.SERVER, {"mail": "530 5.7.0 must issue a STARTTLS command first"}),
        (Fault.SERVER, {"rcpt": "554 5.7.1 relay access denied"}),
        (Fault.SERVER, {"rcpt": "550 relay not permitted"}),
        (Fault.SERVER, {"rcpt": "550 5.7.1 client host blocked, see our list"}),
        (Fault.CONTENT, {"content": "554 5.6.0 message refused"}),
        (Fault.CONTENT, {"content": "552 5.3.4 message too big"}),
        (Fault.CONTENT, {"content": "550 5.7.1 looks like spam"}),
    ],
)
def test_a_fault_of_ours_keeps_every_reader_and_mail_flows_in_the_round_after_it(
    archive: Archive, server: MailServer, fault: Fault, answers: dict[str, str]
) -> None:
    subscribe(archive, subscription(addresses=READERS))
    server.answers = answers
    for day in range(5):
        one_day(archive, settings(server), day)
    assert server.received == []
    assert all(archive.subscriptions.recipient("everything", reader).is_served for reader in READERS)
    assert all(not archive.subscriptions.recipient("everything", one).hard_bounces for one in READERS)
    (problem,) = archive.outbox.problems()
    assert (problem.fault, problem.waiting, problem.since) == (fault, 15, NOW + timedelta(hours=4))
    assert next(iter(answers.values()))[:3] in problem.detail or "closed" in problem.detail
    server.answers = {}
    later = NOW + 5 * DAY + timedelta(hours=1) + (DAY if fault is Fault.CONTENT else timedelta())
    send_waiting(archive, smtp_transport(settings(server)), later)
    for reader in READERS:
        got = b" ".join(content for to, content in server.received if to == reader)
        assert got.count(b"\r\nMessage-ID:") == 5
    assert archive.outbox.problems() == []


def test_while_the_server_fails_one_message_is_tried_and_not_all(
    archive: Archive, server: MailServer
) -> None:
    subscribe(archive, subscription(addresses=READERS))
    server.answers = {"auth": "535 5.7.8 no"}
    publish(archive, 0)
    queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))
    send_waiting(archive, smtp_transport(settings(server)), NOW)
    assert server.connections == 1
    for minute in range(1, 60):
        send_waiting(archive, smtp_transport(settings(server)), NOW + timedelta(minutes=minute))
    assert 5 <= server.connections <= 12
    server.answers = {}
    send_waiting(archive, smtp_transport(settings(server)), NOW + timedelta(minutes=80))
    assert {to for to, _ in server.received} == set(READERS)


@pytest.mark.parametrize(
    ("answer", "hard", "soft"),
    [
        ("550 5.1.1 no such user", 3, 0),
        ("553 mailbox name not allowed", 3, 0),
        ("551 user not local", 3, 0),
        ("552 5.2.2 mailbox full", 0, 1),
        ("552 exceeded storage allocation", 0, 1),
        ("452 4.2.2 over quota", 0, 1),
        ("451 4.7.1 greylisted, try again later", 0, 0),
    ],
)
def test_only_an_answer_to_the_address_counts_against_it(
    archive: Archive, server: MailServer, answer: str, hard: int, soft: int
) -> None:
    subscribe(archive, subscription(addresses=READERS))
    server.rcpt = {READERS[1]: answer}
    for day in range(4):
        one_day(archive, settings(server), day)
    known = archive.subscriptions.recipient("everything", READERS[1])
    assert (known.hard_bounces, known.soft_bounces) == (hard, soft)
    assert known.is_served == (not hard)
    assert all(archive.subscriptions.recipient("everything", one).is_served for one in READERS[::2])
    assert {to for to, _ in server.received} == set(READERS[::2])
    assert len(server.received) == 8
    assert archive.outbox.problems() == []


def test_a_mailbox_that_stays_full_is_counted_softly_and_suspended_in_the_end(
    archive: Archive, server: MailServer
) -> None:
    subscribe(archive, subscription(addresses=READERS[:1]))
    server.rcpt = {READERS[0]: "552 5.2.2 mailbox full"}
    for day in range(4):
        one_day(archive, settings(server), day)
    known = archive.subscriptions.recipient("everything", READERS[0])
    assert (known.hard_bounces, known.is_served) == (0, True)
    for day in range(4, 14):
        one_day(archive, settings(server), day)
    known = archive.subscriptions.recipient("everything", READERS[0])
    assert (known.hard_bounces, known.is_served) == (0, False)
    assert known.soft_bounces >= 6
    assert "mailbox full" in known.detail


def test_many_messages_go_over_one_connection_and_a_refused_one_does_not_break_it(
    archive: Archive, server: MailServer
) -> None:
    readers = tuple(f"reader{number}@example.org" for number in range(20))
    subscribe(archive, subscription(addresses=readers))
    server.rcpt = {readers[3]: "550 5.1.1 unknown"}
    one_day(archive, settings(server), 0)
    assert len(server.received) == 19
    assert server.connections == 1


def test_a_connection_the_server_has_closed_meanwhile_is_opened_again(
    archive: Archive, server: MailServer
) -> None:
    subscribe(archive, subscription(addresses=READERS))
    publish(archive, 0)
    queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))
    transport = smtp_transport(settings(server))
    first = archive.outbox.claim(NOW)
    assert first is not None
    transport(first)
    server.answers = {"mail": "421 too many messages on this connection"}
    threading.Timer(0.3, server.answers.clear).start()
    second = archive.outbox.claim(NOW)
    assert second is not None
    server.answers = {}
    assert transport(second) == "accepted by 127.0.0.1"
    transport.close()


@pytest.mark.parametrize("drip", [(b"2", 0.2), (b"220-and more\r\n", 0.0), (b"x" * 5000, 0.0)])
def test_a_server_that_never_stops_talking_holds_nobody_for_long(
    archive: Archive, server: MailServer, drip: tuple[bytes, float]
) -> None:
    subscribe(archive, subscription(addresses=READERS))
    publish(archive, 0)
    queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))
    server.drip = drip
    started = time.monotonic()
    send_waiting(archive, smtp_transport(settings(server, smtp_timeout_seconds=1)), NOW)
    # Three times the limit for one answer, and the slack of a busy machine.
    assert time.monotonic() - started < 3 + 20
    assert [str(one.state) for one in archive.outbox.newest(9)] == ["deferred"] * 3
    assert [problem.fault for problem in archive.outbox.problems()] == [Fault.SERVER]


def opener(archive: Archive) -> AbstractContextManager[Archive]:
    return open_archive(archive.path)


def test_several_messages_are_sent_at_once_over_a_bounded_number_of_connections(
    archive: Archive, server: MailServer
) -> None:
    readers = tuple(f"reader{number}@example.org" for number in range(8))
    subscribe(archive, subscription(addresses=readers))
    publish(archive, 0)
    queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))
    transports = [smtp_transport(settings(server)) for _ in range(4)]
    server.delay = 0.05
    ended = send_in_parallel(lambda: opener(archive), transports, NOW)
    assert sorted(one.address for one in ended) == sorted(readers)
    assert sorted(to for to, _ in server.received) == sorted(readers)
    assert 2 <= server.connections <= 4


def test_stopping_leaves_every_message_in_a_known_state(archive: Archive, server: MailServer) -> None:
    readers = tuple(f"reader{number}@example.org" for number in range(6))
    subscribe(archive, subscription(addresses=readers))
    publish(archive, 0)
    queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))
    server.delay = 60
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    slow = settings(server, smtp_timeout_seconds=60)
    started = time.monotonic()
    ended = send_in_parallel(lambda: opener(archive), [smtp_transport(slow) for _ in range(2)], NOW, stop)
    assert time.monotonic() - started < 10
    assert sorted(str(one.state) for one in ended) == ["deferred"] * 2
    states = sorted(str(one.state) for one in archive.outbox.newest(9))
    assert states == ["deferred"] * 2 + ["queued"] * 4
    # The server may have taken them: they keep their Message-ID, and the doubt is on record.
    assert [one.doubts for one in archive.outbox.newest(9) if str(one.state) == "deferred"] == [1, 1]


def test_an_address_that_needs_smtputf8_fails_alone_where_the_server_lacks_it(
    archive: Archive, server: MailServer
) -> None:
    readers = ("김철수@example.org", "desk@bücher.example", "b@example.org")
    subscribe(archive, subscription(addresses=readers))
    one_day(archive, settings(server), 0)
    assert sorted(to for to, _ in server.received) == ["b@example.org", "desk@xn--bcher-kva.example"]
    (failed,) = [one for one in archive.outbox.newest(9) if str(one.state) == "failed"]
    assert failed.address == readers[0]
    assert "internationali" in failed.detail
    server.extensions = ("8BITMIME", "SMTPUTF8")
    one_day(archive, settings(server, smtp_user=""), 1)
    assert readers[0] in {to for to, _ in server.received}


def test_an_unforeseen_error_in_one_message_does_not_stop_those_behind_it(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=READERS))
    publish(archive, 0)
    queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))

    def transport(delivery: object) -> str:
        if getattr(delivery, "address", "") == READERS[0]:
            raise UnicodeEncodeError("ascii", "김", 0, 1, "ordinal not in range")
        return "taken"

    states = {one.address: str(one.state) for one in send_waiting(archive, transport, NOW)}
    assert states == {READERS[0]: "deferred", READERS[1]: "sent", READERS[2]: "sent"}


def test_leases_count_from_the_claim_while_a_slow_server_takes_its_messages(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=READERS[:2]))
    publish(archive, 0)
    queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))
    claimed: list[datetime] = []

    def transport(_: object) -> str:
        claimed.append(NOW)
        time.sleep(1.1)
        return "taken"

    send_waiting(archive, transport, NOW)
    first, second = sorted(one.sent_at for one in archive.outbox.newest(2) if one.sent_at)
    assert second - first >= timedelta(seconds=1)


def test_a_rejected_message_does_not_use_up_its_retries(archive: Archive, server: MailServer) -> None:
    subscribe(archive, subscription(addresses=READERS[:1]))
    server.answers = {"content": "554 5.6.0 message refused"}
    for day in range(4):
        one_day(archive, settings(server), day)
    server.answers = {"rcpt": "451 4.7.1 greylisted"}
    send_waiting(archive, smtp_transport(settings(server)), NOW + 5 * DAY)
    assert {str(one.state) for one in archive.outbox.newest(9)} == {"deferred"}
