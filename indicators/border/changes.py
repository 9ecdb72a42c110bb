"""What changed at the border between two days, and what is contradicted. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.border.states import BorderState


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderChange:
    """A state that changed, or that is contradicted."""

    now: BorderState
    #: The state before; the same as `now.state` if it is only contradicted.
    before: str


def changes(before: Iterable[BorderState], after: Iterable[BorderState]) -> list[BorderChange]:
    """What is new, in the order of `after`: changed states, new plans, new contradictions.

    That a report grew too old is no change.
    """
    earlier = {(state.crossing, state.mode): state for state in before}
    found = []
    for now in after:
        was = earlier.get((now.crossing, now.mode))
        if was is None or now.state == "unknown":
            continue
        is_new_plan = now.plan is not None and was.plan is None
        is_newly_against = bool(now.against) and now.against != was.against
        if now.state != was.state or is_new_plan or is_newly_against:
            found.append(BorderChange(now=now, before=was.state))
    return found
