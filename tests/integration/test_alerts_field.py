"""Situations that users of other mailing, feed and monitoring programs reported, rebuilt here in small.

The public reports are named where they explain a rule that is not obvious.
"""

import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from bs4 import BeautifulSoup
from pydantic import SecretStr

from alerts.bounces import BounceKind, envelope_sender, read_bounces, read_verp
from alerts.delivery import MessageDefaults, queue_alerts, queue_due, send_waiting, take_bounces, unsubscribe
from alerts.digests import due_period
from alerts.rendering import Renderer
from alerts.rendering.wrapping import wrapped
from alerts.transports import (
    by_address,
    chat_content,
    folder_transport,
    is_chat,
    is_webhook,
    shown_address,
    smtp_transport,
    webhook_transport,
)
from alerts.transports.webhooks import complaint_of
from storage import Archive, open_archive
from tests.integration.test_alerts_delivery import Sink
from tests.integration.test_alerts_webhooks import Receiver
from tests.mail_server import MailServer, serving
from tests.samples import NOW, article, connection_of, placement, source, subscribe, subscription, verdict
from tests.unit.test_alerts_rendering import digest, story
from tests.web_server import served
from web import create_app
from yaluwatch.config import MailSettings
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery, DeliveryState, Fault, Frequency

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
READER = "reader@example.org"
LINKED = MessageDefaults("Yaluwatch <yalu@example.org>", "https://yalu.example", "s3cret")


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
        sender=LINKED.sender,
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_security="none",
        smtp_user="yalu",
        smtp_password=SecretStr("a password"),
        smtp_timeout_seconds=2,
    )
    return made.model_copy(update=changes)


def publish(archive: Archive, **changes: object) -> None:
    archive.articles.add(article(**changes), None, publisher="Courier Press")
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    for stored in archive.stories.ungrouped(10):
        archive.stories.add(placement(stored.id), NOW)


def one_digest(archive: Archive, *addresses: str, defaults: MessageDefaults = LINKED, **changes: Any) -> None:
    """A story and its digest, queued."""
    subscribe(archive, subscription(addresses=addresses, **changes))
    publish(archive)
    assert queue_due(archive, [source()], defaults, NOW + 4 * HOUR)


def sent_by(server: MailServer, archive: Archive, **changes: object) -> Delivery:
    """One digest to one reader, after one attempt."""
    one_digest(archive, READER)
    (ended,) = send_waiting(archive, smtp_transport(settings(server, **changes)), NOW + 4 * HOUR)
    return ended


def bounces(archive: Archive) -> tuple[int, int]:
    known = archive.subscriptions.recipient("everything", READER)
    return known.hard_bounces, known.soft_bounces


# What a server's answer is about


@pytest.mark.parametrize(
    "answer",
    [
        # A container without a host name of its own: https://github.com/crazy-max/diun/issues/165
        "504 5.5.2 <3fa1c0>: Helo command rejected: need fully-qualified hostname",
        "550 Your HELO name is not valid",
        # Exim and Postfix look at the sender only now: https://github.com/mailcow/mailcow/issues/775
        "550-Verification failed for <yalu@example.org>\r\n550-No such user here\r\n550 Sender verify failed",
        "550 5.1.0 <yalu@example.org>: Sender address rejected: User unknown in virtual mailbox table",
        "550 5.1.8 <yalu@example.org>: Sender address rejected: Domain not found",
        "550 5.1.7 invalid address",
        "550 5.1.0 MailProtect: domain of sender address bounce.example.org does not exist",
        "550 The from address does not match a verified Sender Identity",
        # Limits on how much an account may send: https://github.com/gen-smtp/gen_smtp/issues/140
        "550 5.4.5 Daily user sending quota exceeded",
        "550 User sending quota exceeded",
        "550 5.1.90 You have reached your daily limit for message recipients",
        "550 Domain example.org has exceeded the max emails per hour (150/150 (100%)) allowed",
        "554 too many, only 10 messages per day",
    ],
)
@pytest.mark.parametrize("command", ["rcpt", "content"])
def test_a_reader_is_not_blamed_for_our_name_our_sender_or_our_limit(
    archive: Archive, server: MailServer, answer: str, command: str
) -> None:
    server.answers = {command: answer}
    ended = sent_by(server, archive)
    assert (str(ended.state), ended.fault) == ("deferred", Fault.SERVER)
    assert bounces(archive) == (0, 0)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (
            "rcpt",
            "550 <reader@example.org>: Recipient address rejected: User unknown in relay recipient table",
        ),
        ("rcpt", "550 5.1.1 <helo@example.org>: no such user"),
        ("rcpt", "550 <relay@example.org>: no such user"),
        ("rcpt", "550 5.5.0 Requested action not taken: mailbox unavailable"),
        ("rcpt", "550 5.4.1 Recipient address rejected: Access denied"),
        # Exchange looks a recipient up when it has the whole message.
        ("content", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
        ("content", "550 5.1.1 no such user"),
    ],
)
def test_an_address_that_does_not_exist_is_counted_however_the_server_says_it(
    archive: Archive, server: MailServer, command: str, answer: str
) -> None:
    server.answers = {command: answer}
    ended = sent_by(server, archive)
    assert (str(ended.state), ended.fault) == ("failed", Fault.ADDRESS)
    assert bounces(archive) == (1, 0)


