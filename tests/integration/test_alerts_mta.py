"""A real mail server (OpenSMTPD, on loopback) takes a digest and delivers it whole."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import strict
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from alerts.delivery import MessageDefaults, queue_due, send_waiting
from alerts.transports import smtp_transport
from storage import open_archive
from tests.samples import NOW, article, placement, source, subscribe, subscription, verdict
from yaluwatch.config import MailSettings

SERVER = shutil.which("smtpd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SENDER = "Yaluwatch <yalu@example.org>"

pytestmark = pytest.mark.skipif(
    SERVER is None or os.geteuid() != 0,
    reason="needs OpenSMTPD (apt-get install opensmtpd) and root to run it",
)


@pytest.fixture
def mailbox() -> Iterator[tuple[int, Path]]:
    """A port that takes mail and the Maildir it goes to."""
    # The server delivers as nobody, who may not enter pytest's own folders.
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield from served(folder)


def served(folder: Path) -> Iterator[tuple[int, Path]]:
    """The server at work, its files in a folder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    rules = folder / "smtpd.conf"
    rules.write_text(
        f"""table readers {{ "@" = "nobody" }}
listen on 127.0.0.1 port {port}
action "keep" maildir "{folder}/box" virtual <readers>
match from any for domain "example.org" action "keep"
"""
    )
    server = subprocess.Popen([str(SERVER), "-d", "-f", str(rules)], stderr=subprocess.DEVNULL)
    for _ in range(50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield port, folder / "box" / "new"
    server.terminate()
    server.wait(timeout=300)


def test_a_real_mail_server_delivers_a_digest_without_a_defect(
    mailbox: tuple[int, Path], tmp_path: Path
) -> None:
    port, box = mailbox
    settings = MailSettings(
        sender=SENDER, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", smtp_timeout_seconds=10
    )
    defaults = MessageDefaults(SENDER, "https://yalu.example", "secret")
    with open_archive(tmp_path / "yalu.db") as archive:
        archive.articles.add(article(title="단둥 세관, 트럭 행렬 — 丹东"), None, publisher="p")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(9)], NOW)
        for stored in archive.stories.ungrouped(9):
            archive.stories.add(placement(stored.id), NOW)
        subscribe(archive, subscription(addresses=("reader@example.org",)))
        (made,) = queue_due(archive, [source()], defaults, NOW.replace(hour=12))
        (sent,) = send_waiting(archive, smtp_transport(settings), NOW.replace(hour=12))
    # While the server delivers, the folder may hold a file of its own beside the message.
    for _ in range(300):
        if box.exists() and len(list(box.iterdir())) == 1:
            break
        time.sleep(0.1)
    (received,) = box.iterdir()
    # The server adds Received lines as long as it likes.
    mail = message_from_bytes(received.read_bytes(), policy=strict.clone(max_line_length=None))
    assert [part.defects for part in mail.walk()] == [[], [], []]
    assert (mail["Subject"], mail["Message-ID"]) == (made.rendered.subject, sent.message_id)
    assert "단둥 세관" in mail["Subject"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    assert "단둥 세관, 트럭 행렬" in plain.get_content()
