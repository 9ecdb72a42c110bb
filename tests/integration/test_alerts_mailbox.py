"""Picking up returned mail from a Maildir and from a small IMAP server."""

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from alerts.bounces import ImapAccount, MaildirMailbox, PickUp, imap_mailbox, pick_up
from yaluwatch.errors import ArchiveLocked, MailError


def subject(content: bytes) -> str:
    """The handler of these tests; refuses what is unreadable."""
    if not content.startswith(b"Subject: "):
        raise MailError("not a bounce", permanent=True)
    return content.splitlines()[0].decode()


def locked(_: bytes) -> str:
    raise ArchiveLocked("adding a bounce")


def later(_: bytes) -> str:
    raise MailError("try again", permanent=False)


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    return tmp_path / "Maildir"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_maildir_is_emptied_into_its_subfolders(maildir: Path) -> None:
    (maildir / "new" / "1.a").write_bytes(b"Subject: one\n\n")
    (maildir / "cur" / "2.b:2,F").write_bytes(b"Subject: two\n\n")
    (maildir / "new" / "3.c").write_bytes(b"\x00")
    (maildir / "new" / ".hidden").write_bytes(b"")
    result = pick_up(MaildirMailbox(maildir), subject)
    assert sorted(result.processed) == [("1.a", "Subject: one"), ("2.b:2,F", "Subject: two")]
    assert result.unreadable == (("3.c", "not a bounce"),)
    assert files(maildir) == [
        ".Processed/cur/1.a:2,S",
        ".Processed/cur/2.b:2,FS",
        ".Processed/maildirfolder",
        ".Unreadable/cur/3.c:2,S",
        ".Unreadable/maildirfolder",
        "new/.hidden",
    ]
    assert pick_up(MaildirMailbox(maildir), subject) == PickUp()


def test_a_message_stays_in_the_maildir_until_it_is_handled(maildir: Path) -> None:
    (maildir / "new" / "1.a").write_bytes(b"Subject: one\n\n")
    with pytest.raises(ArchiveLocked):
        pick_up(MaildirMailbox(maildir), locked)
    with pytest.raises(MailError, match="try again"):
        pick_up(MaildirMailbox(maildir), later)
    assert files(maildir) == ["new/1.a"]
    assert len(pick_up(MaildirMailbox(maildir), subject).processed) == 1


def test_putting_a_message_away_twice_is_harmless(maildir: Path) -> None:
    (maildir / "new" / "1.a").write_bytes(b"Subject: one\n\n")
    mailbox = MaildirMailbox(maildir)
    mailbox.done("1.a", ok=True)
    mailbox.done("1.a", ok=True)
    assert files(maildir) == [".Processed/cur/1.a:2,S", ".Processed/maildirfolder"]


def test_a_round_is_bounded_in_number_and_size(maildir: Path) -> None:
    for number in range(5):
        (maildir / "new" / f"{number}.a").write_bytes(b"Subject: x\n\n" + b"x" * 2_000_000)
    sizes = []

    def handle(content: bytes) -> str:
        sizes.append(len(content))
        return ""

    assert len(pick_up(MaildirMailbox(maildir), handle, limit=3).processed) == 3
    assert sizes == [1_000_000] * 3
    assert len(list((maildir / "new").iterdir())) == 2


def test_a_maildir_that_is_none_is_named(tmp_path: Path, maildir: Path) -> None:
    with pytest.raises(MailError, match=f"{tmp_path} is not a Maildir") as error:
        pick_up(MaildirMailbox(tmp_path), subject)
    assert not error.value.permanent
    (maildir / ".Processed").write_text("a file where the folder should be")
    (maildir / "new" / "1.a").write_bytes(b"Subject: one\n\n")
    with pytest.raises(MailError, match=r"1\.a can't be moved"):
        pick_up(MaildirMailbox(maildir), subject)