@pytest.mark.parametrize(
    "answers",
    [
        {"content": "OK, queued"},
        {"content": "354 go on"},
        {"content": "2x0 fine"},
        {"rcpt": "fine"},
        {"rcpt": "354 go on"},
        {"mail": "<html>blocked by the firewall</html>\r\n250 fine"},
        {"banner": "SSH-2.0-OpenSSH_9.6"},
        {"ehlo": "hello"},
    ],
)
def test_an_answer_that_accepts_nothing_is_not_taken_for_one_that_does(
    archive: Archive, server: MailServer, answers: dict[str, str]
) -> None:
    server.answers = answers
    assert str(sent_by(server, archive).state) == "deferred"
    server.answers = {}
    send_waiting(archive, smtp_transport(settings(server)), NOW + DAY)
    assert [str(one.state) for one in archive.outbox.newest(1)] == ["sent"]
    assert server.received[-1][0] == READER
    assert bounces(archive) == (0, 0)


def test_a_server_that_closes_in_answer_to_a_recipient_gets_the_rest_over_a_new_connection(
    archive: Archive, server: MailServer
) -> None:
    server.rcpt = {"a@example.org": "421 4.7.0 too many messages, closing the connection"}
    one_digest(archive, "a@example.org", "b@example.org", "c@example.org")
    ended = send_waiting(archive, smtp_transport(settings(server)), NOW + 4 * HOUR)
    assert {one.address: str(one.state) for one in ended} == {
        "a@example.org": "deferred",
        "b@example.org": "sent",
        "c@example.org": "sent",
    }


# Logging in, and who we are


@pytest.mark.parametrize(
    ("extensions", "is_sent"),
    [
        (("8BITMIME", "AUTH LOGIN XOAUTH2"), True),
        (("8BITMIME", "AUTH=LOGIN PLAIN"), True),
        (("AUTH PLAIN",), True),
        (("8BITMIME", "AUTH XOAUTH2 OAUTHBEARER"), False),
        (("8BITMIME",), False),
    ],
)
def test_a_way_to_log_in_is_found_or_the_mail_waits(
    archive: Archive, server: MailServer, extensions: tuple[str, ...], *, is_sent: bool
) -> None:
    server.extensions = extensions
    ended = sent_by(server, archive)
    expected = ("sent", None) if is_sent else ("deferred", Fault.SERVER)
    assert (str(ended.state), ended.fault) == expected


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_password_may_have_any_letters(archive: Archive, mechanism: str) -> None:
    logins: list[tuple[bytes, bytes]] = []

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _name: str, data: Any
    ) -> AuthResult:
        logins.append((data.login, data.password))
        return AuthResult(success=True)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    controller = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticate,
        auth_require_tls=False,
        auth_exclude_mechanism=[name for name in ("PLAIN", "LOGIN") if name != mechanism],
    )
    controller.start()
    try:
        made = settings(MailServer(port=port), smtp_password=SecretStr("압록강 pässwort"))
        one_digest(archive, READER)
        (ended,) = send_waiting(archive, smtp_transport(made), NOW + 4 * HOUR)
    finally:
        controller.stop()
    assert str(ended.state) == "sent"
    assert logins == [(b"yalu", "압록강 pässwort".encode())]


