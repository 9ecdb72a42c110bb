"""Returned mail: delivery reports and their deviations, plain-text bounces, complaints, automatic replies."""

import json
from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from alerts.bounces import (
    Bounce,
    BounceKind,
    MatchedBy,
    envelope_sender,
    match,
    read_bounces,
    read_verp,
)
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery, DeliveryState

SENDER = "Yaluwatch <yalu@yalu.example>"
SECRET = "a secret of some length"
NOW = datetime(2026, 11, 28, tzinfo=UTC)
ORIGINAL = """Message-ID: <desk.0123@yalu.example>
From: Yaluwatch <yalu@yalu.example>
To: reader@news.example
Subject: [DPRK-China] 27 Nov
List-Id: <desk.yaluwatch.localhost>
"""
FIELDS = """Final-Recipient: rfc822; reader@news.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox
"""


def report(
    status: str,
    *,
    original: str = ORIGINAL,
    kind: str = "message/delivery-status",
    encoding: str = "7bit",
    original_kind: str = "message/rfc822",
    notice: str = "It did not arrive.",
    to: str = "yalu@yalu.example",
) -> bytes:
    """A multipart/report whose second part has these fields."""
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: {to}
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

{notice}

--cut
Content-Type: {kind}
Content-Transfer-Encoding: {encoding}

{status}
--cut
Content-Type: {original_kind}

{original}
text

