"""The state of the border as the archive has it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final

from classifier import CROSSINGS, Crossing
from indicators.border.changes import BorderChange, changes
from indicators.border.reckoning import EVERYWHERE, reckon_border
from indicators.border.states import BorderState
from storage import Archive, BorderDecision, BorderStatement
from yaluwatch.errors import ArchiveError

# What was last known is shown up to this age.
_MEMORY: Final = timedelta(days=5 * 365)
# More of one kind for one place add nothing but publishers.
_NEWEST: Final = 6


def border_states(
    archive: Archive, today: date, crossings: Sequence[Crossing] = CROSSINGS
) -> Mapping[str, tuple[BorderState, ...]]:
    """Crossing id → the state of each kind of traffic at the end of `today` (UTC), from west to east.

    Only what was published, read and decided until then counts. Costs some hundred steps in an index, however
    large the archive is, so a web page can call it.
    """
    places = [*EVERYWHERE, *(place for crossing in crossings for place in crossing.places)]
    statements = archive.border.statements(places, first=today - _MEMORY, last=today, each=_NEWEST)
    by_place: dict[str, list[BorderStatement]] = {}
    for statement in statements:
        by_place.setdefault(statement.place, []).append(statement)
    decisions = archive.border.decisions()
    return {
        crossing.id: tuple(
            reckon_border(
                crossing,
                [each for place in (*EVERYWHERE, *crossing.places) for each in by_place.get(place, ())],
                decisions,
                today,
            )
        )
        for crossing in crossings
    }


def border_changes(archive: Archive, earlier: date, today: date) -> list[BorderChange]:
    """What changed at the border between the ends of two days, and what is newly contradicted since.

    From west to east.
    """
    before, after = border_states(archive, earlier), border_states(archive, today)
    return changes(chain.from_iterable(before.values()), chain.from_iterable(after.values()))


def crossings_at(name: str) -> tuple[Crossing, ...]:
    """The crossings of this id, or at the place of this id. Raises ArchiveError if there is none."""
    found = tuple(each for each in CROSSINGS if name == each.id or name in each.places)
    if not found:
        known = ", ".join(each.id for each in CROSSINGS)
        raise ArchiveError(f"there is no crossing at {name}; use a place of the gazetteer or one of {known}")
    return found


def decided(
    archive: Archive,
    crossing: Crossing,
    mode: str,
    state: str,
    *,
    reason: str,
    by: str,
    is_pinned: bool,
    now: datetime,
) -> BorderDecision:
    """A decision, not stored: it confirms what the archive reckons at `now`, corrects it or pins the state.

    Raises ArchiveError if the crossing has no such traffic.
    """
    if mode not in (*crossing.modes, "all"):
        raise ArchiveError(f"{crossing.name} has no {mode}; use {', '.join(crossing.modes)} or all")
    states = border_states(archive, now.date(), [crossing])[crossing.id]
    is_same = all(each.state == state for each in states if mode in {each.mode, "all"})
    kind = "pin" if is_pinned else "confirm" if is_same else "correct"
    return BorderDecision(
        crossing=crossing.id, mode=mode, state=state, kind=kind, reason=reason, by=by, at=now
    )
