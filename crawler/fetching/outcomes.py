"""Which of the closed list of outcomes an answer is, and what follows from each. Pure."""

from datetime import datetime, timedelta

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
#: No answer came, from whatever side.
SILENT = UNREACHED | {Outcome.TIMEOUT, Outcome.TLS}
#: What passes by itself.
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
