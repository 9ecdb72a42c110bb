"""Probes of what the service talks to. Nothing is sent to anyone, and nothing is changed."""

import base64
import errno
import imaplib
import json
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from alerts.bounces import ImapAccount, MaildirMailbox, imap_mailbox
from alerts.transports import check_login
from monitoring.installation.findings import Finding, Result, sentence
from monitoring.limits import CLOCK_MOVED
from monitoring.words import length, moment
from yaluwatch.config import MailSettings, WebSettings
from yaluwatch.errors import MailError

#: A certificate is usually renewed a month before it ends.
_RENEWED_BEFORE = timedelta(days=14)
#: A clock this wrong is worth a look; answers have whole seconds and take a while.
_CLOCK_OFF = timedelta(seconds=60)


def smtp(mail: MailSettings, seconds: float) -> Finding:
    """Log in to the mail server as for a message, and leave without sending one."""
    name, where = "mail server", f"{mail.smtp_host}:{mail.smtp_port}"
    # The limit is for each answer, and a few of them make a log-in.
    limited = mail.model_copy(update={"smtp_timeout_seconds": min(seconds, mail.smtp_timeout_seconds)})
    try:
        check_login(limited)
    except MailError as error:
        text = masked(_failure(where, error), mail.smtp_user, mail.smtp_password.get_secret_value())
        return Finding(name, Result.FAIL, sentence(text), _smtp_help(error.__cause__, seconds))
    done = f"and {mail.smtp_user} can log in" if mail.smtp_user else "without a log-in"
    return Finding(name, Result.OK, f"{where} answers ({mail.smtp_security}) {done}.")


def _smtp_help(cause: BaseException | None, seconds: float) -> str:
    match cause:
        case smtplib.SMTPAuthenticationError() if cause.smtp_code < 500:
            return "try again later: the server can't check passwords now"
        case smtplib.SMTPAuthenticationError():
            return "check mail.smtp_user and mail.smtp_password; some want a password for apps"
        case smtplib.SMTPNotSupportedError():
            return "check mail.smtp_port (587, or 465 with tls), mail.smtp_security, mail.smtp_user"
        case _:
            return _connection_help(cause, "mail.smtp_host", "mail.smtp_port, mail.smtp_security", seconds)


def mailbox(where: str, account_of: Callable[[str], ImapAccount], seconds: float) -> Finding:
    """Log in to the mailbox of returned mail, or look into the Maildir; reads and moves no message."""
    name = "bounce mailbox"
    if "://" not in where:
        return _maildir(name, Path(where))
    account = account_of(where)
    limited = ImapAccount(
        host=account.host,
        port=account.port,
        security=account.security,
        user=account.user,
        password=account.password,
        folder=account.folder,
        timeout_seconds=max(1, int(seconds)),
    )
    try:
        with imap_mailbox(limited):
            return Finding(name, Result.OK, f"{account.user} can open {account.folder} on {account.host}.")
    except MailError as error:
        text = masked(_failure(f"{account.host}:{account.port}", error), account.user, account.password)
        return Finding(name, Result.FAIL, sentence(text), _mailbox_help(error.__cause__, seconds))


def _mailbox_help(cause: BaseException | None, seconds: float) -> str:
    # A lost connection is one of the errors of imaplib, too.
    if isinstance(cause, imaplib.IMAP4.error) and not isinstance(cause, imaplib.IMAP4.abort):
        return "check the user in mail.bounce_mailbox, and mail.bounce_password"
    if cause is None:
        return "check the folder in mail.bounce_mailbox"
    return _connection_help(cause, "mail.bounce_mailbox", "its port", seconds)


def _maildir(name: str, folder: Path) -> Finding:
    try:
        next(MaildirMailbox(folder).messages(), None)
    except MailError as error:
        return Finding(name, Result.FAIL, sentence(error), "set mail.bounce_mailbox")
    return Finding(name, Result.OK, f"The Maildir {folder} can be read.")


def public_page(url: str, seconds: float, now: Callable[[], datetime]) -> Finding:
    """Whether the host of web.public_url has a name, answers, and has a certificate valid for long."""
    name, parts = "public address", urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    address = (host, parts.port or (443 if is_tls else 80))
    try:
        with socket.create_connection(address, timeout=seconds) as plain:
            ends_at = _certificate_end(plain, host) if is_tls else None
    except (socket.gaierror, ssl.SSLError, UnicodeError) as error:
        reason = _reason(error)
        helps = _connection_help(error, "web.public_url", "the certificate", seconds)
        return Finding(name, Result.FAIL, f"{host}: {reason}.", helps)
    except OSError as error:
        # Many networks don't lead back to their own public address.
        detail = f"{host} can't be reached from this computer ({_reason(error)}), perhaps from others."
        return Finding(name, Result.WARN, detail, f"open {url} elsewhere")
    if ends_at is None:
        return Finding(name, Result.OK, f"{host} answers, without encryption.")
    left = ends_at - now()
    if left < _RENEWED_BEFORE:
        detail = f"The certificate of {host} ends in {length(left)}."
        return Finding(name, Result.WARN, detail, "renew the certificate")
    return Finding(name, Result.OK, f"{host} answers; its certificate is valid until {moment(ends_at)}.")


