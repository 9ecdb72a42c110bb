"""The state of a source in plain words."""

from collections.abc import Mapping

from yaluwatch.model import Outcome, Source, SourceState

PAUSED = "paused"
NOT_POLLED_YET = "not polled yet"

#: How a fetch ended, as a reader who does not know the list of outcomes would say it.
OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.OK: "up to date",
    Outcome.NOT_MODIFIED: "up to date",
    Outcome.EMPTY: "lists no articles",
    Outcome.HTML_INSTEAD_OF_FEED: "no longer a feed",
    Outcome.PARSE_ERROR: "unreadable feed",
    Outcome.SOFT_404: "page not found",
    Outcome.PAYWALL: "behind a paywall",
    Outcome.CONSENT: "behind a consent page",
    Outcome.HOME_PAGE: "home page",
    Outcome.TOO_THIN: "too little text",
    Outcome.NOT_HTML: "not a web page",
    Outcome.NOT_FOUND: "page not found",
    Outcome.GONE: "page removed",
    Outcome.FORBIDDEN: "access denied",
    Outcome.RATE_LIMITED: "too many requests",
    Outcome.CLIENT_ERROR: "request rejected",
    Outcome.SERVER_ERROR: "server error",
    Outcome.DNS: "could not be reached",
    Outcome.CONNECTION: "could not be reached",
    Outcome.TLS: "certificate problem",
    Outcome.TIMEOUT: "timed out",
    Outcome.TOO_LARGE: "response too large",
    Outcome.TOO_MANY_REDIRECTS: "redirect loop",
    Outcome.ROBOTS: "barred by robots.txt",
    Outcome.BLOCKED_ADDRESS: "private address",
    Outcome.UNSUPPORTED_URL: "unsupported URL",
    Outcome.CRASHED: "crawler crashed",
}

# Causes whose name is not a state.
_CAUSE_WORDS = {"not reached": "could not be reached", "block page": "blocks the crawler"}


def cause_words(cause: str) -> str:
    """A likely cause as the state of a source."""
    return _CAUSE_WORDS.get(cause, cause)


def state_words(source: Source, state: SourceState, cause: str = "") -> str:
    """The state of a source; `cause` is the likely cause of a problem, "" if none was found."""
    if source.paused:
        return PAUSED
    if cause:
        return cause_words(cause)
    return OUTCOME_WORDS[state.last_outcome] if state.last_outcome else NOT_POLLED_YET