@pytest.mark.parametrize(
    "name",
    [
        "Yalu, Border Desk",
        "Desk (Seoul)",
        "Desk [night]",
        "Border: all; day @ night",
        "압록강 속보",
        "Kim, 철수",
    ],
)
def test_a_senders_name_may_contain_what_separates_addresses(
    archive: Archive, server: MailServer, name: str
) -> None:
    sender = f"{name} <yalu@example.org>"
    one_digest(archive, READER, defaults=MessageDefaults(sender))
    (ended,) = send_waiting(archive, smtp_transport(settings(server, sender=sender)), NOW + 4 * HOUR)
    assert str(ended.state) == "sent"
    received = message_from_bytes(server.received[0][1], policy=policy)
    (found,) = received["From"].addresses
    assert (found.display_name, found.addr_spec) == (name, "yalu@example.org")
    signed = envelope_sender(sender, "s3cret", 7)
    assert (read_verp(signed, "s3cret"), signed.endswith("@example.org")) == (7, True)


def test_a_sender_that_is_no_address_has_no_envelope() -> None:
    with pytest.raises(MailError, match="not a valid"):
        envelope_sender("Yalu <yalu>", "s3cret", 7)


# The message


def sent_message(archive: Archive) -> EmailMessage:
    made = message_from_bytes(archive.outbox.newest(1)[0].content, policy=policy)
    assert isinstance(made, EmailMessage)
    return made


def test_a_message_has_the_fields_whose_absence_others_were_asked_about(archive: Archive) -> None:
    one_digest(archive, READER, name="دستگاه 🚚 Border")
    message = sent_message(archive)
    assert message["Message-ID"].endswith("@example.org>")
    assert parsedate_to_datetime(message["Date"]) == NOW + 4 * HOUR
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"].startswith("<https://yalu.example/unsubscribe/")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    raw = archive.outbox.newest(1)[0].content
    assert max(map(len, raw.split(b"\r\n"))) < 998
    assert not any(line.startswith(b".") for line in raw.split(b"\r\n"))


@pytest.mark.parametrize("addresses", [(), ("json://chat.example/hook",)])
def test_what_has_no_reader_of_its_own_has_no_links_of_a_readers_own(
    archive: Archive, addresses: tuple[str, ...]
) -> None:
    if addresses:
        pytest.importorskip("apprise")
    one_digest(archive, *addresses)
    content = archive.outbox.newest(1)[0].content
    if addresses:
        texts = [json.loads(content)["body"]]
    else:
        parts = [part for part in sent_message(archive).iter_parts() if isinstance(part, EmailMessage)]
        texts = [part.get_content() for part in parts]
    for text in texts:
        assert ".invalid" not in text
        assert "nsubscribe" not in text
        assert "Trucks return to the bridge at Dandong" in text
        assert "https://courier.example/1" in text


def test_a_chat_keeps_the_number_of_stories_that_did_not_fit() -> None:
    stories = tuple(story(number) for number in range(1, 4))
    made = digest(*stories[:1])
    object.__setattr__(made, "carried", stories[1:])
    rendered = Renderer("https://yalu.example", can_unsubscribe=True).render(made)
    text = json.loads(chat_content(rendered))["body"]
    assert "2 more stories did not fit" in " ".join(text.split())
    assert ".invalid" not in text


