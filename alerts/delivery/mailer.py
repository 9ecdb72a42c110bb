"""E-mail: builds messages from rendered digests and sends them by SMTP or writes them to a folder."""

import hashlib
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from importlib import import_module
from pathlib import Path

from alerts.delivery.unsubscribe import unsubscribe_token
from alerts.rendering import Rendered
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


@dataclass(frozen=True, slots=True)
class MessageDefaults:
    """What every message contains, whatever the subscription."""

    #: The From of every digest, such as "Yaluwatch <yalu@example.org>".
    sender: str
    #: Base URL of the web pages, used in links; "" if they can't be reached.
    web_url: str = ""
    #: Key that signs unsubscribe and confirmation links; "" to send none.
    secret: str = ""

    def unsubscribe_url(self, subscription_id: str, address: str) -> str:
        """The signed unsubscribe link of one address; "" if there is none."""
        if not (self.secret and self.web_url and address):
            return ""
        return f"{self.web_url}/unsubscribe/{unsubscribe_token(self.secret, subscription_id, address)}"


#: Sends one message and returns a note for the delivery log. Raises MailError.
Transport = Callable[[Delivery], str]


def message_id(subscription_id: str, period_key: str, address: str, sender: str) -> str:
    """Message-ID, the same for every attempt, so that mail programs can recognise a duplicate."""
    digest = hashlib.sha256(f"{subscription_id}\n{period_key}\n{address}".encode()).hexdigest()[:20]
    domain = parseaddr(sender)[1].partition("@")[2] or "localhost"
    return f"<{subscription_id}.{digest}@{domain}>"


def build_message(
    rendered: Rendered,
    message_defaults: MessageDefaults,
    *,
    address: str,
    message_id: str,
    subscription_id: str,
    date: datetime,
    references: Sequence[str] = (),
) -> bytes:
    """The whole message, RFC 5322 bytes. Raises MailError for an invalid sender or address.

    `references` are the Message-IDs of earlier messages in the same thread (RFC 5322 §3.6.4).
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(message_defaults.sender)
    message["To"] = _address(address) if address else _address("Undisclosed <outbox@localhost>")
    message["Subject"] = clean_line(rendered.subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    if references:
        message["References"] = " ".join(references)
    message["List-Id"] = f"<{subscription_id}.yaluwatch.localhost>"
    if url := message_defaults.unsubscribe_url(subscription_id, address):
        # RFC 8058: one-click unsubscribe, shown by the mail program as a button.
        message["List-Unsubscribe"] = f"<{url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # RFC 3834: auto-responders such as vacation notices don't answer.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.text, cte="base64")
    message.add_alternative(rendered.html, subtype="html", cte="base64")
    return message.as_bytes()


def folder_transport(folder: Path) -> Transport:
    """Writes each message as an .eml file, with the same name at every attempt."""

    def write(delivery: Delivery) -> str:
        name = f"{delivery.period_end:%Y%m%dT%H%M}-{delivery.subscription_id}-{delivery.id}.eml"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(delivery.content)
        except OSError as error:
            raise MailError(f"{folder / name} can't be written: {error}", permanent=False) from error
        return str(folder / name)

    return write


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


def _address(text: str) -> Address:
    name, address = parseaddr(clean_line(text))
    user, at, domain = address.rpartition("@")
    if not (at and user and domain):
        raise MailError(f"{text!r} is not a valid e-mail address", permanent=True)
    return Address(display_name=name, username=user, domain=domain)
