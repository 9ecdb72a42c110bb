"""`yalu doctor` on installations in every state, and its probes against servers on this machine."""

import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from typer.testing import CliRunner, Result

from alerts.bounces import ImapAccount
from cli.app import app
from crawler.sources import write_sources
from monitoring.installation import Finding, network
from monitoring.installation import Result as Level
from storage import Instance, open_archive
from tests.integration.test_alerts_mailbox import Folders, imap_server
from tests.mail_server import MailServer, plain_login, serving
from tests.samples import source
from tests.web_server import served
from web import create_app
from yaluwatch import __version__
from yaluwatch.config import MailSettings, WebSettings
from yaluwatch.owner import new_owner

#: Seconds a healthy server has; what hangs on purpose gets `SHORT`.
LONG, SHORT = 60.0, 1.0
PASSWORD = "hunter2-secret"


pytestmark = pytest.mark.usefixtures("free_web_port")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    assert run(folder, "init").exit_code == 0
    return folder


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def examined(data: Path, *options: str) -> dict[str, dict[str, Any]]:
    """The findings by name."""
    found = json.loads(run(data, "doctor", "--json", *(options or ("--offline",))).stdout)
    return {one["check"]: one for one in found}


def worst(data: Path) -> set[str]:
    """Names of what failed."""
    return {name for name, one in examined(data).items() if one["result"] == "fail"}


def test_a_new_installation_passes_within_80_columns(data: Path) -> None:
    done = run(data, "doctor", "--offline")
    assert done.exit_code == 0, done.output
    assert "0 failures" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80 + len(str(data))
    assert examined(data)["clock compared"]["result"] == "skipped"


def test_without_a_data_folder_it_says_how_to_make_one_and_makes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "none"
    done = run(data, "doctor", "--offline")
    assert done.exit_code == 1
    assert "source list, data folder, archive" in str(done.exception)
    assert "do: yalu init" in done.stdout
    assert not data.exists()


@pytest.mark.parametrize(
    ("file", "content", "check", "said"),
    [
        ("config.toml", '[mail]\nsmtp_hst = "x"\n', "settings", "did you mean mail.smtp_host"),
        ("config.toml", "[mail]\nsmtp_port = 0\n", "settings", "mail.smtp_port"),
        ("config.toml", "not toml", "settings", "can't be read"),
        ("config.toml", '[jobs]\ntag = "hourly"\n', "settings", "jobs.tag"),
        ("sources.toml", '[[source]]\nid = "x"\n', "source list", "sources.toml"),
        ("words/topics.toml", "[[topic", "word lists", "topics.toml"),
    ],
)
def test_a_bad_file_is_named_and_the_rest_examined(
    data: Path, file: str, content: str, check: str, said: str
) -> None:
    (data / file).parent.mkdir(exist_ok=True)
    (data / file).write_text(content)
    found = examined(data)
    assert {name for name, one in found.items() if one["result"] == "fail"} == {check}
    assert said in found[check]["detail"]
    assert found["file"]["result"] == "ok"
    assert run(data, "doctor", "--offline").exit_code == 1


def test_a_newer_archive_is_said_and_not_examined(data: Path) -> None:
    db = Database(data / "yalu.db")
    db.table("_sqlite_migrations").insert(
        {"migration_set": "yaluwatch", "name": "m9999_later", "applied_at": "2027"}, alter=True
    )
    db.close()
    found = examined(data)
    assert "newer yalu" in found["schema"]["detail"]
    assert found["schema"]["result"] == "fail"
    assert "file" not in found


def test_it_changes_nothing(data: Path) -> None:
    def state() -> dict[str, bytes]:
        found = {str(path): path.read_bytes() for path in data.rglob("*") if path.is_file()}
        return {name: content for name, content in found.items() if not name.endswith(("-shm", "-wal"))}

    before = state()
    assert run(data, "doctor", "--offline").exit_code == 0
    assert state() == before


def test_a_folder_that_can_not_be_written_and_other_faults_at_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "secret").unlink()
    monkeypatch.setattr(
        import_module("monitoring.measure"), "_folder_error", lambda _: "nothing can be written: quota"
    )
    found = examined(data)
    assert found["data folder"]["detail"] == "nothing can be written: quota."
    assert found["key of links"]["help"] == "yalu upgrade"


