"""Returned mail in a folder of an IMAP server (RFC 9051, RFC 3501)."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from alerts.bounces.mailbox import MAX_MESSAGES
from alerts.bounces.parts import MAX_BYTES
from yaluwatch.errors import MailError


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """Where returned mail arrives, and how to log in."""

    host: str
    port: int = 993
    #: "tls" (implicit), "starttls" or "none".
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str
    password: str
    #: Folder to read.
    folder: str = "INBOX"
    #: Folders that messages are moved into, created if they are missing. Some servers want a prefix:
    #: "INBOX.Processed". Letters beyond ASCII are not supported.
    processed: str = "Processed"
    unreadable: str = "Unreadable"
    timeout_seconds: int = 30

    def __repr__(self) -> str:
        """The account without its password, so that it may stand in logs."""
        return f"ImapAccount({self.user}@{self.host}:{self.port}/{self.folder})"


class ImapMailbox:
    """A folder on an open connection; see `imap_mailbox`."""

    def __init__(self, server: imaplib.IMAP4, account: ImapAccount) -> None:
        self._server = server
        self._account = account
        self._created: set[str] = set()

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Messages that wait, oldest first; of each the first `MAX_BYTES`. Marks none as read."""
        # Without UIDPLUS a moved message stays behind with this mark.
        (found,) = self._call("UID SEARCH", "SEARCH", "UNDELETED")[:1]
        uids = sorted(int(uid) for uid in (found or b"").split())
        for uid in uids[:MAX_MESSAGES]:
            answer = self._call("UID FETCH", "FETCH", str(uid), f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
            content = next((item[1] for item in answer if isinstance(item, tuple)), None)
            # None: another program moved the message since the search.
            if content is not None:
                yield str(uid), content

    def done(self, uid: str, ok: bool) -> None:
        """Move a message; one that is already gone stays gone."""
        folder = _quoted(self._account.processed if ok else self._account.unreadable)
        self._create(folder)
        # RFC 6851. Else RFC 3501: a crash after the copy leaves a second copy, never none.
        if "MOVE" in self._server.capabilities:
            self._call("UID MOVE", "MOVE", uid, folder)
            return
        self._call("UID COPY", "COPY", uid, folder)
        self._call("UID STORE", "STORE", uid, "+FLAGS.SILENT", r"(\Deleted \Seen)")
        # A plain EXPUNGE would remove messages that other programs marked.
        if "UIDPLUS" in self._server.capabilities:
            self._call("UID EXPUNGE", "EXPUNGE", uid)

    def _create(self, folder: str) -> None:
        if folder in self._created:
            return
        self._created.add(folder)
        with _named(self._account):
            # NO means that it exists; if it could not be created for another reason, moving says so.
            self._server.create(folder)

    def _call(self, name: str, command: str, *arguments: str) -> list[Any]:
        with _named(self._account):
            status, answer = self._server.uid(command, *arguments)
        if status != "OK":
            raise MailError(f"{self._account!r}: {name} failed: {_text(answer)}", permanent=False)
        return answer


@contextmanager
def imap_mailbox(account: ImapAccount) -> Iterator[ImapMailbox]:
    """The mailbox of an account, logged out afterwards. Raises a temporary MailError naming the host."""
    with _named(account):
        server = _connected(account)
    try:
        with _named(account):
            server.login(account.user, account.password)
            # Servers may announce MOVE and UIDPLUS only after the login.
            status, answer = server.capability()
            server.capabilities = tuple(_text(answer).upper().split())
            status, answer = server.select(_quoted(account.folder))
        if status != "OK":
            raise MailError(f"{account!r} can't be opened: {_text(answer)}", permanent=False)
        yield ImapMailbox(server, account)
    finally:
        _close(server)


def _connected(account: ImapAccount) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if account.security == "tls":
        return imaplib.IMAP4_SSL(
            account.host, account.port, ssl_context=context, timeout=account.timeout_seconds
        )
    server = imaplib.IMAP4(account.host, account.port, timeout=account.timeout_seconds)
    if account.security == "starttls":
        try:
            server.starttls(context)
        except (imaplib.IMAP4.error, OSError):
            _close(server)
            raise
    return server


def _close(server: imaplib.IMAP4) -> None:
    # The work is done or has failed already; a connection lost here changes nothing.
    with suppress(imaplib.IMAP4.error, OSError):
        server.logout()
    # After a lost connection, `logout` leaves the socket open.
    with suppress(OSError):
        server.shutdown()


@contextmanager
def _named(account: ImapAccount) -> Iterator[None]:
    try:
        yield
    except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
        raise MailError(f"{account!r}: {error}", permanent=False) from error


def _quoted(folder: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", folder) + '"'


def _text(answer: list[Any]) -> str:
    parts = [item.decode(errors="replace") if isinstance(item, bytes) else str(item) for item in answer]
    return " ".join(parts)
