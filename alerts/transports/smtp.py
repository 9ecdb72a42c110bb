"""Sends messages by SMTP (RFC 5321): one connection for many messages, with limits on time and size.

Who is to blame for a rejection depends on the command it answers. An answer to RCPT TO speaks about the
recipient, unless it names us; a rejected log-in, sender or message speaks about us. See `smtp_faults`.
"""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alerts.transports.addresses import envelope_address
from alerts.transports.dkim import signed
from alerts.transports.smtp_connection import TOTAL_TIMEOUTS, Connection, connected
from alerts.transports.smtp_faults import About, about_content, about_rcpt, about_us
from yaluwatch.config import MailSettings
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery, Fault
from yaluwatch.text import clean_line

#: Messages sent over one connection before a new one is opened; servers close long ones.
MAX_PER_CONNECTION = 50
# Maximum length of a server's reason kept in an error, characters.
_MAX_REASON = 300

#: The reply code of a server that closes the connection (RFC 5321, section 3.8).
_CLOSING = 421


def smtp_transport(
    settings: MailSettings, sender_of: Callable[[Delivery], str] | None = None
) -> "SmtpTransport":
    """Sends messages through the configured server; `sender_of` as in `SmtpTransport`."""
    return SmtpTransport(settings, sender_of)


def check_login(settings: MailSettings) -> None:
    """Connect, encrypt and log in as for a message, and leave without sending one. Raises MailError."""
    transport = SmtpTransport(settings)
    try:
        transport.connect()
    finally:
        transport.close()


class SmtpTransport:
    """Sends one message after the other through the configured server. For one thread at a time.

    `sender_of` gives the envelope sender of a message; without it, all have the address in mail.sender.
    """

    def __init__(self, settings: MailSettings, sender_of: Callable[[Delivery], str] | None = None) -> None:
        self._settings = settings
        self._sender_of = sender_of or (lambda _: settings.sender)
        self._connection: Connection | None = None
        self._sent = 0
        self._is_aborted = False

    def __call__(self, delivery: Delivery) -> str:
        """Send a message; returns a note for the delivery log. Raises MailError."""
        content = signed(delivery.content, self._settings)
        try:
            return self._send(delivery, content)
        except MailError:
            self._reset()
            raise

    def connect(self) -> None:
        """Open the connection now rather than for the first message. Raises MailError."""
        self._open()

    def close(self) -> None:
        """Close the connection; the next message opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.end()

    def abort(self) -> None:
        """Cut the connection at once, from any thread; the message being sent fails temporarily."""
        self._is_aborted = True
        if (connection := self._connection) is not None:
            connection.cut()

    def _reset(self) -> None:
        """Make the connection ready for the next message, or close it if it is broken."""
        if self._connection is None:
            return
        try:
            with self._connection.limited(self._settings.smtp_timeout_seconds):
                code, _ = self._connection.rset()
        except (smtplib.SMTPException, OSError, ValueError):
            code = _CLOSING
        if not _is_accepted(code):
            self.close()

    def _send(self, delivery: Delivery, content: bytes) -> str:
        if self._sent >= MAX_PER_CONNECTION:
            self.close()
        is_reused = self._connection is not None
        try:
            return self._transaction(self._open(), delivery, content)
        except _StaleConnectionError as stale:
            # Nothing of this message was accepted, so it is safe to start again.
            self.close()
            if not is_reused:
                raise stale.error from stale
        return self._transaction(self._open(), delivery, content)

    def _open(self) -> Connection:
        if self._connection is None:
            with self._errors_as(about_us, fault=Fault.SERVER):
                self._connection = connected(self._settings)
            self._sent = 0
            if self._is_aborted:
                self._connection.cut()
        return self._connection

    def _transaction(self, server: Connection, delivery: Delivery, content: bytes) -> str:
        where = self._settings.smtp_host
        with server.limited(self._settings.smtp_timeout_seconds * TOTAL_TIMEOUTS):
            self._begin(server, delivery, content)
            address = envelope_address(delivery.address, smtputf8=server.has_extn("smtputf8"))
            with self._errors_as(about_rcpt):
                code, reply = server.rcpt(address)
            if not _is_accepted(code):
                raise self._rejection(f"{where} rejected {delivery.address}", code, reply, about_rcpt)
            with self._errors_as(about_content, is_doubtful=True):
                code, reply = server.data(content)
            if not _is_accepted(code):
                what = f"{where} rejected the message to {delivery.address}"
                raise self._rejection(what, code, reply, about_content)
        self._sent += 1
        return f"accepted by {where}"

    def _begin(self, server: Connection, delivery: Delivery, content: bytes) -> None:
        """Greet the server, and name the sender. Raises _StaleConnectionError if it has hung up."""
        options = ["BODY=8BITMIME"] if not content.isascii() and server.has_extn("8bitmime") else []
        if not (content.isascii() and delivery.address.isascii()) and server.has_extn("smtputf8"):
            options.append("SMTPUTF8")
        sender = self._sender(delivery, server)
        try:
            with self._errors_as(about_us, fault=Fault.SERVER):
                code, reply = server.mail(sender, options)
        except MailError as error:
            raise _StaleConnectionError(error) from error
        if not _is_accepted(code):
            what = f"{self._settings.smtp_host} rejected the sender"
            rejection = self._rejection(what, code, reply, about_us)
            raise _StaleConnectionError(rejection) if code == _CLOSING else rejection

    def _sender(self, delivery: Delivery, server: Connection) -> str:
        try:
            return envelope_address(self._sender_of(delivery), smtputf8=server.has_extn("smtputf8"))
        except MailError as error:
            raise MailError(f"mail.sender: {error}", permanent=False, fault=Fault.SERVER) from error

    def _rejection(self, what: str, code: int, reply: bytes | str, about: About) -> MailError:
        reason = clean_line(reply.decode(errors="replace") if isinstance(reply, bytes) else reply)
        fault = about(code, reason)
        return MailError(
            f"{what}: {code} {reason[:_MAX_REASON]}", permanent=fault is Fault.ADDRESS, fault=fault
        )

    @contextmanager
    def _errors_as(
        self, about: About, *, fault: Fault | None = None, is_doubtful: bool = False
    ) -> Iterator[None]:
        """Raise what smtplib, the socket and TLS raise as MailError.

        `about` says what a reply shows to be wrong, `fault` what a broken connection does.
        """
        where = f"{self._settings.smtp_host}:{self._settings.smtp_port}"
        try:
            yield
        except smtplib.SMTPResponseException as error:
            reply = error.smtp_error
            raise self._rejection(where, error.smtp_code, reply, about) from error
        # smtplib lets ValueError through for replies it can't parse and text it can't encode.
        except (smtplib.SMTPException, OSError, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise MailError(
                f"{where}: {clean_line(reason)[:_MAX_REASON]}",
                permanent=False,
                doubtful=is_doubtful,
                fault=fault,
            ) from error


def _is_accepted(code: int) -> bool:
    """Whether a reply code says that the command was carried out (RFC 5321 §4.2.1)."""
    return 200 <= code < 300


class _StaleConnectionError(Exception):
    """The server closed the connection before it accepted anything of the message."""

    def __init__(self, error: MailError) -> None:
        super().__init__(str(error))
        self.error = error