def test_an_article_cannot_put_a_readers_link_into_its_headline() -> None:
    hostile = story(1, title="Go to https://unsubscribe.invalid/", url="https://feedback.invalid/1/1")
    rendered = Renderer("https://yalu.example", can_unsubscribe=True).render(digest(hostile))
    own = rendered.with_links(LINKED.links("everything", READER, "2026-11-24"))
    assert own.text.count("/unsubscribe/") == own.html.count("/unsubscribe/") == 1
    assert own.text.count("/feedback/") == own.html.count("/feedback/") == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://ko.example/기사/압록강-철교를-지나는-화물이-지난해보다-두-배-넘게-늘어난-것으로-나타났다-세관",
        "https://zh.example/新闻/丹东海关统计显示今年前十个月经鸭绿江大桥的货物比去年同期多出一倍以上/十一月",
        "https://en.example/" + "a-very-long-address/" * 9,
    ],
)
def test_a_long_link_stays_in_one_line_in_every_script(url: str) -> None:
    assert url in wrapped(f"  {url}").split("  ")[1]
    assert f"\n  {url}" in wrapped(f"- {'word ' * 12}{url} {'word ' * 20}")


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/?a=1&copy=2&lt=3&amp;b=4",
        "https://a.example/[tag]/x(1)?q=a,b;c",
        'https://a.example/"x"<y>',
        "https://단둥.example/기사?q=세관",
    ],
)
def test_a_link_leads_where_the_article_is(url: str) -> None:
    html = Renderer("").render(digest(story(1, url=url))).html
    assert BeautifulSoup(html, "lxml").h3.a["href"] == url  # type: ignore[union-attr, index]


def test_the_longest_mail_is_not_clipped_with_its_links_in_it() -> None:
    stories = tuple(story(number, url=f"https://a.example/{number}") for number in range(1, 61))
    rendered, _ = Renderer("https://yalu.example", can_unsubscribe=True).fit(
        digest(*stories, max_stories=200)
    )
    longest = f"{'a' * 60}@{'.'.join(['d' * 60] * 3)}"
    own = rendered.with_links(LINKED.links("everything", longest, "2026-11-24"))
    # Gmail cuts at 102 KB: https://github.com/hteumeuleu/email-bugs/issues/41
    assert len(own.html.encode()) < 102_000


# The folder


def test_an_id_of_any_length_makes_a_file(archive: Archive, tmp_path: Path) -> None:
    one_digest(archive, id="border-" * 60 + "x")
    (ended,) = send_waiting(archive, folder_transport(tmp_path / "out"), NOW + 4 * HOUR)
    assert str(ended.state) == "sent"
    assert Path(ended.detail).read_bytes().startswith(b"From: ")


# Webhooks


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example?key=SECRET",
        "https://hooks.example#SECRET",
        "https://hooks.example/SECRET",
        "https://SECRET@hooks.example/x",
        "HTTPS://hooks.example\\SECRET",
    ],
)
def test_no_part_of_a_webhook_that_may_be_secret_is_shown(url: str) -> None:
    assert "SECRET" not in shown_address(url)
    assert "hooks.example" in shown_address(url)


def test_the_scheme_of_a_webhook_may_be_written_in_capitals() -> None:
    assert is_webhook("HTTPS://hooks.example/x")
    assert not is_chat("HTTPS://hooks.example/x")
    assert complaint_of("HTTPS://hooks.example/x") == ""
    assert "use https" in complaint_of("HTTP://hooks.example/x")


@pytest.mark.parametrize(
    "host",
    [
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[::127.0.0.1]",
        "[2002:7f00:1::]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[fe80::1]",
        "[::]",
        "LOCALHOST",
    ],
)
def test_no_spelling_of_an_inner_address_is_accepted(host: str) -> None:
    assert "not a public one" in complaint_of(f"https://{host}/hook")


def post_to(url: str, *, allow_private: bool) -> str:
    transport = webhook_transport("s3cret", "Yaluwatch/test", lambda: NOW, allow_private=allow_private)
    delivery = Delivery(
        id=1,
        subscription_id="everything",
        address=url,
        message_id="<1@example.org>",
        content=b"{}",
        period_start=NOW,
        period_end=NOW,
        state=DeliveryState.SENDING,
        attempts=1,
    )
    return transport(delivery)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "0"])