@contextmanager
def service_of(data: Path, **changes: Any) -> Iterator[None]:
    """A process that says it runs the service of an archive."""
    now = datetime.now(UTC)
    values = {"version": __version__, "started_at": now, "seen_at": now, **changes}
    with open_archive(data / "yalu.db") as archive:
        archive.jobs.appear(Instance(new_owner(), socket.gethostname(), os.getpid(), **values))
    yield


def test_our_own_service_may_have_the_port(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = create_app(data / "yalu.db", list, hosts=["127.0.0.1"])
    with service_of(data), served(made) as client:
        monkeypatch.setenv("YALUWATCH_WEB_PORT", str(client.base_url.port))
        found = examined(data, "--offline", "--timeout", str(LONG))
        assert found["port"]["detail"].startswith("Our own service has port")
        assert found["service"]["result"] == "ok"


def test_a_service_with_another_version_or_refused_settings_is_a_warning(data: Path) -> None:
    with service_of(data, version="0.0.1"):
        assert "with version 0.0.1" in examined(data)["service"]["detail"]
    with service_of(data, problem="web.port is not valid"):
        assert "refused new settings" in examined(data)["service"]["detail"]
    with service_of(data, seen_at=datetime.now(UTC) - timedelta(hours=1)):
        found = examined(data)["service"]
        assert (found["result"], found["help"]) == ("warn", "yalu run")


def test_a_port_that_another_program_has(data: Path) -> None:
    def of(port: int, seconds: float = LONG, *, is_running: bool = False) -> Finding:
        return network.port(WebSettings(port=port), seconds, is_running=is_running)

    assert of(free_port()).result is Level.OK
    assert "nothing listens" in of(free_port(), is_running=True).detail
    # One that says nothing, and one that answers like many programs do.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "Another program" in of(silent.getsockname()[1], SHORT).detail
    with answering({"content-type": "application/json"}, b'{"status": "ok"}') as port:
        assert of(port).result is Level.FAIL
    with answering({}, b'{"status": "ok", "sources_healthy": 2}') as port:
        assert "another data folder" in of(port).detail
        assert of(port, is_running=True).result is Level.OK
    nowhere = network.port(WebSettings(host="192.0.2.1"), SHORT, is_running=False)
    assert (nowhere.result, nowhere.help) == (Level.FAIL, "set web.host")


def mail(port: int, **changes: Any) -> MailSettings:
    values = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", **changes}
    return MailSettings(**values)


def test_the_log_in_is_tried_and_nothing_is_sent() -> None:
    heard: list[str] = []

    class Listening(MailServer):
        def say(self, wire: Any, command: str, usual: str) -> bool:
            heard.append(command)
            return super().say(wire, command, usual)

    with serving(Listening()) as server:
        found = network.smtp(mail(server.port, smtp_user="yalu", smtp_password=PASSWORD), LONG)
        assert (found.result, "yalu can log in" in found.detail) == (Level.OK, True)
        assert network.smtp(mail(server.port), LONG).result is Level.OK
    assert set(heard) <= {"banner", "ehlo", "auth"}
    assert (server.received, server.senders) == ([], [])


@pytest.mark.parametrize(
    ("server", "changes", "said", "helps"),
    [
        (MailServer(answers={"auth": f"535 no: {PASSWORD}"}), {}, "535 no: ***", "mail.smtp_password"),
        (
            MailServer(answers={"auth": f"535 no: {plain_login('yalu', PASSWORD)}"}),
            {},
            "535 no: ***",
            "mail.smtp_password",
        ),
        (MailServer(answers={"auth": "454 later"}), {}, "454 later", "try again later"),
        (MailServer(extensions=("8BITMIME",)), {}, "AUTH", "mail.smtp_user"),
        (MailServer(), {"smtp_security": "starttls"}, "STARTTLS", "mail.smtp_security"),
        (MailServer(), {"smtp_security": "tls"}, "", "there is no TLS at this port"),
        (MailServer(answers={"banner": "554 go away"}), {}, "554", "mail.smtp_host"),
        (MailServer(answers={"banner": ""}), {}, "", "slow server"),
    ],
)
def test_what_a_mail_server_refuses_is_said_without_the_password(
    server: MailServer, changes: dict[str, Any], said: str, helps: str
) -> None:
    with serving(server):
        values = {"smtp_user": "yalu", "smtp_password": PASSWORD, **changes}
        found = network.smtp(mail(server.port, **values), LONG)
    assert found.result is Level.FAIL
    assert said in found.detail
    assert helps in found.help
    assert PASSWORD not in found.detail


def test_a_mail_server_that_is_down_or_hangs() -> None:
    found = network.smtp(mail(free_port()), LONG)
    assert (found.detail.endswith("Connection refused."), "nothing listens" in found.help) == (True, True)
    named_badly = network.smtp(mail(25, smtp_host=f"{'a' * 70}.example"), LONG)
    assert "name server" in named_badly.help
    with serving(MailServer(drip=(b" ", 30.0))) as server:
        found = network.smtp(mail(server.port), SHORT)
    assert found.result is Level.FAIL
    assert "--timeout 60" in found.help


def test_a_mail_server_that_hangs_does_not_hold_up_the_command(data: Path) -> None:
    with serving(MailServer(drip=(b"2", 0.2))) as server:
        (data / "config.toml").write_text(
            f'[mail]\nsmtp_host = "127.0.0.1"\nsmtp_port = {server.port}\nsmtp_security = "none"\n'
            f'smtp_user = "yalu"\nsmtp_password = "{PASSWORD}"\n'
        )
        write_sources(data / "sources.toml", [source(paused=True)])
        command = [sys.executable, "-m", "cli", "--data", str(data), "doctor", "--timeout", "1"]
        # Ends although the thread of the probe has not.
        ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 1
    assert "FAIL mail server" in ended.stdout
    assert "Traceback" not in ended.stderr
    assert PASSWORD not in ended.stdout + ended.stderr


def account(port: int, **changes: Any) -> Callable[[str], ImapAccount]:
    values: dict[str, Any] = {"user": "yalu", "password": "right", "security": "none", **changes}
    return lambda _: ImapAccount(host="127.0.0.1", port=port, **values)


def test_the_mailbox_of_returned_mail_is_opened_and_left_as_it_is(tmp_path: Path) -> None:
    folders = Folders()
    folders.put(b"Subject: one\r\n\r\n")
    with imap_server(folders) as port:
        assert network.mailbox("imap://x", account(port), LONG).result is Level.OK
        wrong = network.mailbox("imap://x", account(port, password=PASSWORD), LONG)
        assert "AUTHENTICATIONFAILED" in wrong.detail
        assert "mail.bounce_password" in wrong.help
        gone = network.mailbox("imap://x", account(port, folder="Gone"), LONG)
        assert ("no such folder" in gone.detail, "folder" in gone.help) == (True, True)
        plain = network.mailbox("imap://x", account(port, security="tls"), LONG)
        assert "there is no TLS" in plain.help
    assert not any(command.upper().startswith(("UID", "CREATE")) for command in folders.log)
    assert len(folders.contents("INBOX")) == 1
    folders.cut_at = "LOGIN"
    with imap_server(folders) as port:
        assert "its port" in network.mailbox("imap://x", account(port), LONG).help
    assert "nothing listens" in network.mailbox("imap://x", account(free_port()), LONG).help
    assert network.mailbox(str(tmp_path), account(0), LONG).result is Level.FAIL
    (tmp_path / "new").mkdir()
    assert network.mailbox(str(tmp_path), account(0), LONG).result is Level.OK


def test_the_mailbox_and_the_signature_are_examined_from_the_settings(data: Path) -> None:
    with imap_server(Folders()) as port:
        (data / "config.toml").write_text(
            f'[mail]\nbounce_mailbox = "imaps://yalu@127.0.0.1:{port}/INBOX"\ndkim_selector = "s"\n'
        )
        write_sources(data / "sources.toml", [source(paused=True)])
        found = examined(data, "--timeout", str(LONG))
        assert found["bounce mailbox"]["result"] == "fail"
        assert "mail.dkim_key_file" in found["mail signature"]["detail"]
        assert "clock compared" not in found
        assert examined(data)["bounce mailbox"]["result"] == "skipped"
    key = data / "key.pem"
    subprocess.run(
        ["openssl", "genrsa", "-traditional", "-out", str(key), "1024"], check=True, capture_output=True
    )
    (data / "config.toml").write_text(
        '[mail]\nsender = "yalu@example.org"\nbounce_mailbox = "ftp://x"\n'
        f'dkim_selector = "s"\ndkim_key_file = "{key}"\n'
    )
    found = examined(data, "--timeout", str(LONG))
    assert found["mail signature"]["result"] == "ok"
    assert "mail.bounce_mailbox" in found["bounce mailbox"]["detail"]


@contextmanager
def answering(headers: dict[str, str], body: bytes = b"") -> Iterator[int]:
    """A web server that gives one answer to everything; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(200)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.server_port
        server.shutdown()


NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def compared(*headers: dict[str, str]) -> Finding:
    """The clock, which says `NOW`, compared with servers that answer with these headers."""
    with all_answering(headers) as ports:
        urls = [f"http://127.0.0.1:{port}/robots.txt" for port in ports]
        return network.clock(urls, "Yaluwatch/test", LONG, lambda: NOW)


@contextmanager
def all_answering(headers: tuple[dict[str, str], ...]) -> Iterator[list[int]]:
    if not headers:
        yield []
        return
    with answering(headers[0]) as port, all_answering(headers[1:]) as others:
        yield [port, *others]


def at(offset: timedelta, **more: str) -> dict[str, str]:
    return {"Date": format_datetime(NOW + offset, usegmt=True), **more}


def test_the_clock_is_compared_with_that_of_sources() -> None:
    minute = timedelta(minutes=1)
    assert compared(at(timedelta(seconds=2))).result is Level.OK
    behind = compared(at(3 * minute))
    assert (behind.result, "behind" in behind.detail) == (Level.WARN, True)
    ahead = compared(at(-9 * minute))
    assert (ahead.result, "9 minutes ahead of" in ahead.detail) == (Level.FAIL, True)
    # From a cache, half an hour old; some caches write their own date beside the age.
    for date in (-30 * minute, timedelta()):
        assert compared(at(date, Age="1800")).result is Level.SKIPPED
        assert compared(at(date, Age="1800"), at(timedelta(), Age="0")).result is Level.OK
    # One of the servers is wrong, not we.
    assert compared(at(-90 * minute), at(timedelta())).result is Level.OK
    for said in ({}, {"Date": "yesterday"}, {"Date": "Tue, 99 Nov 2026 25:00:00 GMT"}, at(minute, Age="x")):
        assert compared(said).result is Level.SKIPPED
    assert network.clock([f"http://127.0.0.1:{free_port()}/"], "", LONG, lambda: NOW).result is Level.SKIPPED


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for localhost that vouches for itself, valid for 30 days, and its key."""
    made, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", *kind, *name, "-keyout", str(key), "-out", str(made)],
        check=True,
        capture_output=True,
    )
    return made, key


