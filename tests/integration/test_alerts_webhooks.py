"""Digests posted as JSON, signed, to a server on this machine that answers as a test says."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from alerts.delivery import MessageDefaults, queue_due, send_waiting
from alerts.transports import (
    by_address,
    chat_transport,
    folder_transport,
    shown_address,
    webhook_secret,
    webhook_transport,
)
from alerts.transports.chats import complaint_of_chat
from alerts.transports.webhooks import complaint_of
from storage import Archive, open_archive
from tests.samples import NOW, article, placement, source, subscribe, subscription, verdict
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery

DEFAULTS = MessageDefaults("Yalu <y@example.org>", "http://yalu.example", "s3cret")


class Receiver:
    """Takes what is posted and answers with the next of `answers`: a status, "hang" or "drop"."""

    def __init__(self) -> None:
        self.answers: list[int | str] = []
        self.posted: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.posted.append(({name.lower(): value for name, value in self.headers.items()}, body))
                answer = receiver.answers.pop(0) if receiver.answers else 200
                if answer == "hang":
                    time.sleep(1.5)
                if isinstance(answer, str):
                    self.close_connection = True
                    return
                self.send_response(answer)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(b"as you say")

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def archive(tmp_path: Path, receiver: Receiver) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        opened.articles.add(article(title="밀수 단속 <강화>"), None, publisher="Courier Press")
        opened.verdicts.add([(stored, verdict()) for stored in opened.verdicts.untagged(10)], NOW)
        for stored in opened.stories.ungrouped(10):
            opened.stories.add(placement(stored.id), NOW)
        subscribe(opened, subscription(addresses=(receiver.url, "a@example.org")))
        queue_due(opened, [source()], DEFAULTS, NOW + timedelta(hours=4))
        yield opened


def send(archive: Archive, tmp_path: Path, hours: float) -> dict[str, Delivery]:
    now = NOW + timedelta(hours=4 + hours)
    webhook = webhook_transport("s3cret", "Yaluwatch/test", lambda: now, allow_private=True)
    ended = send_waiting(
        archive, by_address(folder_transport(tmp_path / "out"), webhook, chat_transport()), now
    )
    return {delivery.address: delivery for delivery in ended}


def test_a_digest_is_posted_signed_and_told_as_the_mail_tells_it(
    archive: Archive, receiver: Receiver, tmp_path: Path
) -> None:
    ended = send(archive, tmp_path, 0)
    assert {address: str(delivery.state) for address, delivery in ended.items()} == {
        receiver.url: "sent",
        "a@example.org": "sent",
    }
    ((headers, body),) = receiver.posted
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(webhook_secret("s3cret", "everything").removeprefix("whsec_"))
    made = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{made}"
    data = json.loads(body)
    (story,) = data["stories"]
    assert story["title"] == "밀수 단속 <강화>"
    assert story["quotes"][0]["text"]
    assert story["archive_url"].startswith("http://yalu.example/articles/")
    assert data["subscription"]["id"] == "everything"
    assert b"Subject:" in ended["a@example.org"].content


@pytest.mark.parametrize("answer", [500, 404, 302, "hang", "drop"])
def test_a_refused_post_is_tried_again_under_the_same_id(
    archive: Archive, receiver: Receiver, tmp_path: Path, answer: int | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.transports.webhooks.TIMEOUT", 0.5)
    receiver.answers = [answer]
    assert str(send(archive, tmp_path, 0)[receiver.url].state) == "deferred"
    assert str(send(archive, tmp_path, 1)[receiver.url].state) == "sent"
    (first, body), (second, again) = receiver.posted
    assert first["webhook-id"] == second["webhook-id"]
    assert body == again
    doubts = {delivery.address: delivery.doubts for delivery in archive.outbox.newest(9)}
    assert doubts[receiver.url] == (answer in {"hang", "drop"})


def test_an_address_that_is_gone_ends_it(archive: Archive, receiver: Receiver, tmp_path: Path) -> None:
    receiver.answers = [410]
    ended = send(archive, tmp_path, 0)[receiver.url]
    assert (str(ended.state), "410 as you say" in ended.detail) == ("failed", True)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example/x", "use https"),
        ("https://", "no host"),
        ("https://me:pass@hooks.example/", "password"),
        ("https://hooks.example/services/T0/B0", ""),
        ("http://localhost:9000/", "not a public one"),
        ("https://127.0.0.1/", "not a public one"),
        ("https://[::1]:9000/", "not a public one"),
        ("https://10.1.2.3/hook", "not a public one"),
        ("https://169.254.169.254/latest", "not a public one"),
        ("https://hooks.example:99999/", "not a valid URL"),
    ],
)
def test_an_address_nothing_can_be_posted_to_is_refused(url: str, why: str) -> None:
    assert why in complaint_of(url)
    assert bool(why) == bool(complaint_of(url))


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("http://localhost:9000/", True),
        ("http://10.1.2.3/", True),
        ("https://169.254.169.254/latest", False),
        ("http://hooks.example/", False),
    ],
)
def test_an_operator_can_allow_private_addresses_but_never_link_local_ones(
    url: str, *, is_allowed: bool
) -> None:
    assert (complaint_of(url, allow_private=True) == "") == is_allowed


@pytest.mark.parametrize("kind", ["endless body", "endless header", "drip"])
def test_a_receiver_that_never_stops_answering_takes_neither_memory_nor_time(
    archive: Archive, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.transports.webhooks.TIMEOUT", 1.0)
    sent = 0

    def talk(client: socket.socket) -> None:
        nonlocal sent
        with suppress(OSError), client:
            client.recv(65_536)
            start = b"HTTP/1.1 200 OK\r\n" if kind != "endless body" else b"HTTP/1.1 500 No\r\n\r\n"
            client.sendall(start)
            while True:
                piece = b"x" if kind == "drip" else b"x-a: " + b"y" * 60_000 + b"\r\n"
                client.sendall(piece)
                sent += len(piece)
                time.sleep(0.2 if kind == "drip" else 0)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        threading.Thread(target=lambda: talk(listener.accept()[0]), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
        subscribe(archive, subscription(id="hook", addresses=(url,)))
        queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))
        webhook = webhook_transport("s3cret", "Yaluwatch/test", lambda: NOW, allow_private=True)
        (claimed,) = [one for one in archive.outbox.newest(9) if one.address == url]
        started = time.monotonic()
        with pytest.raises(MailError):
            webhook(claimed)
        assert time.monotonic() - started < 20
    assert sent < 50_000_000


def test_a_webhook_on_this_computer_is_refused_when_it_connects(
    archive: Archive, receiver: Receiver, tmp_path: Path
) -> None:
    now = NOW + timedelta(hours=4)
    webhook = webhook_transport("s3cret", "Yaluwatch/test", lambda: now)
    channels = by_address(folder_transport(tmp_path / "out"), webhook, chat_transport())
    ended = {delivery.address: delivery for delivery in send_waiting(archive, channels, now)}
    assert str(ended[receiver.url].state) == "deferred"
    assert "not a public one" in ended[receiver.url].detail
    assert receiver.posted == []
    assert str(ended["a@example.org"].state) == "sent"


def test_a_digest_goes_to_a_chat_through_apprise(
    archive: Archive, receiver: Receiver, tmp_path: Path
) -> None:
    pytest.importorskip("apprise")
    # Apprise's own address for "post it as JSON", the same way as to a chat.
    chat = receiver.url.replace("http://", "json://")
    subscribe(archive, subscription(id="chat", addresses=(chat,)))
    queue_due(archive, [source()], DEFAULTS, NOW + timedelta(hours=4))
    receiver.answers = [200, 500]
    assert str(send(archive, tmp_path, 0)[chat].state) == "deferred"
    assert str(send(archive, tmp_path, 1)[chat].state) == "sent"
    told = json.loads(receiver.posted[-1][1])
    assert told["title"].startswith("[DPRK–China] 24 Nov: 1 story")
    assert "밀수 단속 <강화>" in told["message"]
    assert len(told["message"]) <= 3600


def test_a_chat_nobody_knows_is_refused_and_its_key_is_not_shown() -> None:
    pytest.importorskip("apprise")
    assert complaint_of_chat("tgram://123456789:abcdefg_hijklmnop/12315544/") == ""
    assert "does not support this address" in complaint_of_chat("nosuch://x/y")
    assert shown_address("slack://TokenA/TokenB/TokenC/") == "slack://…"
    assert shown_address("https://user@hooks.example/services/T0/B0") == "https://hooks.example/…"
    assert shown_address("a@example.org") == "a@example.org"