def test_a_number_that_the_system_reads_as_an_inner_address_is_not_connected_to(host: str) -> None:
    with pytest.raises(MailError, match=r"not a public one|can't be resolved|Invalid"):
        post_to(f"https://{host}/hook", allow_private=False)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_host_whose_first_address_does_not_answer_is_reached_at_its_second(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with an IPv6 address that leads nowhere: https://github.com/jellyfin/jellyfin/issues/1002."""
    look_up = socket.getaddrinfo

    def two_addresses(host: Any, *rest: Any, **options: Any) -> Any:
        if host != "hooks.example":
            return look_up(host, *rest, **options)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))
            for address in ("127.0.0.9", "127.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
    url = receiver.url.replace("127.0.0.1", "hooks.example")
    assert post_to(url, allow_private=True) == "accepted with 200"
    assert len(receiver.posted) == 1


# Returned mail


def returned(said: str, status: str) -> bytes:
    """A delivery report (RFC 3464) with this answer of the remote server."""
    return f"""From: MAILER-DAEMON@mx.example.net
To: yalu@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {READER}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {said}

--b--
""".encode()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("550 5.4.5 Daily user sending limit exceeded", "5.4.5"),
        ("550 5.1.90 You have reached your daily limit for message recipients", "5.1.90"),
        ("550 Domain example.org has exceeded the max emails per hour (150/150) allowed", "5.0.0"),
        ("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", "5.2.0"),
        ("550-Verification failed for <yalu@example.org> 550-No such user 550 Sender verify failed", "5.0.0"),
        ("550 5.1.0 Sender address rejected: User unknown in virtual mailbox table", "5.1.0"),
        ("550 5.1.0 Domain of sender address yalu@example.org does not exist", "5.1.0"),
        ("554 5.2.122 The recipient exceeded the number of messages they can receive per hour", "5.2.122"),
    ],
)
def test_a_bounce_about_the_sender_or_a_limit_says_nothing_about_the_reader(
    archive: Archive, said: str, status: str
) -> None:
    one_digest(archive, READER)
    send_waiting(archive, lambda _: "taken", NOW + 4 * HOUR)
    (taken,) = take_bounces(archive, returned(said, status), NOW + DAY)
    assert (taken.bounce.kind, taken.address, taken.done) == (BounceKind.BLOCKED, READER, "")
    assert bounces(archive) == (0, 0)


def test_mail_sent_before_a_backup_was_restored_is_known_by_its_reader(archive: Archive) -> None:
    # In the restored archive, the message is still waiting.
    one_digest(archive, READER)
    (taken,) = take_bounces(archive, returned("550 5.1.1 no such user", "5.1.1"), NOW + DAY)
    assert (taken.bounce.kind, taken.address) == (BounceKind.FAILED, READER)


def test_a_full_or_missing_mailbox_still_counts() -> None:
    full, gone = "552 5.2.2 mailbox is over quota", "550 5.1.1 no such user; you may send 10 messages per day"
    assert read_bounces(returned(full, "5.2.2"))[0].kind is BounceKind.MAILBOX_FULL
    assert read_bounces(returned(gone, "5.1.1"))[0].kind is BounceKind.FAILED


@pytest.mark.parametrize(
    "kind",
    [
        'text/plain; charset="utf\0-8"',
        "text/plain; charset*=utf-8''utf%00-8",
        "text/plain; charset*=utf-8\0''utf-8",
        "text/plain; name*=utf-8\0''notice.txt",
        "multipart/mixed; boundary*=utf-8\0''b",
        "text/plain; charset=made-up",
        "text/plain; charset=base64",
    ],
)
def test_a_charset_that_does_not_exist_does_not_stop_the_mailbox(kind: str) -> None:
    """One such message was fetched again and again, and nothing behind it was read.

    https://github.com/NousResearch/hermes-agent/issues/55383
    """
    head = f"From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered Mail\nContent-Type: {kind}\n\n"
    text = f"Your message could not be delivered.\n\n<{READER}>: 550 5.1.1 no such user\n"
    (found,) = read_bounces((head + text).encode())
    assert (found.kind, found.recipient) == (BounceKind.FAILED, READER)


