"""Whether sources were not reached because our own connection was down, and the record of when it was."""

import logging
from collections.abc import Sequence
from datetime import datetime

from crawler.fetching import SILENT, UNREACHED
from crawler.text import host_of
from storage import Archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Outcome, Source, SourceState
from yaluwatch.times import time_text

#: Outcomes of polls without an answer. In a network that answers for everybody else, such as a hotel's before
#: the guest has signed in, names have private addresses and certificates are wrong.
NO_ANSWER = SILENT | {Outcome.BLOCKED_ADDRESS}
# Outcomes of polls that may have asked for nothing.
_SAYS_NOTHING = {Outcome.CRASHED, Outcome.ROBOTS, Outcome.UNSUPPORTED_URL}
# Hosts without a connection, or without any answer, that make an outage.
_MIN_UNREACHED, _MIN_UNANSWERED = 2, 5

log = logging.getLogger(__name__)


def has_answered(outcome: Outcome) -> bool:
    """Whether a poll with this outcome proves that our own connection works."""
    return outcome not in NO_ANSWER | _SAYS_NOTHING


def is_own_outage(
    unanswered: Sequence[tuple[Source, SourceState, Outcome]], *, after_answers: bool = False
) -> bool:
    """Whether our own connection is probably down, given the last polls of a round: none was answered.

    Each with the source's state before it. Sources that failed before prove nothing. Of the others, two hosts
    that can't be connected to are needed, or five that answered before and now don't, for whatever reason;
    and five in any case `after_answers` of other sources in the same round.
    """
    proofs = [
        (source, outcome)
        for source, state, outcome in unanswered
        if state.is_healthy or (state.last_outcome is None and outcome in UNREACHED)
    ]
    unreached = _hosts([source for source, outcome in proofs if outcome in UNREACHED])
    hosts = _hosts([source for source, _ in proofs])
    return (len(unreached) >= _MIN_UNREACHED and not after_answers) or len(hosts) >= _MIN_UNANSWERED


def _hosts(sources: Sequence[Source]) -> set[str]:
    return {host_of(url) for source in sources for url in source.urls}


class OutageRecord:
    """The outage in the archive. If it can't be written, that is logged, and the next round tries again."""

    def __init__(self, archive: Archive) -> None:
        self._sources = archive.sources

    def lasts(self, now: datetime) -> bool:
        """Whether an outage lasts at `now` (aware UTC)."""
        return any(outage.lasts for outage in self._sources.own_outages(now))

    def begin(self, at: datetime) -> None:
        """Record that an outage began, unless one lasts."""
        try:
            self._sources.begin_own_outage(at)
        except ArchiveError:
            log.exception("outage of our own connection not recorded")

    def end(self, at: datetime) -> bool:
        """Record that the outage is over; whether there was one."""
        try:
            outage = self._sources.end_own_outage(at)
        except ArchiveError:
            log.exception("end of an outage of our own connection not recorded")
            return False
        if outage is not None:
            log.warning("our own connection works again, it was down since=%s", time_text(outage.began_at))
        return outage is not None