@dataclass
class Folders:
    """What the IMAP server holds: folders, each uid → (content, flags)."""

    capabilities: str = "IMAP4rev1 UIDPLUS MOVE"
    boxes: dict[str, dict[int, tuple[bytes, set[str]]]] = field(default_factory=lambda: {"INBOX": {}})
    #: Commands received.
    log: list[str] = field(default_factory=list)
    #: Cut the connection at this command.
    cut_at: str = ""

    def put(self, *contents: bytes) -> None:
        for uid, content in enumerate(contents, start=len(self.boxes["INBOX"]) + 1):
            self.boxes["INBOX"][uid] = (content, set())

    def contents(self, name: str) -> list[bytes]:
        return [content for content, _ in self.boxes.get(name, {}).values()]


def answer(folders: Folders, command: str) -> list[bytes]:
    """What the server answers to a command: untagged lines and the last, without its tag."""
    box = folders.boxes["INBOX"]
    words = [word.strip('"') for word in command.split()]
    match words[0].upper(), words[1:]:
        case "CAPABILITY", _:
            return [f"* CAPABILITY {folders.capabilities}".encode(), b"OK done"]
        case "LOGIN", [_, password]:
            return [b"OK hello" if password == "right" else b"NO [AUTHENTICATIONFAILED] wrong password"]
        case ("SELECT", [name]):
            return [b"* 3 EXISTS", b"OK selected"] if name in folders.boxes else [b"NO no such folder"]
        case "CREATE", [name]:
            if name in folders.boxes or name == "Forbidden":
                return [b"NO can't create"]
            folders.boxes[name] = {}
            return [b"OK created"]
        case "UID", ["SEARCH", *_]:
            waiting = [str(uid) for uid, (_, flags) in box.items() if r"\Deleted" not in flags]
            return [f"* SEARCH {' '.join(waiting)}".rstrip().encode(), b"OK found"]
        case "UID", ["FETCH", uid, *_]:
            size = int(re.findall(r"<0\.(\d+)>", command)[0])
            content = box[int(uid)][0][:size] if int(uid) in box else None
            if content is None:
                return [b"OK nothing"]
            return [
                b"* %s FETCH (UID %s BODY[]<0> {%d}\r\n%s)"
                % (uid.encode(), uid.encode(), len(content), content),
                b"OK fetched",
            ]
        case "UID", ["MOVE" | "COPY" as how, uid, name]:
            if name not in folders.boxes:
                return [b"NO [TRYCREATE] no such folder"]
            if int(uid) in box:
                folders.boxes[name][int(uid)] = (box[int(uid)][0], set())
                if how == "MOVE":
                    del box[int(uid)]
            return [b"OK moved"]
        case "UID", ["STORE", uid, *_]:
            box[int(uid)][1].add(r"\Deleted")
            return [b"OK stored"]
        case "UID", ["EXPUNGE", uid]:
            del box[int(uid)]
            return [b"OK expunged"]
        case "LOGOUT", _:
            return [b"* BYE", b"OK bye"]
    return [b"BAD what?"]