def notification(kind: str, **detail: object) -> bytes:
    """An e-mail of Amazon SES about one recipient."""
    data = {
        "notificationType": kind.capitalize(),
        kind: detail,
        "mail": {"headers": [{"name": "Message-ID", "value": "<1@example.org>"}]},
    }
    return b"From: no-reply@sns.amazonaws.com\nSubject: Notification\n\n" + json.dumps(data).encode()


@pytest.mark.parametrize(
    ("bounce_type", "kind"),
    [
        # An out-of-office note: https://github.com/Mailtrain-org/mailtrain/issues/114
        ("Undetermined", BounceKind.GIVEN_UP),
        ("Transient", BounceKind.GIVEN_UP),
        ("Permanent", BounceKind.FAILED),
    ],
)
def test_a_notification_that_gives_no_reason_counts_only_if_it_is_for_good(
    bounce_type: str, kind: BounceKind
) -> None:
    recipients = [{"emailAddress": READER}]
    (found,) = read_bounces(notification("bounce", bounceType=bounce_type, bouncedRecipients=recipients))
    assert (found.kind, found.recipient) == (kind, READER)


def test_a_reader_who_says_that_a_message_is_no_spam_is_not_unsubscribed() -> None:
    recipients = [{"emailAddress": READER}]
    spam = notification("complaint", complaintFeedbackType="abuse", complainedRecipients=recipients)
    assert read_bounces(spam)[0].kind is BounceKind.COMPLAINT
    odd = notification("complaint", complaintFeedbackType=["abuse"], complainedRecipients=recipients)
    assert read_bounces(odd)[0].kind is BounceKind.COMPLAINT
    no_spam = notification("complaint", complaintFeedbackType="not-spam", complainedRecipients=recipients)
    with pytest.raises(MailError, match="not a bounce"):
        read_bounces(no_spam)


def test_a_notice_without_a_sender_that_quotes_the_conversation_is_read() -> None:
    """As hMailServer writes it: https://github.com/knadh/listmonk/issues/1162."""
    notice = f"""Return-Path:
Subject: Message undeliverable: A digest
To: yalu@example.org

Your message did not reach some or all of the intended recipients.

   Subject: A digest

The following recipient(s) could not be reached:

{READER}
   Error Type: SMTP
   Remote server (192.0.2.1) issued an error.
   We sent: RCPT TO:<{READER}>
   Remote server replied: 550 5.5.0 Requested action not taken: mailbox unavailable
"""
    (found,) = read_bounces(notice.encode())
    assert (found.kind, found.recipient, found.status) == (BounceKind.FAILED, READER, "5.5.0")


# One-click unsubscribe (RFC 8058)


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b"List-Unsubscribe=One-Click", "headers": {"content-type": "text/plain"}},
        {"content": b"{}", "headers": {"content-type": "application/json", "origin": "https://mail.example"}},
        {},
    ],
)
def test_one_click_works_whatever_the_mail_program_posts_and_looking_changes_nothing(
    tmp_path: Path, body: dict[str, Any]
) -> None:
    """https://github.com/Notifuse/notifuse/issues/362."""
    file = tmp_path / "yalu.db"
    path = urlsplit(LINKED.unsubscribe_url("everything", READER)).path
    with open_archive(file) as archive:
        subscribe(archive, subscription(addresses=(READER, "other@example.org")))
    with served(create_app(file, list, hosts=["127.0.0.1"], secret=LINKED.secret)) as pages:
        assert pages.get(path).status_code == 200
        pages.head(path)
        with open_archive(file) as archive:
            assert READER in archive.subscriptions.all()[0].addresses
        assert pages.post(path, **body).status_code == 200
    with open_archive(file) as archive:
        assert archive.subscriptions.all()[0].addresses == ("other@example.org",)


# What is new


