"""Outcomes of fetches: which HTTP status means what, and which outcomes are final. Pure."""

from datetime import datetime, timedelta

from yaluwatch.model import Outcome

#: Fetching again would not change these: the URL is dismissed.
FINAL = frozenset(
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
        # A page that crashed a worker or exceeded its time limit would do so again.
        Outcome.CRASHED,
    }
)

#: How long after its publication an article's page may still be incomplete.
GRACE_PERIOD = timedelta(hours=6)
_MAY_APPEAR_LATER = frozenset({Outcome.NOT_FOUND, Outcome.SOFT_404, Outcome.TOO_THIN})

#: The server was not reached at all: a failure of the site, or of our own connection.
UNREACHED = frozenset({Outcome.DNS, Outcome.CONNECTION})
#: No HTTP answer came.
SILENT = UNREACHED | {Outcome.TIMEOUT, Outcome.TLS}
#: Failures that are usually temporary.
TEMPORARY = SILENT | {Outcome.SERVER_ERROR, Outcome.RATE_LIMITED}

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


def is_final(outcome: Outcome, published_at: datetime | None, now: datetime) -> bool:
    """Whether a page with this outcome is never fetched again; others are retried at the next poll.

    An article published less than six hours ago may be incomplete: a one-line flash to be filled in later, or
    a page that not all of the site's servers have yet. It is retried.
    """
    if outcome in _MAY_APPEAR_LATER and published_at is not None and now - published_at < GRACE_PERIOD:
        return False
    return outcome in FINAL


def outcome_of_status(status: int) -> Outcome:
    """The outcome of an HTTP status; a redirect that was not followed is UNSUPPORTED_URL."""
    if status in _STATUS:
        return _STATUS[status]
    if 200 <= status < 300:
        return Outcome.OK
    if 300 <= status < 400:
        return Outcome.UNSUPPORTED_URL
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.CLIENT_ERROR
