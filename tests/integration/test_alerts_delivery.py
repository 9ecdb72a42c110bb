"""Digests on their way: over a local mail server, into a folder, and when either fails."""

import base64
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from alerts.delivery import (
    MessageDefaults,
    draft,
    queue,
    queue_due,
    read_token,
    send_waiting,
    take_bounces,
    unsubscribe,
)
from alerts.delivery.sending import after_failure
from alerts.transports import folder_transport, smtp_transport
from storage import Archive, open_archive
from stories import place
from tests import samples
from tests.samples import NOW, article, source, subscription, verdict
from yaluwatch.config import MailSettings
from yaluwatch.errors import MailError, SubscriptionError
from yaluwatch.model import DeliveryState, Subscription

HOUR = timedelta(hours=1)
SENDER = "Yaluwatch <yalu@example.org>"
DEFAULTS = MessageDefaults(SENDER, "https://yalu.example", "s3cret")


class Sink:
    """Takes messages, or answers as told."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.answer = "250 taken"
        self.refused_recipient = ""

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == self.refused_recipient:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.messages.append(envelope.content)
        return self.answer


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def mail(sink: Sink) -> Iterator[MailSettings]:
    # The controller greets its own port to see that it is up, so it can't choose a free one itself.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    yield MailSettings(
        sender=SENDER, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", smtp_timeout_seconds=5
    )
    controller.stop()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def publish(archive: Archive, **changes: object) -> None:
    archive.articles.add(article(**changes), None, publisher="Courier Press")
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    for placement in place(archive.stories.ungrouped(10), []):
        archive.stories.add(placement, NOW)


def subscribe(archive: Archive, **options: object) -> Subscription:
    made = subscription(**({"addresses": ("reader@example.org",)} | options))
    samples.subscribe(archive, made)
    return made


def queue_at(archive: Archive, hours: float) -> list[str]:
    now = NOW + hours * HOUR
    queued = queue_due(archive, [source()], DEFAULTS, now)
    return [made.rendered.subject for made in queued]


def states(archive: Archive) -> list[str]:
    return [str(delivery.state) for delivery in archive.outbox.newest(10)]


def test_a_due_digest_is_mailed_once(archive: Archive, sink: Sink, mail: MailSettings) -> None:
    publish(archive)
    subscribe(archive)
    assert queue_at(archive, 1) == []
    assert len(queue_at(archive, 4)) == 1
    assert queue_at(archive, 5) == []
    assert len(send_waiting(archive, smtp_transport(mail), NOW)) == 1
    assert send_waiting(archive, smtp_transport(mail), NOW) == []
    received = message_from_bytes(sink.messages[0], policy=policy)
    assert received["Subject"] == "[DPRK–China] 24 Nov: 1 story; Trucks return to the bridge at Dandong"
    assert states(archive) == ["sent"]


def test_a_reader_ends_a_subscription_with_the_link_of_his_mail(
    archive: Archive, sink: Sink, mail: MailSettings
) -> None:
    subscribe(archive, addresses=("a@example.org", "b@example.org"))
    queue_at(archive, 4)
    send_waiting(archive, smtp_transport(mail), NOW)
    received = message_from_bytes(sink.messages[0], policy=policy)
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = received["List-Unsubscribe"].strip("<>")
    assert url.startswith("https://yalu.example/unsubscribe/")
    reader = read_token("s3cret", url.rpartition("/")[2])
    assert reader == ("everything", received["To"])
    for _ in range(2):
        unsubscribe(archive, *reader)
    left = archive.subscriptions.all()[0]
    assert (len(left.addresses), left.paused) == (1, False)
    unsubscribe(archive, "everything", left.addresses[0])
    assert archive.subscriptions.all()[0].paused


@pytest.mark.parametrize("token", ["", "x", "W10.abc", "W10"])
def test_a_link_we_did_not_make_is_refused(token: str) -> None:
    with pytest.raises(SubscriptionError, match="not valid"):
        read_token("s3cret", token)
    ours = DEFAULTS.unsubscribe_url("everything", "a@example.org").rpartition("/")[2]
    with pytest.raises(SubscriptionError, match="not valid"):
        read_token("another secret", ours)


def test_without_pages_readers_can_reach_there_is_no_link(archive: Archive) -> None:
    subscribe(archive)
    queue_due(archive, [source()], MessageDefaults(SENDER), NOW + 4 * HOUR)
    assert b"List-Unsubscribe" not in archive.outbox.newest(1)[0].content


def test_the_next_digest_tells_only_what_is_new(archive: Archive) -> None:
    publish(archive)
    subscribe(archive)
    queue_at(archive, 4)
    publish(
        archive, url="https://courier.example/2", title="Coal barges at Nampo", fetched_at=NOW + 20 * HOUR
    )
    assert queue_at(archive, 28) == ["[DPRK–China] 25 Nov: 1 story; Coal barges at Nampo"]
    assert queue_at(archive, 52) == ["[DPRK–China] 26 Nov: nothing new"]


def test_a_quiet_day_is_silent_for_a_reader_who_wants_it_so(archive: Archive) -> None:
    subscribe(archive, send_when_quiet=False)
    assert len(queue_at(archive, 4)) == 1
    assert states(archive) == []
    assert queue_at(archive, 5) == []


def test_every_recipient_has_a_message_of_his_own(archive: Archive, sink: Sink, mail: MailSettings) -> None:
    subscribe(archive, addresses=("a@example.org", "b@example.org"))
    queue_at(archive, 4)
    sink.refused_recipient = "a@example.org"
    send_waiting(archive, smtp_transport(mail), NOW)
    assert sorted(states(archive)) == ["failed", "sent"]
    assert [message_from_bytes(content)["To"] for content in sink.messages] == ["b@example.org"]


def test_a_server_that_defers_is_asked_again_later(archive: Archive, sink: Sink, mail: MailSettings) -> None:
    subscribe(archive)
    queue_at(archive, 4)
    sink.answer = "451 later"
    send_waiting(archive, smtp_transport(mail), NOW)
    assert states(archive) == ["deferred"]
    sink.answer = "250 taken"
    assert send_waiting(archive, smtp_transport(mail), NOW) == []
    send_waiting(archive, smtp_transport(mail), NOW + HOUR)
    assert states(archive) == ["sent"]


def test_a_message_refused_for_good_is_told_in_the_next_digest(
    archive: Archive, sink: Sink, mail: MailSettings
) -> None:
    publish(archive)
    subscribe(archive)
    queue_at(archive, 4)
    sink.refused_recipient = "reader@example.org"
    send_waiting(archive, smtp_transport(mail), NOW)
    assert states(archive) == ["failed"]
    assert queue_at(archive, 28) == ["[DPRK–China] 25 Nov: 1 story; Trucks return to the bridge at Dandong"]


def test_a_server_that_is_not_there_loses_nothing(archive: Archive, mail: MailSettings) -> None:
    subscribe(archive)
    queue_at(archive, 4)
    nowhere = mail.model_copy(update={"smtp_port": 1})
    send_waiting(archive, smtp_transport(nowhere), NOW)
    assert states(archive) == ["deferred"]
    assert "127.0.0.1:1" in archive.outbox.newest(1)[0].detail


def test_patience_grows_and_ends() -> None:
    error = MailError("451 later", permanent=False)
    waits = [after_failure(error, attempt, NOW) for attempt in range(1, 10)]
    gaps = [wait.next_attempt_at - NOW for wait in waits if wait.next_attempt_at]
    assert gaps == sorted(gaps)
    assert sum(gaps, timedelta()) >= timedelta(days=2)
    assert waits[-1].state is DeliveryState.FAILED


def test_without_a_server_the_message_is_a_file(archive: Archive, tmp_path: Path) -> None:
    subscribe(archive, addresses=())
    queue_at(archive, 4)
    ended = send_waiting(archive, folder_transport(tmp_path / "outbox"), NOW)
    file = next((tmp_path / "outbox").glob("*.eml"))
    assert ended[0].detail == str(file)
    assert message_from_bytes(file.read_bytes(), policy=policy)["Subject"].startswith("[DPRK–China]")


def test_a_folder_that_cannot_be_written_is_tried_again(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    subscribe(archive, addresses=())
    queue_at(archive, 4)
    send_waiting(archive, folder_transport(tmp_path / "outbox"), NOW)
    assert states(archive) == ["deferred"]


def test_one_bad_subscription_does_not_hold_up_the_others(archive: Archive) -> None:
    subscribe(archive, id="a-bad", addresses=("nobody",))
    subscribe(archive, id="b-good")
    assert len(queue_at(archive, 4)) == 1
    assert [delivery.subscription_id for delivery in archive.outbox.newest(10)] == ["b-good"]


def test_a_draft_writes_nothing(archive: Archive) -> None:
    publish(archive)
    made = draft(archive, subscribe(archive), [source()], period_key="preview", web_url="", now=NOW)
    assert len(made.digest.stories) == 1
    assert states(archive) == []
    assert queue(archive, made, DEFAULTS)
    assert not queue(archive, made, DEFAULTS)


def test_a_first_digest_does_not_tell_the_whole_archive(archive: Archive) -> None:
    publish(archive, fetched_at=NOW - timedelta(days=10))
    assert draft(
        archive, subscribe(archive), [source()], period_key="preview", web_url="", now=NOW
    ).digest.is_quiet


def test_a_changed_wish_does_not_bring_back_the_past(archive: Archive) -> None:
    publish(archive)
    reader = subscribe(archive, topics=("tourism",))
    queue_at(archive, 4)
    samples.subscribe(archive, replace(reader, topics=()))
    assert queue_at(archive, 28) == ["[DPRK–China] 25 Nov: nothing new"]


def returned(message_id: str, status: str = "5.1.1") -> bytes:
    """A notification as mail servers write it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@example.org
