"""Which sources could not be read, grouped by what is wrong, and whether the fault is ours. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby

from storage import OwnOutage
from yaluwatch.model import Outcome, Source, SourceState

# If at least this many sources were polled and this share of them failed to connect, the fault is ours.
_OUTAGE_SOURCES = 5
_OUTAGE_SHARE = 0.8

#: Kinds of blind spots by the outcome of the last poll, in the order they are shown.
_KINDS = {
    "unreachable": {Outcome.DNS, Outcome.CONNECTION, Outcome.TLS, Outcome.TIMEOUT, Outcome.BLOCKED_ADDRESS},
    "refused": {Outcome.FORBIDDEN, Outcome.RATE_LIMITED, Outcome.ROBOTS, Outcome.PAYWALL, Outcome.CONSENT},
    "failing": {Outcome.SERVER_ERROR, Outcome.CLIENT_ERROR, Outcome.CRASHED},
}
KINDS = (*_KINDS, "changed", "silent", "missed", "unread")


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """A source that could not be read, or that is stale."""

    name: str
    #: When it was last read successfully, or read too late to see all of its items, aware UTC; None = never.
    since: datetime | None
    #: What went wrong; "" if it has not been read yet or is stale.
    reason: str
    #: Since when it has been stale (readable, but without new articles for unusually long); None = it is not.
    silent_since: datetime | None = None
    #: One of `KINDS`.
    kind: str = "changed"


@dataclass(frozen=True, slots=True)
class BlindSpots:
    """Sources with the same kind of blind spot since the same day."""

    #: One of `KINDS`: "unreachable", "refused", "failing", "changed" (no feed where one was), "silent"
    #: (readable, nothing new), "missed" (items were gone before they were read) or "unread" (not polled yet).
    kind: str
    names: tuple[str, ...]
    #: The earliest time one of them was last read successfully or published something; None = never.
    since: datetime | None
    #: What went wrong, for a single source; "" for several.
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """How many sources could be read, and which could not."""

    healthy: int
    #: Sources that are not paused.
    total: int
    blind_spots: tuple[BlindSpot, ...]
    #: Since when we could connect to hardly any source: the fault is ours. None = we can.
    outage_since: datetime | None = None
    #: Outages of our own connection that are over, oldest first.
    ended_outages: tuple[OwnOutage, ...] = ()


def source_summary(
    sources: Sequence[Source], states: Mapping[str, SourceState], outages: Sequence[OwnOutage] = ()
) -> SourceSummary:
    """The summary of all sources that are not paused; `states` by source id, `outages` as recorded."""
    active = [source for source in sources if not source.paused]
    blind = _blind_spots(active, states)
    lasting = next((outage.began_at for outage in outages if outage.lasts), None)
    return SourceSummary(
        healthy=len(active) - sum(spot.kind != "missed" for spot in blind),
        total=len(active),
        blind_spots=tuple(blind),
        outage_since=lasting or _outage([states.get(one.id) for one in active]),
        ended_outages=tuple(outage for outage in outages if not outage.lasts),
    )


def grouped(spots: Iterable[BlindSpot], zone: tzinfo) -> list[BlindSpots]:
    """Blind spots of one kind since one local day together, in the order of `KINDS`, then of time."""

    def key(spot: BlindSpot) -> tuple[int, date]:
        since = spot.silent_since or spot.since
        return KINDS.index(spot.kind), since.astimezone(zone).date() if since else date.min

    found = []
    for _, group in groupby(sorted(spots, key=key), key=key):
        alike = list(group)
        times = [time for spot in alike if (time := spot.silent_since or spot.since)]
        found.append(
            BlindSpots(
                kind=alike[0].kind,
                names=tuple(spot.name for spot in alike),
                since=min(times, default=None),
                reason=alike[0].reason if len(alike) == 1 else "",
            )
        )
    return found


def _outage(states: Sequence[SourceState | None]) -> datetime | None:
    """The last success of any source, if nearly all of those polled can't be connected to now."""
    polled = [state for state in states if state and state.last_outcome]
    lost = [state for state in polled if state.last_outcome in _KINDS["unreachable"]]
    if len(polled) < _OUTAGE_SOURCES or len(lost) < _OUTAGE_SHARE * len(polled):
        return None
    return max((state.last_ok_at for state in lost if state.last_ok_at), default=None)


def _blind_spots(sources: Sequence[Source], states: Mapping[str, SourceState]) -> list[BlindSpot]:
    found = []
    for source in sources:
        state = states.get(source.id)
        if state is None or state.last_outcome is None:
            found.append(BlindSpot(source.name, None, "", kind="unread"))
        elif not state.is_healthy:
            kind = next((kind for kind, those in _KINDS.items() if state.last_outcome in those), "changed")
            reason = state.last_detail or str(state.last_outcome)
            found.append(BlindSpot(source.name, state.last_ok_at, reason, kind=kind))
        elif state.silent_since is not None:
            found.append(BlindSpot(source.name, state.last_ok_at, "", state.silent_since, kind="silent"))
        elif state.missed_at is not None:
            found.append(BlindSpot(source.name, state.missed_at, "", kind="missed"))
    return found
