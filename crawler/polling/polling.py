"""When a source is asked again: what is due, and what one poll teaches about the next. Pure."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

from yaluwatch.model import Outcome, Source, SourceState

#: A successful poll that brought nothing new to worry about.
GOOD = frozenset({Outcome.OK, Outcome.NOT_MODIFIED, Outcome.EMPTY})

#: Of what a poll announced, the percentage already seen from which on we come less often, and up to which
#: more often.
MOSTLY_SEEN = 67
MOSTLY_NEW = 33
#: How much longer or shorter the interval becomes.
_STRETCH = 1.5

# Weight of one failure. Hard: the address is wrong until somebody mends it. Soft: a rule or a
# set-up stands between us, which may be changed. The rest passes by itself and weighs a quarter.
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

#: Failing sources are asked at least this often, or at their own longest interval if that is longer.
_LONGEST_BACK_OFF = timedelta(days=1)
#: After an outage of our own everything is asked again this soon.
AFTER_OUTAGE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """What one poll of a source came to, as far as the next one depends on it."""

    outcome: Outcome
    #: Articles announced, and how many of them we had not seen.
    announced: int = 0
    fresh: int = 0
    #: Announced articles left for the next poll: over the page limit, or failed for now.
    waiting: int = 0
    #: Polling URL → (ETag, Last-Modified) worth sending next time.
    validators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: Latest date among what was announced, None without dates. Aware UTC.
    newest_item_at: datetime | None = None
    #: The site asked for this pause.
    retry_after: timedelta | None = None
    #: One clause on a failure.
    detail: str = ""


def due_sources(sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime) -> list[Source]:
    """Sources to be polled at `now` (aware UTC), most overdue first; paused ones never.

    One that was never polled comes before all others.
    """
    waiting: list[tuple[datetime, int, Source]] = []
    for number, source in enumerate(sources):
        state = states.get(source.id)
        due_at = state.next_poll_at if state else None
        if source.paused or (due_at is not None and due_at > now):
            continue
        waiting.append((due_at or datetime.min.replace(tzinfo=now.tzinfo), number, source))
    return [source for _, _, source in sorted(waiting, key=lambda entry: entry[:2])]


def failure_weight(outcome: Outcome) -> float:
    """How much one failed poll counts: 1 hard, ½ soft, ¼ temporary; 0 is no failure."""
    if outcome in GOOD:
        return 0.0
    if outcome in _HARD:
        return 1.0
    return 0.25 if outcome in _TEMPORARY else 0.5


def next_state(
    source: Source, state: SourceState, poll: PollResult, now: datetime, *, jitter: float = 0.0
) -> SourceState:
    """The state after a poll that ended at `now` (aware UTC); the wait is longer by the share `jitter`.

    - A success clears the failures; an unchanged answer (304) doesn't, it may come from a cache in front
      of something broken.
    - Failures add up by weight, and each unit adds one interval to the wait. Never longer than a day or the
      source's own longest interval: no source is given up.
    - From the second success in a row on the interval adapts: mostly seen, longer; mostly new, shorter.
    - A pause the site asks for is kept. What had to wait is fetched at the shortest interval.
    """
    state = dataclasses.replace(state, last_polled_at=now, last_outcome=poll.outcome, last_detail=poll.detail)
    state = _failed(state, poll) if failure_weight(poll.outcome) else _succeeded(source, state, poll, now)
    return dataclasses.replace(state, next_poll_at=now + _wait(source, state, poll) * (1 + jitter))


def jitter_of(source: Source, now: datetime) -> float:
    """0–0.1, so that sources added together don't stay in step; the same for the same source and time."""
    return 0.1 * crc32(f"{source.id} {now.isoformat()}".encode()) / 2**32


def postponed(state: SourceState, now: datetime) -> SourceState:
    """The state after an outage of our own: nothing learned, nobody blamed, asked again soon."""
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
        validators=dict(poll.validators),
    )
    return dataclasses.replace(state, interval_minutes=_interval(source, state, poll))


def _interval(source: Source, state: SourceState, poll: PollResult) -> int:
    """The interval now in force, minutes, within the source's bounds."""
    current = _bounded(source, state.interval_minutes or source.poll_minutes_min)
    if state.successes < 2:
        return current
    fresh = round(100 * poll.fresh / poll.announced) if poll.announced else 0
    if 100 - fresh >= MOSTLY_SEEN:
        return _bounded(source, int(current * _STRETCH + 0.5))
    if 100 - fresh <= MOSTLY_NEW:
        return _bounded(source, int(current / _STRETCH))
    return current


def _bounded(source: Source, minutes: int) -> int:
    return min(max(minutes, source.poll_minutes_min), source.poll_minutes_max)


def _wait(source: Source, state: SourceState, poll: PollResult) -> timedelta:
    interval = timedelta(minutes=_bounded(source, state.interval_minutes or source.poll_minutes_min))
    if poll.waiting and not state.failure_weight:
        interval = timedelta(minutes=source.poll_minutes_min)
    longest = max(timedelta(minutes=source.poll_minutes_max), _LONGEST_BACK_OFF)
    wait = min(interval * (1 + state.failure_weight), longest)
    return max(wait, poll.retry_after or timedelta(0))