@contextmanager
def imap_server(folders: Folders) -> Iterator[int]:
    """A server on a free port of this machine; gives the port."""

    class Session(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True

        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                folders.log.append(command)
                if folders.cut_at and command.upper().startswith(folders.cut_at):
                    return
                *untagged, last = answer(folders, command)
                lines = [*untagged, tag.encode() + b" " + last]
                self.wfile.write(b"".join(line + b"\r\n" for line in lines))
                if command.upper() == "LOGOUT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def account(port: int, **changes: Any) -> ImapAccount:
    wanted: dict[str, Any] = {"user": "yalu", "password": "right", "security": "none", **changes}
    return ImapAccount(host="127.0.0.1", port=port, timeout_seconds=5, **wanted)


def round_of(folders: Folders, /, handle: Callable[[bytes], str] = subject, **changes: Any) -> PickUp:
    with imap_server(folders) as port, imap_mailbox(account(port, **changes)) as mailbox:
        return pick_up(mailbox, handle)


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 UIDPLUS MOVE", "IMAP4rev1 UIDPLUS", "IMAP4rev1"])
def test_messages_are_moved_after_they_were_handled(capabilities: str) -> None:
    folders = Folders(capabilities)
    folders.put(b"Subject: one\r\n\r\n", b"\x00\xff", b"Subject: three\r\n\r\n")
    result = round_of(folders)
    assert result.processed == (("1", "Subject: one"), ("3", "Subject: three"))
    assert result.unreadable == (("2", "not a bounce"),)
    assert folders.contents("Processed") == [b"Subject: one\r\n\r\n", b"Subject: three\r\n\r\n"]
    assert folders.contents("Unreadable") == [b"\x00\xff"]
    # Without UIDPLUS they stay behind, marked, and are not handled again.
    assert len(folders.contents("INBOX")) == (0 if "UIDPLUS" in capabilities else 3)
    assert round_of(folders) == PickUp()
    assert folders.log[-1] == "LOGOUT"
    assert not any(command.upper().startswith("EXPUNGE") for command in folders.log)


def test_a_message_stays_in_its_folder_until_it_is_handled() -> None:
    folders = Folders()
    folders.put(b"Subject: one\r\n\r\n")
    with pytest.raises(ArchiveLocked):
        round_of(folders, locked)
    assert len(folders.contents("INBOX")) == 1
    assert len(round_of(folders).processed) == 1


def test_a_round_over_imap_is_bounded_in_number_and_size() -> None:
    folders = Folders()
    folders.put(b"Subject: large\r\n\r\n" + b"x" * 2_000_000, *[b"Subject: x\r\n\r\n"] * 250)
    sizes = []

    def handle(content: bytes) -> str:
        sizes.append(len(content))
        return ""

    assert len(round_of(folders, handle).processed) == 200
    assert sizes[0] == 1_000_000
    assert len(folders.contents("INBOX")) == 51


def test_a_message_that_another_program_took_is_skipped(maildir: Path) -> None:
    for name in ("1.a", "2.b"):
        (maildir / "new" / name).write_bytes(b"Subject: one\n\n")

    def empty(content: bytes) -> str:
        for path in (maildir / "new").iterdir():
            path.unlink()
        return subject(content)

    assert len(pick_up(MaildirMailbox(maildir), empty).processed) == 1
    folders = Folders()
    folders.put(b"Subject: one\r\n\r\n", b"Subject: two\r\n\r\n")

    def handle(content: bytes) -> str:
        folders.boxes["INBOX"].pop(2, None)
        return subject(content)

    assert len(round_of(folders, handle).processed) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password": "wrong"}, "wrong password"),
        ({"folder": 'Bo"unces'}, "can't be opened: no such folder"),
        ({"folder": "반송"}, "ascii"),
        ({"security": "tls"}, "SSL"),
        ({"security": "starttls"}, "TLS"),
        ({"processed": "Forbidden"}, "UID MOVE failed: .*no such folder"),
    ],
)
def test_problems_of_the_server_are_temporary_and_name_it(changes: dict[str, Any], message: str) -> None:
    folders = Folders()
    folders.put(b"Subject: one\r\n\r\n")
    with pytest.raises(MailError, match=rf"yalu@127\.0\.0\.1:\d+.*{message}") as error:
        round_of(folders, **changes)
    assert not error.value.permanent
    assert "right" not in str(error.value)
    assert len(folders.contents("INBOX")) == 1


@pytest.mark.parametrize("command", ["UID SEARCH", "UID FETCH", "UID MOVE", "LOGIN"])
def test_a_lost_connection_is_temporary(command: str) -> None:
    folders = Folders(cut_at=command)
    folders.put(b"Subject: one\r\n\r\n")
    with pytest.raises(MailError, match=r"127\.0\.0\.1") as error:
        round_of(folders)
    assert not error.value.permanent
    assert len(folders.contents("INBOX")) == 1


def test_a_server_that_is_down_is_named() -> None:
    with imap_server(Folders()) as port:
        pass
    with (
        pytest.raises(MailError, match=rf"yalu@127\.0\.0\.1:{port}/INBOX"),
        imap_mailbox(account(port)) as mailbox,
    ):
        pick_up(mailbox, subject)