def _certificate_end(plain: socket.socket, host: str) -> datetime:
    with ssl.create_default_context().wrap_socket(plain, server_hostname=host) as wire:
        found = wire.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)


def clock(urls: list[str], agent: str, seconds: float, now: Callable[[], datetime]) -> Finding:
    """Compare the clock with what servers say at `urls`, of which only robots.txt is asked for."""
    name, off = "clock compared", sorted(_offsets(urls, agent, seconds, now), key=abs)
    if not off:
        detail = "None of the sources asked has said what time it is."
        return Finding(name, Result.SKIPPED, detail)
    # A wrong clock elsewhere is no reason to distrust our own.
    span = off[0]
    if abs(span) < _CLOCK_OFF:
        return Finding(name, Result.OK, "The clock agrees with that of a source.")
    way = "ahead of" if span > timedelta() else "behind"
    detail = f"The clock is {length(span)} {way} those of {len(off)} of the sources."
    return Finding(name, Result.FAIL if abs(span) >= CLOCK_MOVED else Result.WARN, detail, "timedatectl")


def _offsets(urls: list[str], agent: str, seconds: float, now: Callable[[], datetime]) -> Iterator[timedelta]:
    """By how much our clock is ahead of each server that says its time; negative if it is behind."""
    for url in urls:
        try:
            # The same everywhere: as the sources are crawled, without a proxy from the environment.
            answer = httpx.head(
                url, timeout=seconds / len(urls), headers={"user-agent": agent}, trust_env=False
            )
            # The date of an answer from a cache is that of its origin, or that of the cache (RFC 9111).
            if answer.headers.get("age", "0") == "0":
                yield now() - parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
        except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError, OverflowError):
            # Also for a server whose Date is none.
            continue


def port(web: WebSettings, seconds: float, *, is_running: bool) -> Finding:
    """Whether the port of the pages is free, or taken by our own service."""
    name, where = "port", f"port {web.port} of {web.host or 'every address'}"
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    try:
        with closing(socket.create_server((web.host, web.port), family=family)):
            pass
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _taken(name, where, web, seconds, is_running=is_running)
        helps = "set web.port above 1023" if error.errno == errno.EACCES else "set web.host"
        return Finding(name, Result.FAIL, f"Pages can't be served at {where}: {_reason(error)}.", helps)
    if is_running:
        detail = f"A service runs, but nothing listens at {where}."
        return Finding(name, Result.WARN, detail, "yalu health")
    return Finding(name, Result.OK, f"{where[:1].upper()}{where[1:]} is free.")


def _taken(name: str, where: str, web: WebSettings, seconds: float, *, is_running: bool) -> Finding:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(web.host, web.host)  # noqa: S104
    url = f"http://{f'[{host}]' if ':' in host else host}:{web.port}/health"
    try:
        answer = httpx.get(url, timeout=seconds, trust_env=False)
        found = answer.json()
        # With a damaged archive it has no numbers. Many programs say {"status": "ok"} at this path.
        is_ours = isinstance(found, dict) and ("sources_healthy" in found or found.get("status") == "failed")
    except (httpx.HTTPError, json.JSONDecodeError, UnicodeDecodeError):
        is_ours = False
    if not is_ours:
        detail = f"Another program has {where}."
        return Finding(name, Result.FAIL, detail, "set web.port to a free one, or end that program")
    if not is_running:
        detail = f"A service of another data folder has {where}."
        return Finding(name, Result.WARN, detail, "set web.port to a free one")
    return Finding(name, Result.OK, f"Our own service has {where}.")


def masked(text: str, user: str, password: str) -> str:
    """The text without the password, as it is and as it is sent (Base64); servers may repeat it."""
    if not password:
        return text
    # AUTH PLAIN sends both at once (RFC 4616), AUTH LOGIN one after the other.
    for plain in (f"\0{user}\0{password}", password):
        text = text.replace(base64.b64encode(plain.encode()).decode(), "***")
    return text.replace(password, "***")


def _connection_help(cause: BaseException | None, host: str, others: str, seconds: float) -> str:
    match cause:
        case ssl.SSLCertVerificationError():
            return f"check that {host} is the name in the certificate, and that it has not expired"
        case ssl.SSLError():
            return f"check {host} and {others}: there is no TLS at this port"
        case socket.gaierror() | UnicodeError():
            return f"check {host} and the name server of this computer"
        case ConnectionRefusedError():
            return f"check {host} and {others}: nothing listens there"
        case TimeoutError() | smtplib.SMTPServerDisconnected():
            longer = max(60, round(4 * seconds))
            return f"check {host} and {others}; for a slow server: yalu doctor --timeout {longer}"
        case _:
            return f"check {host} and {others}"


def _failure(where: str, error: MailError) -> str:
    """What failed, without numbers of errors and names of classes."""
    cause = error.__cause__
    if isinstance(cause, imaplib.IMAP4.error):
        said = cause.args[0] if cause.args else ""
        return f"{where}: {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    if cause is None or isinstance(cause, smtplib.SMTPException):
        return str(error)
    return f"{where}: {_reason(cause)}"


def _reason(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
