"""Whether sources were not reached because our own connection was down, and the record of when it was."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from crawler.fetching import SILENT, UNREACHED
from crawler.text import host_of
from storage import Archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import Fetch, Outcome, Source, SourceState
from yaluwatch.times import time_text

#: Outcomes of polls without an answer. In a network that answers for everybody else, such as a hotel's before
#: the guest has signed in, names have private addresses and certificates are wrong.
NO_ANSWER = SILENT | {Outcome.BLOCKED_ADDRESS}
# Outcomes of polls that may have asked for nothing.
_SAYS_NOTHING = {Outcome.CRASHED, Outcome.ROBOTS, Outcome.UNSUPPORTED_URL}
# Hosts without a connection, or without any answer, that make an outage.
_MIN_UNREACHED, _MIN_UNANSWERED = 2, 5
# Polls of a source looked through for the first of its failures; in as many, one has answered by far.
_POLLS = 20

log = logging.getLogger(__name__)


def has_answered(outcome: Outcome) -> bool:
    """Whether a poll with this outcome proves that our own connection works."""
    return outcome not in NO_ANSWER | _SAYS_NOTHING


def is_own_outage(
    unanswered: Sequence[tuple[Source, SourceState, Outcome]],
    earlier: Sequence[Fetch] = (),
    *,
    after_answers: bool = False,
) -> bool:
    """Whether our own connection is probably down, given the last polls of a round: none was answered.

    Each with the source's state before it; with those of earlier rounds (`first_failures`). Sources that
    failed before prove nothing. Of the others, two hosts that can't be connected to are needed, or five that
    answered before and now don't, for whatever reason; and five in any case `after_answers` of other sources
    in the same round.
    """
    proofs = [
        (url, outcome)
        for source, state, outcome in unanswered
        if state.is_healthy or (state.last_outcome is None and outcome in UNREACHED)
        for url in source.urls
    ]
    proofs += [(poll.url, poll.outcome) for poll in earlier]
    unreached = {host_of(url) for url, outcome in proofs if outcome in UNREACHED}
    hosts = {host_of(url) for url, _ in proofs}
    return (len(unreached) >= _MIN_UNREACHED and not after_answers) or len(hosts) >= _MIN_UNANSWERED


def first_failures(archive: Archive) -> list[Fetch]:
    """The first unanswered poll of each source that had answered before, while none has answered since.

    Where few sources are due at a time, an outage shows in several rounds.
    """
    states = archive.sources.states().values()
    answers = [state.last_ok_at for state in states if state.last_ok_at]
    answers += [
        state.last_polled_at
        for state in states
        if state.last_polled_at and state.last_outcome and has_answered(state.last_outcome)
    ]
    last_answer = max(answers, default=None)
    return [poll for state in states for poll in _first_failure(archive, state, last_answer)]


def _first_failure(archive: Archive, state: SourceState, last_answer: datetime | None) -> Iterator[Fetch]:
    if last_answer is None or state.last_ok_at is None or state.last_outcome not in NO_ANSWER:
        return
    polls = archive.sources.fetch_log(state.source_id, "poll", limit=_POLLS)
    failed = [poll for poll in polls if poll.at > state.last_ok_at]
    if failed and failed[0].at > last_answer and failed[0].outcome in NO_ANSWER:
        yield failed[0]


def without_failures(state: SourceState) -> SourceState:
    """The state of a source whose failures an outage explains: as after its last answer."""
    return replace(state, failure_weight=0.0, last_outcome=Outcome.OK, last_detail="")


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