--cut--
""".encode()


def plain(
    body: str,
    *,
    sender: str = "MAILER-DAEMON@mx.example",
    subject: str = "Returned to you",
    headers: str = "",
) -> bytes:
    """A bounce of one plain text."""
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: yalu@yalu.example\nSubject: {subject}\n{headers}"
        f"Content-Type: text/plain; charset=utf-8\n\n{body}"
    ).encode()


def only(raw: bytes) -> Bounce:
    (bounce,) = read_bounces(raw)
    return bounce


def test_a_report_gives_recipient_status_reply_and_original() -> None:
    assert only(report("Reporting-MTA: dns; mx.example\n\n" + FIELDS)) == Bounce(
        kind=BounceKind.FAILED,
        message_id="<desk.0123@yalu.example>",
        recipient="reader@news.example",
        list_id="desk.yaluwatch.localhost",
        action="failed",
        status="5.1.1",
        diagnostic="smtp; 550 5.1.1 no such mailbox",
    )


REPORTS = {
    "one block": report("Reporting-MTA: dns; mx.example\n" + FIELDS),
    "recipient block only": report(FIELDS),
    "blank line inside": report(FIELDS.replace("Status", "\nStatus")),
    "upper case": report("REPORTING-MTA: DNS; MX\n\n" + FIELDS.upper().replace("FAILED", "Failed (bounced)")),
    "as text/plain": report(FIELDS, kind="text/plain"),
    "base64": report(b64encode(FIELDS.encode()).decode() + "\n", encoding="base64"),
    "quoted-printable": report(FIELDS.replace("reader", "read=\ner"), encoding="quoted-printable"),
    "headers only": report(FIELDS, original_kind="text/rfc822-headers"),
    "RFC 6533": report(FIELDS, kind="message/global-delivery-status", original_kind="message/global-headers"),
    "type on the next line": report(FIELDS, kind="\n message/delivery-status"),
    "broken boundary": report(FIELDS).replace(b'boundary="cut"', b'boundary="lost"'),
    "CRLF": report(FIELDS).replace(b"\n", b"\r\n"),
    "no boundary at the end": report(FIELDS).replace(b"--cut--", b""),
    "forwarded": plain("> " + FIELDS.replace("\n", "\n> ") + "\n\n" + ORIGINAL),
}


@pytest.mark.parametrize("raw", REPORTS.values(), ids=REPORTS)
def test_reports_that_deviate_are_read_too(raw: bytes) -> None:
    bounce = only(raw)
    assert (bounce.kind, bounce.recipient.lower()) == (BounceKind.FAILED, "reader@news.example")
    assert (bounce.status, bounce.is_final) == ("5.1.1", True)
    assert bounce.message_id == "<desk.0123@yalu.example>"


def test_a_report_has_an_entry_for_each_recipient() -> None:
    second = FIELDS.replace("reader", "other").replace("5.1.1", "4.4.1").replace("failed", "delayed")
    for between in ("", "\n"):
        bounces = read_bounces(report(FIELDS + between + second))
        assert [(bounce.recipient, str(bounce.kind)) for bounce in bounces] == [
            ("reader@news.example", "failed"),
            ("other@news.example", "delayed"),
        ]
    assert len(read_bounces(report(FIELDS * 500))) == 100


def test_the_address_before_forwarding_is_kept() -> None:
    bounce = only(report("Original-Recipient: rfc822;reader@news.example\n" + FIELDS.replace("reader", "r2")))
    assert (bounce.recipient, bounce.original_recipient) == ("r2@news.example", "reader@news.example")
    bounce = only(
        report("Original-Recipient: rfc822;reader+40news.example\n" + FIELDS.replace("reader", "r2"))
    )
    assert bounce.original_recipient == "reader@news.example"
    only_original = FIELDS.replace("Final-Recipient", "Original-Recipient")
    assert only(report(only_original)).recipient == "reader@news.example"


def test_addresses_in_other_scripts_are_read() -> None:
    fields = FIELDS.replace("rfc822; reader@news.example", "utf-8; 기자@뉴스.example")
    assert only(report(fields, kind="message/global-delivery-status")).recipient == "기자@뉴스.example"
    fields = FIELDS.replace("rfc822; reader", r"utf-8; r\x{E9}dac")
    assert only(report(fields)).recipient == "rédac@news.example"


def test_a_report_without_address_takes_it_from_the_text() -> None:
    fields = "Action: failed\nStatus: 5.1.1\n"
    bounce = only(report(fields, notice="Mail could not be delivered to:\n\n  <reader@news.example>\n"))
    assert (bounce.recipient, bounce.kind) == ("reader@news.example", BounceKind.FAILED)


KINDS = [
    ("failed", "5.1.1", "550 5.1.1 user unknown", "failed"),
    ("failed", "5.4.4", "host not found", "failed"),
    ("failed", "5.0.0", "550 unknown user", "failed"),
    ("failed", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "failed"),
    ("failed", "5.7.1", "550 5.7.1 no such user here", "failed"),
    ("failed", "5.5.0", "550 5.5.0 mailbox unavailable", "failed"),
    ("failed", "5.2.2", "", "mailbox-full"),
    ("failed", "4.2.2", "", "mailbox-full"),
    ("failed", "5.0.0", "552 the account is over quota", "mailbox-full"),
    ("failed", "5.0.0", "552 no", "mailbox-full"),
    ("failed", "5.7.1", "554 5.7.1 found in dnsbl", "blocked"),
    ("failed", "5.1.1", "550 5.7.1 your host is on our blacklist", "blocked"),
    ("failed", "5.6.0", "content", "blocked"),
    ("failed", "5.3.4", "message too big", "blocked"),
    ("failed", "5.1.8", "sender's domain not found", "blocked"),
    ("failed", "5.0.0", "554 not permitted to relay", "blocked"),
    ("failed", "4.4.7", "", "given-up"),
    ("failed", "", "451 wait", "given-up"),
    ("failed", "5.4.7", "550 5.4.7 expired", "given-up"),
    ("failed", "5.0.0", "connection timed out", "given-up"),
    ("failed", "5.7.13", "525 5.7.13 account disabled", "failed"),
    ("failed", "5.4.4", "no mail exchanger or IP address", "failed"),
    ("failed", "5.0.0", "550 Recipient address rejected: relaying denied", "blocked"),
    ("failed", "5.2.1", "550 5.2.1 this user gets mail at a rate too high", "blocked"),
    ("failed", "5.5.0", "550 protocol violation", "blocked"),
    ("failed", "5.3.0", "mailer error", "given-up"),
    ("delayed", "4.4.1", "", "delayed"),
    ("delivered", "2.0.0", "", "delivered"),
    ("relayed", "2.0.0", "", "delivered"),
    ("expanded", "2.0.0", "", "delivered"),
    ("deliverable", "2.1.5", "", "delivered"),
    # Letters of an address are no reason.
    ("failed", "5.0.0", "550 <spam-quota@block.example>: go away", "failed"),
]


@pytest.mark.parametrize(("action", "status", "said", "kind"), KINDS)
def test_only_what_speaks_against_the_address_is_a_failure(
    action: str, status: str, said: str, kind: str
) -> None:
    fields = f"Final-Recipient: rfc822; a@b.example\nAction: {action}\nDiagnostic-Code: smtp; {said}\n"
    bounce = only(report(fields + (f"Status: {status}\n" if status else "")))
    assert (str(bounce.kind), bounce.is_final) == (kind, kind == "failed")


def test_a_report_that_says_nothing_speaks_against_nobody() -> None:
    bounce = only(report("Final-Recipient: rfc822; a@b.example\n", notice=""))
    assert (bounce.kind, bounce.recipient) == (BounceKind.GIVEN_UP, "a@b.example")


def test_several_recipients_without_address_are_given_as_they_are() -> None:
    fields = "Action: failed\nStatus: 5.1.1\n\n"
    assert [bounce.recipient for bounce in read_bounces(report(fields * 2))] == ["", ""]


def test_a_vague_report_is_explained_by_its_text() -> None:
    fields = "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.0.0\n"
    bounce = only(report(fields, notice="Sorry.\nThe mailbox is full.\n"))
    assert (bounce.kind, bounce.diagnostic) == (BounceKind.MAILBOX_FULL, "The mailbox is full.")


def test_a_report_without_replies_is_explained_by_the_line_of_each_address() -> None:
    fields = "Final-Recipient: rfc822; {}@b.example\nAction: failed\nStatus: 5.0.0\n\n"
    notice = "Sorry.\n\none@b.example: 550 5.1.1 unknown user\ntwo@b.example: 552 5.2.2 mailbox full\n"
    bounces = read_bounces(report(fields.format("one") + fields.format("two"), notice=notice))
    assert [(bounce.status, bounce.diagnostic) for bounce in bounces] == [
        ("5.1.1", "550 5.1.1 unknown user"),
        ("5.2.2", "552 5.2.2 mailbox full"),
    ]


def test_headers_quoted_in_the_notice_are_not_the_original() -> None:
    body = (
        "This is about the message with these fields:\n\n  Message-id: <desk.0123@yalu.example>\n"
        "  From: yalu@yalu.example\n  To: list@news.example\n  Subject: News\n\nIt can't be delivered to:\n\n"
        f"  Recipient address: reader@news.example\n\n{FIELDS}\nReturn-path: <>\n{ORIGINAL}"
    )
    bounce = only(plain(body))
    assert (bounce.recipient, bounce.message_id) == ("reader@news.example", "<desk.0123@yalu.example>")


def test_a_message_id_that_a_relay_replaced_is_given_as_it_is() -> None:
    changed = ORIGINAL.replace("<desk.0123@yalu.example>", "0100@relay.example")
    assert only(report(FIELDS, original=changed)).message_id == "<0100@relay.example>"
    assert only(report(FIELDS, original="Subject: no id")).message_id == ""


# Each in the structure of a family of servers, in other words than theirs.
PLAIN = {
    "qmail": plain(
        "Hello, here is the qmail-send program at mx.example.\nThe mail could not be delivered.\n\n"
        f"<reader@news.example>:\nRemote host said: 550 5.1.1 unknown user\n\n"
        f"--- Below this line is a copy of the mail.\n\nReturn-Path: <yalu@yalu.example>\n{ORIGINAL}\ntext"
    ),
    "Exim": plain(
        "A mail you sent could not be delivered. This error is permanent.\n\n"
        "  reader@news.example\n    host mx.news.example [192.0.2.1]:\n    550 no such user\n\n"
        f"------ This is a copy of your message. ------\n\n{ORIGINAL}\ntext",
        headers="X-Failed-Recipients: reader@news.example\nAuto-Submitted: auto-replied\n",
    ),
    "Postfix": plain(
        "Your mail could not be delivered.\n\n"
        "<reader@news.example>: host mx.news.example[192.0.2.1] said: 550 5.1.1\n    unknown user\n\n"
        f"Received: from a by b\n{ORIGINAL}\ntext"
    ),
    "sendmail": plain(
        "   ----- These addresses had permanent fatal errors -----\n<reader@news.example>\n"
        "    (reason: 550 5.1.1 <reader@news.example>... User unknown)\n\n"
        "   ----- Transcript of session follows -----\n>>> RCPT To:<reader@news.example>\n"
        f"<<< 550 5.1.1 User unknown\n\n   ----- Original message follows -----\n\n{ORIGINAL}"
    ),
    "Exchange": plain(
        "Your message\n\n  To:      reader@news.example\n  Subject: News\n\n"
        "did not reach these recipients:\n\nreader@news.example on Fri, 27 Nov 2026 17:00:00\n"
        f"    The recipient name is not recognized\n\nOriginal message headers:\n\n{ORIGINAL}"
    ),
    "Exchange Online": plain(
        "Delivery has failed to these recipients:\n\nreader@news.example<mailto:reader@news.example>\n"
        "This address couldn't be found.\n\nFor administrators:\n\nreader@news.example\n"
        f"Remote Server returned '550 5.1.10 not found'\n\nOriginal message headers:\n\n{ORIGINAL}",
        sender="postmaster@corp.example",
    ),
    "Gmail": plain(
        "Delivery to this recipient failed permanently:\n\n     reader@news.example\n\n"
        "The other server said: 550 5.1.1 This account does not exist.\n\n"
        f"----- Original message -----\n\n{ORIGINAL}"
    ),
    "Yahoo": plain(
        "Sorry, we were unable to deliver your mail to this address.\n\n<reader@news.example>:\n"
        f"Remote host said: 550 5.1.1 no such user [RCPT_TO]\n\n--- Original message follows.\n\n{ORIGINAL}"
    ),
    "Domino": plain(
        "Your message\n\n  Subject: News\n\nwas not delivered to:\n\n  reader@news.example\n\nbecause:\n\n"
        f"  User reader (reader@news.example) not listed in the directory\n\nReturned message\n\n{ORIGINAL}"
    ),
    "OpenSMTPD": plain(
        "    An error has occurred while trying to deliver to:\n\n"
        f"reader@news.example: 550 5.1.1 no such user\n\n    Below is a copy of the original message:\n\n"
        f"{ORIGINAL}"
    ),
    "m-FILTER": plain(
        "このメールは送信できませんでした。\n次の宛先です。\nreader@news.example\n\n-------server message\n"
        f"550 5.1.1 User unknown\n\n-------original message\n{ORIGINAL}"
    ),
    "DragonFly": plain(
        "There was an error delivering your mail to <reader@news.example>.\n\n"
        "mx.news.example did not like our RCPT:\n550 5.1.1 no such user\n\n"
        f"Message headers follow.\n\n{ORIGINAL}"
    ),
    "a server that asks for help elsewhere": plain(
        "The mail could not be delivered: 550 5.1.1 no such user\n"
        f"Please contact help@mx.example.\n\n--- Original message follows\n\n{ORIGINAL}"
    ),
    "Chinese": plain(
        "抱歉，您的邮件无法投递。\n收件人：\nreader@news.example\n550 查无此人 User not found\n\n"
        f"原始邮件\n\n{ORIGINAL}",
        subject="系统退信",
    ),
    "HTML": plain(
        "<html><style>p {}</style><body><p>Your mail could not be delivered to:</p>"
        "<p><b>reader@news.example</b></p><p>550 5.1.1 no such user</p></body></html>\n",
        headers="In-Reply-To: <desk.0123@yalu.example>\n",
    ).replace(b"text/plain", b"text/html"),
    "headers in a text attachment": report(
        "We had trouble delivering.\n",
        kind="text/plain",
        original_kind="text/plain; name=mailheaders.txt",
        notice="1 error: mx.example rejected recipient <reader@news.example>: [550 5.1.1 User unknown]",
    ),
    "original in a part of its own": plain(
        "--x\nContent-Type: text/plain\n  charset=us-ascii\n\nDelivery errors:\n\n"
        f"reader@news.example [User unknown]\n\n--x\nReceived: from a by b\n{ORIGINAL}\ntext\n--x--\n"
    ).replace(b"text/plain; charset=utf-8", b'multipart/mixed; boundary="x"', 1),
}


@pytest.mark.parametrize("raw", PLAIN.values(), ids=PLAIN)
def test_bounces_in_plain_text_are_read(raw: bytes) -> None:
    bounce = only(raw)
    assert (bounce.kind, bounce.recipient) == (BounceKind.FAILED, "reader@news.example")
    assert bounce.message_id == "<desk.0123@yalu.example>"
    assert bounce.diagnostic


def test_each_recipient_of_a_plain_bounce_has_its_own_reason() -> None:
    body = (
        "Delivery failed.\n\n<a@b.example>:\n550 5.1.1 unknown user\n\n"
        "<c@d.example>:\n552 5.2.2 mailbox full\n"
    )
    assert [(bounce.recipient, str(bounce.kind)) for bounce in read_bounces(plain(body))] == [
        ("a@b.example", "failed"),
        ("c@d.example", "mailbox-full"),
    ]


def test_a_warning_in_plain_text_is_a_delay() -> None:
    body = "Your mail has not yet been delivered to:\n\n  a@b.example\n\nYou do not need to resend it.\n"
    assert only(plain(body)).kind is BounceKind.DELAYED


def test_notices_in_iso_2022_jp_are_read_without_a_charset() -> None:
    raw = plain("").replace(b"; charset=utf-8", b"")
    raw += "宛先が見つかりません。送信できませんでした。\nreader@news.example\n".encode("iso-2022-jp")
    assert (only(raw).recipient, only(raw).kind) == ("reader@news.example", BounceKind.FAILED)


FEEDBACK = f"""From: feedback@provider.example
To: yalu@yalu.example
Subject: Fw: [DPRK-China] 27 Nov
Content-Type: multipart/report; report-type=feedback-report; boundary="cut"

