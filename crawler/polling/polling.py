"""The polling schedule: which sources are due, and how a poll's result sets the time of the next. Pure."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

from yaluwatch.model import DateOrderName, Outcome, PollDigest, Source, SourceState
from yaluwatch.shown import without_secrets

#: Outcomes of a successful poll.
GOOD = frozenset({Outcome.OK, Outcome.NOT_MODIFIED, Outcome.EMPTY})

#: Percentage of a poll's articles already seen at which the interval grows (or more), and shrinks (or less).
MOSTLY_SEEN = 67
MOSTLY_NEW = 33
#: The factor by which the interval grows or shrinks.
_INTERVAL_FACTOR = 1.5

# Failures by weight. Hard (1): the URL is wrong until somebody corrects it. Temporary (¼): usually passes by
# itself. All others are soft (½): something blocks us that may change, such as a rule of the site.
_HARD = frozenset(
    {
        Outcome.NOT_FOUND,
        Outcome.GONE,
        Outcome.HTML_INSTEAD_OF_FEED,
        Outcome.PARSE_ERROR,
        Outcome.UNSUPPORTED_URL,
        Outcome.BLOCKED_ADDRESS,
        Outcome.NOT_HTML,
    }
)
_TEMPORARY = frozenset(
    {Outcome.TIMEOUT, Outcome.DNS, Outcome.CONNECTION, Outcome.SERVER_ERROR, Outcome.RATE_LIMITED}
)

#: Failing sources are polled at least this often, or at their own maximum interval if that is longer.
_MAX_BACKOFF = timedelta(days=1)
#: A longer pause than this is not kept, whatever a site asks for; polls are spread by this share of the wait.
_MAX_PAUSE = timedelta(days=1)
_MAX_JITTER = 0.1
#: Clocks are corrected by less than this all the time.
_CLOCK_TOLERANCE = timedelta(minutes=5)
#: After an outage of our own connection, sources are polled again this soon.
AFTER_OUTAGE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """The result of polling a source, as far as the next poll depends on it."""

    outcome: Outcome
    #: Articles announced, and how many of them were new to the archive.
    announced: int = 0
    fresh: int = 0
    #: Announced articles left for the next poll: over the page limit, or failed temporarily.
    waiting: int = 0
    #: Polled URL → (ETag, Last-Modified) to send next time.
    validators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: Polled URL → its answer, to recognise an unchanged one next time.
    digests: Mapping[str, PollDigest] = field(default_factory=dict)
    #: Latest date among the announced articles; None without dates. Aware UTC.
    newest_item_at: datetime | None = None
    #: Order of day and month that the announced dates have shown, as in `Source.date_order`.
    date_order: DateOrderName = ""
    #: Pause the site asked for; None if it didn't.
    retry_after: timedelta | None = None
    #: Short reason for a failure.
    detail: str = ""
    #: Polled URL → where it is redirected for good.
    moved: Mapping[str, str] = field(default_factory=dict)
    #: Polled URL → keys of its items.
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Whether items may have been gone before this poll and were not found elsewhere.
    has_missed: bool = False


def due_sources(sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime) -> list[Source]:
    """Sources due at `now` (aware UTC): never polled ones first, then the most overdue; paused ones never.

    What a clock wrote that was ahead counts as due: nothing else can be trusted about when it was polled.
    """
    waiting: list[tuple[datetime, int, Source]] = []
    for number, source in enumerate(sources):
        state = states.get(source.id)
        due_at = state.next_poll_at if state else None
        if state is not None and due_at is not None and _was_ahead(source, state, due_at, now):
            due_at = now
        if source.paused or (due_at is not None and due_at > now):
            continue
        waiting.append((due_at or datetime.min.replace(tzinfo=now.tzinfo), number, source))
    return [source for _, _, source in sorted(waiting, key=lambda entry: entry[:2])]


def _was_ahead(source: Source, state: SourceState, due_at: datetime, now: datetime) -> bool:
    """Whether a state was written by a clock that was ahead of `now`.

    The last poll is then in the future, or the next one further away than any wait.
    """
    if state.last_polled_at is not None and state.last_polled_at > now + _CLOCK_TOLERANCE:
        return True
    return due_at > now + _longest_wait(source) * (1 + _MAX_JITTER) + _CLOCK_TOLERANCE


def failure_weight(outcome: Outcome) -> float:
    """How much a failed poll counts: hard 1, soft ½, temporary ¼; 0 for a success."""
    if outcome in GOOD:
        return 0.0
    if outcome in _HARD:
        return 1.0
    return 0.25 if outcome in _TEMPORARY else 0.5


def next_state(
    source: Source, state: SourceState, poll: PollResult, now: datetime, *, jitter: float = 0.0
) -> SourceState:
    """The state after a poll that ended at `now` (aware UTC); `jitter` lengthens the wait by that share.

    - A success clears the failures, except for an unchanged answer (304), which may come from a cache in
      front of a broken server.
    - Failures add up by weight, and each unit adds one interval to the wait, up to a day or the source's own
      maximum interval: no source is given up.
    - From the second success in a row, the interval adapts: longer if most articles were already seen,
      shorter if most were new.
    - If items were gone before they were read, the interval is halved at once.
    - A pause the site asks for is respected. If articles are waiting, the minimum interval is used.
    """
    # Readers see the detail on the pages and in digests.
    detail = without_secrets(poll.detail)
    state = dataclasses.replace(state, last_polled_at=now, last_outcome=poll.outcome, last_detail=detail)
    state = _failed(state, poll) if failure_weight(poll.outcome) else _succeeded(source, state, poll, now)
    return dataclasses.replace(state, next_poll_at=now + _wait(source, state, poll) * (1 + jitter))


def jitter_of(source: Source, now: datetime) -> float:
    """0–0.1, to spread the polls of sources added at the same time; deterministic per source and time."""
    return _MAX_JITTER * crc32(f"{source.id} {now.isoformat()}".encode()) / 2**32


def postponed(state: SourceState, now: datetime) -> SourceState:
    """The state after an outage of our own connection: no failure is counted, and the next poll is soon."""
    return dataclasses.replace(state, next_poll_at=now + AFTER_OUTAGE)


def _failed(state: SourceState, poll: PollResult) -> SourceState:
    return dataclasses.replace(
        state, failure_weight=state.failure_weight + failure_weight(poll.outcome), successes=0
    )


def _succeeded(source: Source, state: SourceState, poll: PollResult, now: datetime) -> SourceState:
    unchanged = poll.outcome is Outcome.NOT_MODIFIED
    state = dataclasses.replace(
        state,
        successes=state.successes + 1,
        failure_weight=state.failure_weight if unchanged else 0.0,
        last_ok_at=now,
        last_new_at=now if poll.fresh else state.last_new_at,
        newest_item_at=poll.newest_item_at or state.newest_item_at,
        date_order=poll.date_order or state.date_order,
        validators=dict(poll.validators),
        poll_digests=dict(poll.digests),
        moved={url: (target, _moved_before(state, url, target) + 1) for url, target in poll.moved.items()},
        announced={url: keys for url, keys in {**state.announced, **poll.keys}.items() if url in source.urls},
        missed_at=now if poll.has_missed else state.missed_at,
    )
    return dataclasses.replace(state, interval_minutes=_interval(source, state, poll))


def _moved_before(state: SourceState, url: str, target: str) -> int:
    """The number of polls in a row, up to the last one, that were redirected to the same address."""
    last, count = state.moved.get(url, ("", 0))
    return count if last == target else 0


def _interval(source: Source, state: SourceState, poll: PollResult) -> int:
    """The new polling interval, minutes, within the source's bounds."""
    current = _bounded(source, state.interval_minutes or source.poll_minutes_min)
    if poll.has_missed:
        return _bounded(source, current // 2)
    if state.successes < 2:
        return current
    fresh = round(100 * poll.fresh / poll.announced) if poll.announced else 0
    if 100 - fresh >= MOSTLY_SEEN:
        return _bounded(source, int(current * _INTERVAL_FACTOR + 0.5))
    if 100 - fresh <= MOSTLY_NEW:
        return _bounded(source, int(current / _INTERVAL_FACTOR))
    return current


def _bounded(source: Source, minutes: int) -> int:
    return min(max(minutes, source.poll_minutes_min), source.poll_minutes_max)


def _wait(source: Source, state: SourceState, poll: PollResult) -> timedelta:
    interval = timedelta(minutes=_bounded(source, state.interval_minutes or source.poll_minutes_min))
    if poll.waiting and not state.failure_weight:
        interval = timedelta(minutes=source.poll_minutes_min)
    wait = min(interval * (1 + state.failure_weight), _longest_wait(source))
    return max(wait, min(poll.retry_after or timedelta(0), _MAX_PAUSE))


def _longest_wait(source: Source) -> timedelta:
    return max(timedelta(minutes=source.poll_minutes_max), _MAX_BACKOFF, _MAX_PAUSE)
