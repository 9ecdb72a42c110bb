"""A connection to a mail server, with limits on the time it takes and on the size of its replies."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from typing_extensions import Buffer

from yaluwatch.config import MailSettings

#: Time for one whole message, as a multiple of the time the server has for each reply.
TOTAL_TIMEOUTS = 3
#: Maximum size of one reply, bytes; RFC 5321, section 4.5.3.1.5, asks for 512 a line.
MAX_REPLY_BYTES = 64_000


class _Utf8(str):
    """Text that smtplib, which asks for ASCII, gets as UTF-8 (RFC 4616).

    smtplib can't log in with other letters: https://github.com/python/cpython/issues/73936
    """

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:  # noqa: ARG002
        """The text in UTF-8, whatever is asked for."""
        return super().encode("utf-8", errors)


class _Replies:
    """The server's replies, read from a socket, with a limit on the size of each."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.left = MAX_REPLY_BYTES

    def readline(self, limit: int) -> bytes:
        """One line. Raises SMTPServerDisconnected for a reply that does not end."""
        line: bytes = self._file.readline(limit)
        self.left -= len(line)
        if self.left < 0:
            raise smtplib.SMTPServerDisconnected(f"its reply is longer than {MAX_REPLY_BYTES} bytes")
        return line

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Connection(smtplib.SMTP):
    """smtplib's client, whose replies are limited in size and which another thread can cut."""

    def __init__(self, settings: MailSettings) -> None:
        self._uses_tls = settings.smtp_security == "tls"
        self._wire: socket.socket | None = None
        self._is_cut = False
        seconds = settings.smtp_timeout_seconds
        self._deadline = threading.Timer(seconds * TOTAL_TIMEOUTS, self.cut)
        self._deadline.daemon = True
        self._deadline.start()
        try:
            super().__init__(settings.smtp_host, settings.smtp_port, timeout=seconds)
        except BaseException:
            self._deadline.cancel()
            self._hang_up()
            raise

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Cut the connection when the block takes longer."""
        timer = threading.Timer(seconds, self.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def opened(self) -> None:
        """End the time limit on opening the connection."""
        self._deadline.cancel()

    def cut(self) -> None:
        """End every read and write on the connection, in any thread."""
        self._is_cut = True
        if self._wire is not None:
            with suppress(OSError):
                self._wire.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Say goodbye, and close."""
        with suppress(smtplib.SMTPException, OSError, ValueError), self.limited(1):
            self.quit()
        self._deadline.cancel()
        self._hang_up()

    def _hang_up(self) -> None:
        self.close()
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def getreply(self) -> tuple[int, bytes]:
        """One reply, at most `MAX_REPLY_BYTES` long."""
        if self.file is None and self.sock is not None:
            self.file = _Replies(self.sock.makefile("rb"))
        if isinstance(self.file, _Replies):
            self.file.left = MAX_REPLY_BYTES
        code, reply = super().getreply()
        if self._is_cut:
            raise smtplib.SMTPServerDisconnected("it took too long, or the program is stopping")
        if code < 0:
            # smtplib's callers would take it for acceptance, and later replies for those of other commands.
            self.close()
            raise smtplib.SMTPServerDisconnected("its reply has no reply code")
        return code, reply

    def auth_plain(self, challenge: Buffer | None = None) -> str:
        """User and password for AUTH PLAIN."""
        return _Utf8(super().auth_plain(challenge))

    def auth_login(self, challenge: Buffer | None = None) -> str:
        """User or password, one after the other, for AUTH LOGIN."""
        # smtplib's type does not say that it may be None.
        answer = super().auth_login(challenge)
        return _Utf8(answer) if answer else answer

    # smtplib.SMTP_SSL opens its connection by the same method.
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        # A duplicate stays valid when TLS takes over the socket, and shutting it down ends both.
        self._wire = plain.dup()
        if self._is_cut:
            self.cut()
        if not self._uses_tls:
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def connected(settings: MailSettings) -> Connection:
    """A connection that is encrypted and logged in as configured."""
    server = Connection(settings)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, _Utf8(settings.smtp_password.get_secret_value()))
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.end()
        raise
    server.opened()
    return server
