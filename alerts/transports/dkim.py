"""Signs messages with DKIM (RFC 6376), if it is configured; needs dkimpy."""

from importlib import import_module
from pathlib import Path

from alerts.transports.addresses import sendable_mailbox
from yaluwatch.config import MailSettings
from yaluwatch.errors import MailError
from yaluwatch.model import Fault

#: Headers covered by the DKIM signature. RFC 8058 §4 requires the List-Unsubscribe ones.
_SIGNED_HEADERS = [
    name.encode()
    for name in (
        *("From", "To", "Subject", "Date", "Message-ID", "References", "MIME-Version", "Content-Type"),
        *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"),
    )
]


def signed(content: bytes, settings: MailSettings) -> bytes:
    """The message with a signature; unchanged if none is configured.

    Raises a temporary MailError, so that mail waits until the operator has fixed the settings.
    """
    if not settings.dkim_selector:
        return content
    try:
        domain = sendable_mailbox(settings.sender).ascii_domain
        key = Path(settings.dkim_key_file).read_bytes()
        header: bytes = import_module("dkim").sign(
            content, settings.dkim_selector.encode(), domain.encode(), key, include_headers=_SIGNED_HEADERS
        )
    except MailError as error:
        raise _unsigned(f"mail.sender: {error}") from error
    except ImportError as error:
        raise _unsigned("DKIM needs dkimpy; run: pip install dkimpy") from error
    except OSError as error:
        raise _unsigned(f"mail.dkim_key_file can't be read: {error}") from error
    # For an invalid key, dkimpy lets the errors of its parsers through, whatever their type.
    except Exception as error:
        raise _unsigned(f"mail.dkim_key_file can't sign: {error}") from error
    return header + content


def check_signature(settings: MailSettings) -> None:
    """Sign a message that nobody gets. Raises MailError as `signed` does."""
    signed(b"From: a@example.org\r\nSubject: test\r\n\r\ntest\r\n", settings)


def _unsigned(why: str) -> MailError:
    return MailError(why, permanent=False, fault=Fault.SERVER)