def test_stories_of_the_same_second_are_each_sent_once_also_when_they_are_grouped_late(
    archive: Archive,
) -> None:
    subscribe(archive, subscription(addresses=(READER,), max_stories=50))
    for letter in "abcdefghijkl":
        made = article(url=f"https://a.example/{letter}", title=letter * 9, body=f"{letter * 9} " * 60)
        archive.articles.add(made, None, publisher="p")
    archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(99)], NOW)
    waiting = archive.stories.ungrouped(99)
    sent = []
    for part, hours in ((waiting[:6], 4), (waiting[6:], 28)):
        for stored in part:
            archive.stories.add(placement(stored.id), NOW)
        (made_digest,) = queue_due(archive, [source()], LINKED, NOW + hours * HOUR)
        sent += [each.lead.article.title for each in made_digest.digest.stories]
    assert sorted(sent) == [letter * 9 for letter in "abcdefghijkl"]


# Days and zones


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Europe/Kiev", "Europe/Kyiv"),
    ],
)
def test_an_old_name_of_a_zone_still_works(old: str, new: str) -> None:
    for hours in range(48):
        now = NOW + hours * HOUR
        assert due_period(subscription(timezone=old), (), now) == due_period(
            subscription(timezone=new), (), now
        )


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        # Midnight does not exist on the day of the change.
        ("Africa/Cairo", date(2026, 4, 22)),
        ("America/Santiago", date(2026, 9, 4)),
        ("Asia/Beirut", date(2026, 3, 27)),
        # … or exists twice.
        ("America/Havana", date(2026, 10, 31)),
    ],
)
def test_a_digest_at_midnight_comes_once_a_day_where_the_clock_changes_at_midnight(
    zone: str, first: date
) -> None:
    reader = subscription(timezone=zone, hours=(0,), created_at=datetime(2026, 1, 1, tzinfo=UTC))
    start = datetime(first.year, first.month, first.day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    sent: list[str] = []
    for minutes in range(0, 4 * 24 * 60, 10):
        if key := due_period(reader, sent, start + timedelta(minutes=minutes)):
            sent.append(key)
    assert sent == [str(first + timedelta(days=day)) for day in range(5)]


def test_the_day_that_stands_in_for_a_holiday_is_one() -> None:
    # 15 August 2026 is a Saturday; in Korea, Monday the 17th is off in its place.
    reader = subscription(
        timezone="Asia/Seoul", holidays=("KR",), days=(1, 2, 3, 4, 5), created_at=NOW - 200 * DAY
    )
    monday = datetime(2026, 8, 17, 3, tzinfo=UTC)
    assert due_period(reader, ("2026-08-14",), monday) is None
    assert due_period(reader, ("2026-08-14",), monday + DAY) == "2026-08-18"


# What waits


def outcome(archive: Archive, at: datetime) -> dict[str, str]:
    """States by address, after a round in which every transport accepts."""
    send_waiting(archive, lambda _: "taken", at)
    return {one.address: str(one.state) for one in archive.outbox.newest(9)}


def test_who_unsubscribes_gets_nothing_that_still_waits(archive: Archive) -> None:
    """https://github.com/magento/magento2/pull/32186."""
    one_digest(archive, READER, "other@example.org")
    unsubscribe(archive, "everything", READER)
    assert outcome(archive, NOW + 4 * HOUR) == {READER: "dropped", "other@example.org": "sent"}


def test_what_waits_for_a_removed_subscription_is_dropped(archive: Archive) -> None:
    one_digest(archive, READER)
    archive.subscriptions.remove("everything")
    assert outcome(archive, NOW + 4 * HOUR) == {READER: "dropped"}


def test_what_waits_for_an_address_that_was_taken_out_is_dropped(archive: Archive) -> None:
    one_digest(archive, READER, "other@example.org")
    (made,) = archive.subscriptions.all()
    archive.subscriptions.save(replace(made, addresses=("other@example.org",)))
    assert outcome(archive, NOW + 4 * HOUR) == {READER: "dropped", "other@example.org": "sent"}


def test_a_link_with_other_capitals_unsubscribes_too(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=("Reader@Example.org", "other@example.org")))
    unsubscribe(archive, "everything", READER)
    assert archive.subscriptions.all()[0].addresses == ("other@example.org",)