To: yalu@example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; reader@example.org
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: A digest

--b--
""".encode()


def test_an_address_that_refuses_three_times_gets_no_more_mail(
    archive: Archive, sink: Sink, mail: MailSettings
) -> None:
    subscribe(archive, send_when_quiet=True)
    sink.refused_recipient = "reader@example.org"
    for day in range(2):
        assert len(queue_at(archive, 4 + 24 * day)) == 1
        send_waiting(archive, smtp_transport(mail), NOW + 24 * day * HOUR)
    known = archive.subscriptions.recipient("everything", "reader@example.org")
    assert (known.hard_bounces, known.is_served) == (2, True)
    message_id = archive.outbox.newest(1)[0].message_id
    assert take_bounces(archive, returned(message_id, "4.2.2"), NOW)[0].address == "reader@example.org"
    assert archive.subscriptions.recipient("everything", "reader@example.org").is_served
    take_bounces(archive, returned(message_id), NOW)
    known = archive.subscriptions.recipient("everything", "reader@example.org")
    assert (known.hard_bounces, known.is_served, known.detail) == (
        3,
        False,
        "returned: 5.1.1 smtp; 550 no such user",
    )
    assert len(queue_at(archive, 4 + 24 * 3)) == 1
    assert send_waiting(archive, smtp_transport(mail), NOW + 24 * 3 * HOUR) == []
    archive.subscriptions.clear_refusals("everything")
    sink.refused_recipient = ""
    queue_at(archive, 4 + 24 * 4)
    assert [str(item.state) for item in send_waiting(archive, smtp_transport(mail), NOW + 24 * 4 * HOUR)] == [
        "sent"
    ]


def test_one_acceptance_clears_earlier_refusals(archive: Archive, sink: Sink, mail: MailSettings) -> None:
    subscribe(archive, send_when_quiet=True)
    sink.refused_recipient = "reader@example.org"
    queue_at(archive, 4)
    send_waiting(archive, smtp_transport(mail), NOW)
    sink.refused_recipient = ""
    queue_at(archive, 28)
    send_waiting(archive, smtp_transport(mail), NOW + 24 * HOUR)
    assert archive.subscriptions.recipient("everything", "reader@example.org").hard_bounces == 0


def test_a_mail_that_is_no_notification_of_ours_changes_nothing(
    archive: Archive,
) -> None:
    with pytest.raises(MailError, match="not a bounce"):
        take_bounces(archive, b"Subject: hello\n\nHello.", NOW)
    assert take_bounces(archive, returned("<other@example.org>"), NOW)[0].address == ""
    assert archive.subscriptions.recipients() == []


def test_a_message_in_doubt_is_tried_again_and_says_so(archive: Archive) -> None:
    subscribe(archive, send_when_quiet=True)
    queue_at(archive, 4)

    def lost(_: object) -> str:
        raise MailError("mx: connection lost", permanent=False, doubtful=True)

    now = NOW
    for _ in range(9):
        (ended,) = send_waiting(archive, lost, now)
        now += 48 * HOUR
    assert ended.state is DeliveryState.DOUBTFUL
    assert archive.outbox.newest(1)[0].doubts == 9
    assert archive.outbox.set_state(ended.id, [DeliveryState.DOUBTFUL], DeliveryState.QUEUED, "by hand")
    assert [str(item.state) for item in send_waiting(archive, lambda _: "taken", now)] == ["sent"]


def test_a_mail_of_corrections_refers_to_the_mail_that_told_the_story(archive: Archive) -> None:
    publish(archive)
    publish(
        archive, url="https://b.example/9", title="Coal barge stopped off Dalian", body="Other words " * 30
    )
    subscribe(archive, addresses=("reader@example.org", "late@example.org"))
    queue_at(archive, 4)
    first = {sent.address: sent.message_id for sent in archive.outbox.newest(10)}
    publish(archive, title="Trucks do not return", body="A wholly new text. " * 20, fetched_at=NOW + 5 * HOUR)
    publish(archive, url="https://c.example/3", title="Wigs", body="Wigs and eyelashes " * 30)
    queue_at(archive, 28)
    for sent in archive.outbox.newest(2):
        message = message_from_bytes(sent.content, policy=policy)
        assert message["References"] == first[sent.address]
    queue_at(archive, 52)
    publish(archive, url="https://d.example/4", title="Crab", body="Crab and squid " * 30)
    queue_at(archive, 76)
    assert message_from_bytes(archive.outbox.newest(1)[0].content, policy=policy)["References"] is None


def test_mail_is_signed_where_the_settings_say_so(
    archive: Archive, sink: Sink, mail: MailSettings, tmp_path: Path
) -> None:
    dkim = pytest.importorskip("dkim")
    key = tmp_path / "dkim.pem"
    subprocess.run(
        ["openssl", "genrsa", "-traditional", "-out", str(key), "1024"], check=True, capture_output=True
    )
    public = subprocess.run(
        ["openssl", "rsa", "-in", str(key), "-pubout", "-outform", "DER"], check=True, capture_output=True
    ).stdout
    publish(archive, title="밀수 단속 강화")
    subscribe(archive)
    queue_at(archive, 4)
    signing = mail.model_copy(update={"dkim_selector": "yalu", "dkim_key_file": str(tmp_path / "none.pem")})
    (waiting,) = send_waiting(archive, smtp_transport(signing), NOW + 4 * HOUR)
    assert (str(waiting.state), "dkim_key_file can't be read" in waiting.detail) == ("deferred", True)
    key.with_name("odd.pem").write_text("no key")
    signing = mail.model_copy(
        update={"dkim_selector": "yalu", "dkim_key_file": str(key.with_name("odd.pem"))}
    )
    (waiting,) = send_waiting(archive, smtp_transport(signing), NOW + 5 * HOUR)
    assert "can't sign" in waiting.detail
    signing = mail.model_copy(update={"dkim_selector": "yalu", "dkim_key_file": str(key)})
    (sent,) = send_waiting(archive, smtp_transport(signing), NOW + 6 * HOUR)
    assert str(sent.state) == "sent"
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    def dns(name: bytes, **_: object) -> bytes:
        assert name.startswith(b"yalu._domainkey.")
        return record

    received = sink.messages[0]
    assert dkim.verify(received, dnsfunc=dns)
    assert not dkim.verify(received.replace(b"Subject:", b"Subject: Sale!", 1), dnsfunc=dns)
    assert not message_from_bytes(received, policy=policy).defects
