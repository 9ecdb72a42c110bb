"""How mail is set up from the settings."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.bounces import envelope_sender
from scheduler import mailing
from storage import Archive, open_archive
from tests.mail_server import MailServer, serving
from tests.samples import NOW, subscribe, subscription
from yaluwatch.config import DigestSettings, MailSettings, Settings, TranslationSettings
from yaluwatch.errors import MailError, SettingsError


@pytest.mark.parametrize(
    ("url", "host", "port", "security", "user", "folder"),
    [
        ("imaps://yalu@mail.example.org", "mail.example.org", 993, "tls", "yalu", "INBOX"),
        ("imaps://y%40a.org@mail.example.org/Bounces", "mail.example.org", 993, "tls", "y@a.org", "Bounces"),
        ("imap://yalu@10.0.0.1:1143/INBOX", "10.0.0.1", 1143, "starttls", "yalu", "INBOX"),
    ],
)
def test_an_imap_mailbox_is_named_by_a_url(
    url: str, host: str, port: int, security: str, user: str, folder: str
) -> None:
    account = mailing.imap_account(url, "secret")
    assert (account.host, account.port, account.security) == (host, port, security)
    assert (account.user, account.password, account.folder) == (user, "secret", folder)


@pytest.mark.parametrize(
    "url", ["imaps://mail.example.org", "pop3://yalu@mail.example.org", "imaps://yalu@", "imaps://y@[::1/"]
)
def test_a_url_that_names_no_imap_mailbox_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"mail\.bounce_mailbox"):
        mailing.imap_account(url, "secret")


def test_weights_and_age_come_from_the_settings(tmp_path: Path) -> None:
    digest = DigestSettings(news_hours=24, weight_subject=0.9, smuggling=0.3, tourism=1.0, closures=0.1)
    made = mailing.preferences(Settings(data=tmp_path, digest=digest))
    assert made.news_hours == 24
    assert made.translate is None
    assert made.weights is not None
    assert (made.weights.subject, made.weights.closures) == (0.9, 0.1)
    assert (made.weights.topics["smuggling"], made.weights.topics["tourism"]) == (0.3, 1.0)


def test_translation_needs_an_archive_to_keep_it_and_complete_settings(tmp_path: Path) -> None:
    complete = TranslationSettings(service="libretranslate", url="http://127.0.0.1:9")
    settings = Settings(data=tmp_path, translation=complete)
    with open_archive(settings.archive) as archive:
        assert mailing.preferences(settings, archive).translate is not None
        assert mailing.preferences(settings).translate is None
        broken = settings.model_copy(update={"translation": TranslationSettings(service="openai")})
        with pytest.raises(SettingsError, match=r"translation\.url"):
            mailing.preferences(broken, archive)


def sent(settings: Settings, archive: Archive) -> int:
    """Send one digest to one reader; returns its number."""
    subscribe(archive, subscription(addresses=("reader@example.org",)))
    mailing.compose(archive, settings, [], NOW + timedelta(hours=4))
    (delivery,) = mailing.send(settings, NOW + timedelta(hours=4))
    assert str(delivery.state) == "sent"
    return delivery.id


def test_a_signed_envelope_sender_finds_the_message_whatever_the_bounce_says(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret of this test")
    with serving(MailServer()) as server, open_archive(tmp_path / "yalu.db") as archive:
        mail = MailSettings(
            sender="Yaluwatch <yalu@example.org>",
            smtp_host="127.0.0.1",
            smtp_port=server.port,
            smtp_security="none",
            verp=True,
        )
        settings = Settings(data=tmp_path, mail=mail)
        number = sent(settings, archive)
        named = envelope_sender(mail.sender, settings.secret, number)
        assert server.senders == [named]
        bounce = f"""From: MAILER-DAEMON@elsewhere.example
To: {named}
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; elsewhere.example

Final-Recipient: rfc822; someone-else@elsewhere.example
Action: failed
Status: 5.1.1

--b--
"""
        (line,) = mailing.take_one(archive, settings, bounce.encode(), NOW)
        assert line == "reader@example.org: failed 5.1.1 (counted)"
        assert archive.subscriptions.recipient("everything", "reader@example.org").hard_bounces == 1
        with pytest.raises(MailError, match="not a bounce"):
            mailing.take_one(archive, settings, b"Subject: hello\n\nHello.", NOW)


def test_a_mailbox_that_can_not_be_reached_is_named(tmp_path: Path) -> None:
    mail = MailSettings(bounce_mailbox="imap://yalu@127.0.0.1:1/INBOX", bounce_password="x")
    settings = Settings(data=tmp_path, mail=mail)
    with open_archive(settings.archive) as archive, pytest.raises(MailError, match=r"127\.0\.0\.1"):
        mailing.take_returned_mail(archive, settings, NOW)


def test_a_service_that_stops_leaves_the_rest_of_the_mailbox_for_the_next_time(tmp_path: Path) -> None:
    box = tmp_path / "Maildir"
    for name in ("new", "cur", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "new" / "1").write_text("Subject: hello")
    stop = threading.Event()
    stop.set()
    settings = Settings(data=tmp_path)
    with open_archive(settings.archive) as archive, pytest.raises(MailError, match="stopping"):
        mailing.take_returned_mail(archive, settings, NOW, str(box), stop)
    assert [file.name for file in (box / "new").iterdir()] == ["1"]