@pytest.mark.parametrize("fault", [None, Fault.SERVER])
def test_what_was_deferred_while_the_clock_was_ahead_is_sent_when_it_is_right(
    archive: Archive, fault: Fault | None
) -> None:
    """https://github.com/sidekiq-scheduler/sidekiq-scheduler/issues/283."""
    one_digest(archive, READER)

    def fail(_: Delivery) -> str:
        raise MailError("not now", permanent=False, fault=fault)

    send_waiting(archive, fail, NOW + 365 * DAY)
    assert outcome(archive, NOW + DAY) == {READER: "sent"}


def test_what_was_being_sent_while_the_clock_was_ahead_is_sent_when_it_is_right(archive: Archive) -> None:
    one_digest(archive, READER)
    archive.outbox.claim(NOW + 365 * DAY)
    assert outcome(archive, NOW + DAY) == {READER: "sent"}


def test_an_alert_from_the_future_does_not_hold_up_those_of_today(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=(READER,), frequency=Frequency.IMMEDIATE))
    publish(archive)
    assert queue_alerts(archive, [source()], LINKED, NOW + 40 * HOUR)
    publish(archive, url="https://b.example/2", title="Coal barges at Nampo", body="Coal barges. " * 40)
    assert queue_alerts(archive, [source()], LINKED, NOW + HOUR)


@pytest.mark.parametrize("changes", [{"timezone": "US/Atlantis"}, {"holidays": ("XX",)}])
@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.IMMEDIATE])
def test_a_zone_or_country_that_is_gone_holds_up_nobody_else(
    archive: Archive, changes: dict[str, Any], frequency: Frequency
) -> None:
    """https://github.com/zammad/zammad/issues/4320."""
    subscribe(
        archive, subscription(id="a-gone", addresses=("a@example.org",), frequency=frequency, **changes)
    )
    subscribe(archive, subscription(id="b-good", addresses=(READER,), frequency=frequency))
    publish(archive)
    queue_due(archive, [source()], LINKED, NOW + 4 * HOUR)
    queue_alerts(archive, [source()], LINKED, NOW + 4 * HOUR)
    assert READER in {one.address for one in archive.outbox.newest(9)}


def test_a_digest_without_recipients_is_a_file_beside_a_mail_server(
    archive: Archive, server: MailServer, tmp_path: Path
) -> None:
    one_digest(archive)
    transport = by_address(
        smtp_transport(settings(server)), lambda _: "", lambda _: "", folder_transport(tmp_path / "outbox")
    )
    (ended,) = send_waiting(archive, transport, NOW + 4 * HOUR)
    assert (str(ended.state), len(list((tmp_path / "outbox").glob("*.eml")))) == ("sent", 1)


def test_a_message_is_sent_once_although_the_archive_is_locked_when_that_is_recorded(
    archive: Archive,
) -> None:
    """https://github.com/n8bar/CryptoZing/issues/93."""
    one_digest(archive, READER)
    connection_of(archive)._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(archive.path, isolation_level=None, check_same_thread=False)
    sent = []

    def transport(delivery: Delivery) -> str:
        sent.append(delivery.message_id)
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.12, lambda: other.execute("ROLLBACK")).start()
        return "taken"

    send_waiting(archive, transport, NOW + 4 * HOUR)
    assert outcome(archive, NOW + DAY) == {READER: "sent"}
    assert len(sent) == 1
    other.close()


def test_an_old_kind_of_private_address_is_not_public() -> None:
    assert "not a public one" in complaint_of("https://[fec0::1]/hook")
    assert complaint_of("https://[fec0::1]/hook", allow_private=True) == ""


def test_exchange_is_asked_not_to_answer(archive: Archive) -> None:
    """https://github.com/TryGhost/Ghost/pull/25493."""
    one_digest(archive, READER)
    assert sent_message(archive)["X-Auto-Response-Suppress"] == "DR, RN, NRN, OOF, AutoReply"