@contextmanager
def tls_server(certificate: tuple[Path, Path]) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with suppress(OSError), client, context.wrap_socket(client, server_side=True) as wire:
                    wire.recv(1)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_the_certificate_of_the_public_address(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    with tls_server(certificate) as port:
        url = f"https://localhost:{port}/x"
        distrusted = network.public_page(url, LONG, lambda: now)
        assert (distrusted.result, "not accepted" in distrusted.detail) == (Level.FAIL, True)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert "valid until" in network.public_page(url, LONG, lambda: now).detail
        soon = network.public_page(url, LONG, lambda: now + timedelta(days=25))
        assert (soon.result, soon.help) == (Level.WARN, "renew the certificate")
        mail = MailSettings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="tls")
        assert "name in the certificate" in network.smtp(mail, LONG).help


def test_the_public_address_may_be_reachable_for_others_only() -> None:
    def of(url: str, seconds: float = LONG) -> Finding:
        return network.public_page(url, seconds, lambda: NOW)

    assert of(f"https://127.0.0.1:{free_port()}").result is Level.WARN
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert of(f"http://127.0.0.1:{port}").result is Level.OK
        started = time.monotonic()
        assert of(f"https://127.0.0.1:{port}", SHORT).result is Level.WARN
        assert time.monotonic() - started < 30
    with answering({}) as port:
        assert "no TLS" in of(f"https://127.0.0.1:{port}").help
    assert of(f"https://{'a' * 70}.example/").result is Level.FAIL
