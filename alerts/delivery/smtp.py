"""Sends messages by SMTP (RFC 5321)."""

import smtplib
import ssl
from email.utils import parseaddr
from importlib import import_module
from pathlib import Path

from alerts.delivery.transport import Transport
from yaluwatch.config import MailSettings
from yaluwatch.errors import MailError
from yaluwatch.model import Delivery
from yaluwatch.text import clean_line

#: Headers covered by the DKIM signature. RFC 8058 §4 requires the List-Unsubscribe ones.
_SIGNED_HEADERS = [
    name.encode()
    for name in (
        *("From", "To", "Subject", "Date", "Message-ID", "References", "MIME-Version", "Content-Type"),
        *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"),
    )
]


def smtp_transport(settings: MailSettings) -> Transport:
    """Sends each message through the configured SMTP server, one connection per message."""

    def send(delivery: Delivery) -> str:
        is_data_started = False
        content = _signed(delivery.content, settings)
        try:
            with _connected(settings) as server:
                server.ehlo_or_helo_if_needed()
                _check_reply(server.mail(parseaddr(settings.sender)[1]))
                _check_reply(server.rcpt(delivery.address))
                is_data_started = True
                _check_reply(server.data(content))
        except smtplib.SMTPResponseException as error:
            raise _rejected(delivery, settings, error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            message = f"{settings.smtp_host}:{settings.smtp_port} for {delivery.address}: {error}"
            raise MailError(message, permanent=False, doubtful=is_data_started) from error
        return f"accepted by {settings.smtp_host}"

    return send


def _signed(content: bytes, settings: MailSettings) -> bytes:
    """The message with a DKIM signature (RFC 6376) if one is configured; needs dkimpy.

    Raises a temporary MailError, so that the message waits until the operator has fixed the settings.
    """
    if not settings.dkim_selector:
        return content
    domain = parseaddr(settings.sender)[1].partition("@")[2]
    try:
        key = Path(settings.dkim_key_file).read_bytes()
        header: bytes = import_module("dkim").sign(
            content, settings.dkim_selector.encode(), domain.encode(), key, include_headers=_SIGNED_HEADERS
        )
    except ImportError as error:
        raise MailError("DKIM needs dkimpy; run: pip install dkimpy", permanent=False) from error
    except OSError as error:
        raise MailError(f"mail.dkim_key_file can't be read: {error}", permanent=False) from error
    # For an invalid key, dkimpy lets the errors of its parsers through, whatever their type.
    except Exception as error:
        raise MailError(f"mail.dkim_key_file can't sign: {error}", permanent=False) from error
    return header + content


def _check_reply(response: tuple[int, bytes]) -> None:
    """Raise SMTPResponseException for a negative reply (RFC 5321 §4.2.1)."""
    code, reply = response
    if code >= 400:
        raise smtplib.SMTPResponseException(code, reply)


def _connected(settings: MailSettings) -> smtplib.SMTP:
    timeout = settings.smtp_timeout_seconds
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=timeout, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=timeout)
    if settings.smtp_security == "starttls":
        server.starttls(context=ssl.create_default_context())
    if settings.smtp_user:
        server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    return server


def _rejected(delivery: Delivery, settings: MailSettings, code: int, reply: bytes | str) -> MailError:
    reason = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    message = f"{settings.smtp_host} rejected {delivery.address}: {code} {clean_line(reason)}"
    return MailError(message, permanent=500 <= code < 600)
