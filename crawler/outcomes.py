"""Which of the closed list of outcomes an answer, an error or a refusal is, and what follows from it."""

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta

from OpenSSL import SSL
from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest
from service_identity import VerificationError

from yaluwatch.model import Outcome

#: Asking again can't change these: the address is settled and not read a second time.
SETTLED = frozenset(
    {
        Outcome.SOFT_404,
        Outcome.PAYWALL,
        Outcome.HOME_PAGE,
        Outcome.TOO_THIN,
        Outcome.NOT_HTML,
        Outcome.NOT_FOUND,
        Outcome.GONE,
        Outcome.TOO_LARGE,
        Outcome.TOO_MANY_REDIRECTS,
        Outcome.ROBOTS,
        Outcome.BLOCKED_ADDRESS,
        Outcome.UNSUPPORTED_URL,
        # A page that killed or outlasted its reader will do so again.
        Outcome.CRASHED,
    }
)

#: How long an article may take after its announcement until its page is whole.
RIPENING = timedelta(hours=6)
_MAY_RIPEN = frozenset({Outcome.NOT_FOUND, Outcome.SOFT_404, Outcome.TOO_THIN})

#: The other side was not reached at all: one site's trouble, or our own.
UNREACHED = frozenset({Outcome.DNS, Outcome.CONNECTION})

_STATUS = {
    304: Outcome.NOT_MODIFIED,
    401: Outcome.FORBIDDEN,
    402: Outcome.PAYWALL,
    403: Outcome.FORBIDDEN,
    404: Outcome.NOT_FOUND,
    408: Outcome.TIMEOUT,
    410: Outcome.GONE,
    412: Outcome.FORBIDDEN,
    413: Outcome.TOO_LARGE,
    429: Outcome.RATE_LIMITED,
    451: Outcome.FORBIDDEN,
    504: Outcome.TIMEOUT,
}


class Refusal(IgnoreRequest):
    """A request that one of our own rules did not let through, with its outcome."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


def is_settled(outcome: Outcome, published_at: datetime | None, now: datetime) -> bool:
    """Whether a page that ended so is never asked for again; the others wait for the next poll.

    An article announced less than six hours ago may still be on its way: a flash of one line that is
    filled in later, a page its site's copies don't all have yet. It gets another chance.
    """
    if outcome in _MAY_RIPEN and published_at is not None and now - published_at < RIPENING:
        return False
    return outcome in SETTLED


def outcome_of_status(status: int) -> Outcome:
    """What an HTTP status means for us; a redirect that was not followed leads where we don't go."""
    if status in _STATUS:
        return _STATUS[status]
    if 200 <= status < 300:
        return Outcome.OK
    if 300 <= status < 400:
        return Outcome.UNSUPPORTED_URL
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.CLIENT_ERROR


def outcome_of_error(error: BaseException) -> tuple[Outcome, str]:
    """What a failed download means, with a clause for people."""
    text = _clause(error)
    if isinstance(error, Refusal):
        return error.outcome, error.reason
    if isinstance(error, exceptions.CannotResolveHostError):
        return Outcome.DNS, text
    if isinstance(error, exceptions.DownloadTimeoutError):
        return Outcome.TIMEOUT, text
    # Scrapy cancels a download for one reason of its own: its size.
    if isinstance(error, exceptions.DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in str(error):
        return Outcome.TOO_LARGE, "larger than we read"
    if isinstance(error, exceptions.UnsupportedURLSchemeError | exceptions.NotSupported):
        return Outcome.UNSUPPORTED_URL, text
    if isinstance(error, IgnoreRequest):
        outcome = Outcome.TOO_MANY_REDIRECTS if "redirections" in text else Outcome.CLIENT_ERROR
        return outcome, text
    if any(isinstance(cause, SSL.Error | VerificationError | ssl.SSLError) for cause in _causes(error)):
        return Outcome.TLS, text
    if isinstance(error, ValueError):
        return Outcome.UNSUPPORTED_URL, text
    return Outcome.CONNECTION, text


def _causes(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """An error, what it was raised from, and the reasons Twisted packs into it."""
    if depth > 8:
        return
    yield error
    for reason in getattr(error, "reasons", None) or ():
        value = getattr(reason, "value", reason)
        if isinstance(value, BaseException):
            yield from _causes(value, depth + 1)
    if error.__cause__ is not None:
        yield from _causes(error.__cause__, depth + 1)


def _clause(error: BaseException) -> str:
    causes = list(_causes(error))
    text = next((str(cause) for cause in reversed(causes) if str(cause)), "") or type(error).__name__
    return " ".join(text.split())[:200]