--cut
Content-Type: text/plain

A complaint.

--cut
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: <reader@news.example>

--cut
Content-Type: message/rfc822

{ORIGINAL}
text
--cut--
"""


def test_a_feedback_report_is_a_complaint() -> None:
    bounce = only(FEEDBACK.encode())
    assert (bounce.kind, bounce.recipient) == (BounceKind.COMPLAINT, "reader@news.example")
    assert bounce.message_id == "<desk.0123@yalu.example>"
    assert not bounce.is_final
    hidden = FEEDBACK.replace("Original-Rcpt-To: <reader@news.example>\n", "")
    assert only(hidden.encode()).recipient == "reader@news.example"


def test_a_report_of_something_else_is_no_complaint() -> None:
    for kind in ("not-spam", "auth-failure"):
        with pytest.raises(MailError, match="not a bounce"):
            read_bounces(FEEDBACK.replace("abuse", kind).encode())


def test_a_junk_report_of_outlook_is_a_complaint() -> None:
    original = f"X-HmXmrOriginalRecipient: reader@news.example\n{ORIGINAL}"
    bounce = only(report("", kind="text/plain", original=original))
    assert (bounce.kind, bounce.recipient) == (BounceKind.COMPLAINT, "reader@news.example")


def test_a_request_to_unsubscribe_is_a_complaint() -> None:
    bounce = only(b"From: Reader <reader@news.example>\nTo: yalu@yalu.example\nSubject: Unsubscribe\n\n")
    assert (bounce.kind, bounce.recipient) == (BounceKind.COMPLAINT, "reader@news.example")


SUBJECTS = [
    "Out of office: [DPRK-China] 27 Nov",
    "Automatic reply: [DPRK-China] 27 Nov",
    "부재중 자동응답",
    "자동 회신: 안녕하세요",
    "不在通知",
    "自動返信: お知らせ",
    "自动回复：您好",
    "休假通知",
    "Abwesenheitsnotiz: bis Montag",
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_out_of_office_notes_are_automatic_replies(subject: str) -> None:
    body = "I can't be reached; mail to my old address could not be delivered."
    headers = "In-Reply-To: <desk.0123@yalu.example>\n"
    for title in (subject, f"=?utf-8?b?{b64encode(subject.encode()).decode()}?="):
        bounce = only(plain(body, sender="Reader <reader@news.example>", subject=title, headers=headers))
        assert (bounce.kind, bounce.recipient) == (BounceKind.AUTO_REPLY, "reader@news.example")
        assert bounce.message_id == "<desk.0123@yalu.example>"


def test_a_receipt_is_an_automatic_reply() -> None:
    fields = "Final-Recipient: rfc822; reader@news.example\nOriginal-Message-ID: <desk.0123@yalu.example>\n"
    raw = report(fields, kind="message/disposition-notification", original_kind="text/plain", original="")
    bounce = only(raw.replace(b"MAILER-DAEMON@mx.example", b"reader@news.example").replace(b"Undel", b"Del"))
    assert (bounce.kind, bounce.recipient) == (BounceKind.AUTO_REPLY, "reader@news.example")
    assert bounce.message_id == "<desk.0123@yalu.example>"


@pytest.mark.parametrize(
    "mark", ["Auto-Submitted: auto-replied (vacation)", "X-Autoreply: yes", "Precedence: auto_reply"]
)
def test_headers_mark_automatic_replies_whatever_the_subject(mark: str) -> None:
    bounce = only(plain("Bye.", sender="reader@news.example", subject="Hello", headers=f"{mark}\n"))
    assert (bounce.kind, bounce.message_id) == (BounceKind.AUTO_REPLY, "")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: hello\n\nHello.",
        plain("Thanks!", sender="reader@news.example", subject="Re: [DPRK-China] Cargo rejected"),
        plain(
            "The mail failure at the border: delivery failed, 550 trucks returned.",
            sender="reader@news.example",
            subject="Re: Delivery failure at the border",
        ),
        # A delivery report about nobody.
        report("Reporting-MTA: dns; mx.example\n")
        .replace(b"MAILER-DAEMON", b"someone")
        .replace(b"Undelivered", b""),
    ],
)
def test_other_mail_is_rejected_in_one_sentence(raw: bytes) -> None:
    with pytest.raises(
        MailError, match="this e-mail is not a bounce, a complaint or an automatic reply"
    ) as error:
        read_bounces(raw.replace(b"did not arrive", b"came"))
    assert error.value.permanent


def test_parts_nested_without_end_are_rejected() -> None:
    raw = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))
    with pytest.raises(MailError, match="too many parts") as error:
        read_bounces(raw.encode())
    assert error.value.permanent


def test_odd_encodings_do_not_stop_the_reading() -> None:
    for charset in ("unknown-8bit", "punycode", "idna", "utf-16"):
        raw = PLAIN["qmail"].replace(b"charset=utf-8", b"charset=" + charset.encode() + b"\nX: \xff=?x?q?a?=")
        assert read_bounces(raw + b"\n\xff\xfe")
    broken = plain("", subject="Undelivered mail =?utf-8?b?x?= =?none?q?x?=")
    assert only(broken).recipient == ""
    page = plain(" ", subject="Undelivered mail").replace(b"text/plain", b"text/html")
    assert only(page).recipient == ""


def ses(kind: str, key: str, recipients: list[Any], **more: str) -> dict[str, Any]:
    """A notification of Amazon SES."""
    headers = [{"name": "Message-ID", "value": "<desk.0123@yalu.example>"}]
    return {"notificationType": kind, kind.lower(): {key: recipients, **more}, "mail": {"headers": headers}}


SES = [
    ("failed", ses("Bounce", "bouncedRecipients", [{"emailAddress": "a@b.example", "status": "5.1.1"}])),
    (
        "given-up",
        ses("Bounce", "bouncedRecipients", [{"emailAddress": "a@b.example"}], bounceType="Transient"),
    ),
    ("complaint", ses("Complaint", "complainedRecipients", [{"emailAddress": "a@b.example"}])),
    ("delivered", ses("Delivery", "recipients", ["a@b.example"])),
]


def test_a_notification_without_headers_has_no_message_id() -> None:
    notification = {
        **ses("Delivery", "recipients", ["a@b.example"]),
        "mail": {"headers": [3, {"name": "To"}]},
    }
    assert only(plain(json.dumps(notification))).message_id == ""


@pytest.mark.parametrize(("kind", "notification"), SES)
def test_json_notifications_of_amazon_ses_are_read(kind: str, notification: dict[str, Any]) -> None:
    text = json.dumps(notification)
    for body in (text, json.dumps({"Message": text}) + "\n--\nTo end these mails, click."):
        bounce = only(plain(body, sender="no-reply@sns.example", subject="AWS"))
        assert (str(bounce.kind), bounce.recipient) == (kind, "a@b.example")
        assert bounce.message_id == "<desk.0123@yalu.example>"


@pytest.mark.parametrize(
    "body",
    ["{", "{}", '{"Message": "no"}', '{"Message": "3"}', '{"notificationType": "Bounce", "bounce": 3}'],
)
def test_other_json_is_no_notification(body: str) -> None:
    with pytest.raises(MailError):
        read_bounces(plain(body, sender="no-reply@sns.example", subject="AWS"))


def test_a_verp_address_names_its_delivery_and_nothing_else_does() -> None:
    address = envelope_sender(SENDER, SECRET, 4711)
    assert address.startswith("yalu+bounce=4711-")
    assert address.endswith("@yalu.example")
    assert read_verp(address.upper(), SECRET) == 4711
    assert read_verp(address, "another secret") is None
    assert read_verp(address.replace("4711", "4712"), SECRET) is None
    assert read_verp("yalu@yalu.example", SECRET) is None
    assert read_verp(address, "") is None


def test_a_sender_that_leaves_no_room_is_used_as_it_is() -> None:
    assert envelope_sender(SENDER, "", 1) == "yalu@yalu.example"
    long = "a" * 40 + "@yalu.example"
    assert envelope_sender(long, SECRET, 10**12) == long
    assert envelope_sender("기자@yalu.example", SECRET, 1) == "기자@yalu.example"
    assert len(envelope_sender("a" * 30 + "@yalu.example", SECRET, 10**6).partition("@")[0]) <= 64
    with pytest.raises(MailError, match="not a valid e-mail address"):
        envelope_sender("Yaluwatch", SECRET, 1)


def test_the_address_a_bounce_was_sent_to_is_found() -> None:
    address = envelope_sender(SENDER, SECRET, 7)
    assert only(report(FIELDS, to=address)).verp == address
    assert only(b"Delivered-To: " + address.encode() + b"\n" + report(FIELDS)).verp == address
    assert only(report(FIELDS, original=f"Return-Path: <{address}>\n{ORIGINAL}")).verp == address
    assert only(report(FIELDS)).verp == ""


@dataclass
class Deliveries:
    """A lookup over a few deliveries."""

    known: list[Delivery] = field(default_factory=list)

    def get(self, delivery_id: int) -> Delivery | None:
        return next((each for each in self.known if each.id == delivery_id), None)

    def by_message_id(self, message_id: str) -> Delivery | None:
        return next((each for each in self.known if each.message_id == message_id), None)

    def newest_to(self, address: str, subscription_id: str = "") -> Delivery | None:
        found = [each for each in self.known if each.address == address]
        return next((each for each in reversed(found) if subscription_id in ("", each.subscription_id)), None)


def delivery(number: int, subscription_id: str = "desk", address: str = "reader@news.example") -> Delivery:
    return Delivery(
        id=number,
        subscription_id=subscription_id,
        address=address,
        message_id=f"<{number}@yalu.example>",
        content=b"",
        period_start=NOW,
        period_end=NOW,
        state=DeliveryState.SENT,
    )


OUTBOX = Deliveries([delivery(1), delivery(2, address="other@news.example"), delivery(3, "border")])
BOUNCE = Bounce(kind=BounceKind.FAILED, recipient="reader@news.example", message_id="<made-by-a-relay>")


@pytest.mark.parametrize(
    ("changes", "found", "by"),
    [
        ({"verp": envelope_sender(SENDER, SECRET, 2), "message_id": "<1@yalu.example>"}, 2, MatchedBy.VERP),
        ({"verp": envelope_sender(SENDER, "forged", 2)}, 3, MatchedBy.ADDRESS),
        ({"verp": envelope_sender(SENDER, SECRET, 99)}, 3, MatchedBy.ADDRESS),
        ({"message_id": "<2@yalu.example>"}, 2, MatchedBy.MESSAGE_ID),
        ({"list_id": "desk.yaluwatch.localhost"}, 1, MatchedBy.ADDRESS_AND_LIST),
        ({"list_id": "other.lists.example"}, 3, MatchedBy.ADDRESS),
        ({"list_id": "gone.yaluwatch.localhost"}, 3, MatchedBy.ADDRESS),
        ({"original_recipient": "other@news.example"}, 2, MatchedBy.ADDRESS),
        ({"recipient": "stranger@news.example"}, None, MatchedBy.NOTHING),
        ({"recipient": "", "message_id": ""}, None, MatchedBy.NOTHING),
    ],
)
def test_a_bounce_belongs_to_the_delivery_with_the_best_evidence(
    changes: dict[str, str], found: int | None, by: MatchedBy
) -> None:
    bounce = replace(BOUNCE, **changes)  # type: ignore[arg-type]
    result = match(bounce, OUTBOX, SECRET)
    assert (result.delivery.id if result.delivery else None, result.by) == (found, by)
    assert result.bounce is bounce
