"""Mapping Scrapy's and Twisted's download errors to outcomes."""

import ssl
from collections.abc import Iterator

from OpenSSL import SSL
from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest
from service_identity import VerificationError

from yaluwatch.model import Outcome


class Refusal(IgnoreRequest):
    """A request blocked by one of the crawler's own rules, such as robots.txt."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


def outcome_of_error(error: BaseException) -> tuple[Outcome, str]:
    """The outcome of a failed download, and a short reason for people."""
    text = _clause(error)
    if isinstance(error, Refusal):
        return error.outcome, error.reason
    if isinstance(error, exceptions.CannotResolveHostError):
        return Outcome.DNS, text
    if isinstance(error, exceptions.DownloadTimeoutError):
        return Outcome.TIMEOUT, text
    # Scrapy cancels a download for one reason only: its size.
    if isinstance(error, exceptions.DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in str(error):
        return Outcome.TOO_LARGE, "the answer is too large"
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
    """An error, its causes, and the reasons Twisted wraps in it."""
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
