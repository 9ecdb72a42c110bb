from datetime import UTC, datetime, timedelta

import pytest
from OpenSSL import SSL
from scrapy import exceptions
from twisted.internet import error
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from crawler.fetching.download_errors import Refusal, outcome_of_error
from crawler.fetching.outcomes import is_final, outcome_of_status
from yaluwatch.model import Outcome

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.OK),
        (204, Outcome.OK),
        (302, Outcome.UNSUPPORTED_URL),
        (304, Outcome.NOT_MODIFIED),
        (400, Outcome.CLIENT_ERROR),
        (401, Outcome.FORBIDDEN),
        (402, Outcome.PAYWALL),
        (403, Outcome.FORBIDDEN),
        (404, Outcome.NOT_FOUND),
        (410, Outcome.GONE),
        (412, Outcome.FORBIDDEN),
        (418, Outcome.CLIENT_ERROR),
        (429, Outcome.RATE_LIMITED),
        (500, Outcome.SERVER_ERROR),
        (503, Outcome.SERVER_ERROR),
        (504, Outcome.TIMEOUT),
        (599, Outcome.SERVER_ERROR),
    ],
)
def test_every_status_is_an_outcome(status: int, outcome: Outcome) -> None:
    assert outcome_of_status(status) is outcome


def caused(outer: Exception, cause: Exception) -> Exception:
    outer.__cause__ = cause
    return outer


CERTIFICATE = SSL.Error([("", "", "certificate verify failed")])
TLS = caused(
    exceptions.DownloadFailedError("[...]"),
    ResponseFailed([Failure(CERTIFICATE)]),  # type: ignore[no-untyped-call]
)


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (exceptions.CannotResolveHostError("no such host"), Outcome.DNS),
        (exceptions.DownloadTimeoutError("took longer"), Outcome.TIMEOUT),
        (exceptions.DownloadCancelledError(""), Outcome.TOO_LARGE),
        (exceptions.IgnoreRequest("exceeded DOWNLOAD_MAXSIZE (10 B)"), Outcome.TOO_LARGE),
        (exceptions.IgnoreRequest("max redirections reached"), Outcome.TOO_MANY_REDIRECTS),
        (exceptions.DownloadConnectionRefusedError("refused"), Outcome.CONNECTION),
        (exceptions.DownloadFailedError("lost"), Outcome.CONNECTION),
        (exceptions.ResponseDataLossError("cut"), Outcome.CONNECTION),
        (error.ConnectionLost("lost"), Outcome.CONNECTION),
        (exceptions.UnsupportedURLSchemeError("ftp"), Outcome.UNSUPPORTED_URL),
        (exceptions.NotSupported("file"), Outcome.UNSUPPORTED_URL),
        (ValueError("invalid hostname: a b"), Outcome.UNSUPPORTED_URL),
        (Refusal(Outcome.ROBOTS, "robots.txt forbids it"), Outcome.ROBOTS),
        (TLS, Outcome.TLS),
        (RuntimeError(), Outcome.CONNECTION),
    ],
)
def test_every_error_is_an_outcome_with_a_clause(failure: Exception, outcome: Outcome) -> None:
    found, clause = outcome_of_error(failure)
    assert found is outcome
    assert clause
    assert "\n" not in clause


SETTLED = {
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
    Outcome.CRASHED,
}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_outcomes_that_a_retry_cannot_change_are_final(outcome: Outcome) -> None:
    assert is_final(outcome, None, NOW) is (outcome in SETTLED)


@pytest.mark.parametrize("outcome", [Outcome.TOO_THIN, Outcome.NOT_FOUND, Outcome.SOFT_404])
def test_a_recent_article_is_retried(outcome: Outcome) -> None:
    assert not is_final(outcome, NOW - timedelta(hours=5), NOW)
    assert is_final(outcome, NOW - timedelta(hours=7), NOW)
    assert is_final(Outcome.PAYWALL, NOW, NOW)
