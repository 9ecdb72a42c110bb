"""The state of one kind of traffic at one crossing, and what it rests on."""

from dataclasses import dataclass
from datetime import date

from storage import BorderDecision, BorderStatement

#: From best to worst for those who want to cross.
STATES = ("open", "limited", "planned", "unknown", "closed")

#: Independent publishers that make a state certain enough for digests and maps.
MIN_PUBLISHERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderState:
    """The state of one kind of traffic at one crossing on a day."""

    #: Id of the crossing.
    crossing: str
    #: "road", "rail", "foot", "freight", "passengers" or "ship".
    mode: str
    #: "open", "limited", "closed", "planned" or "unknown".
    state: str
    #: Since when, ISO 8601 as far as known: as said, or the first report of it; "" if unknown.
    since: str = ""
    #: The statement it rests on; None if it rests on a decision or on nothing.
    statement: BorderStatement | None = None
    #: How many publisher families say so.
    publishers: int = 0
    #: Whether it is said of every crossing, not of this one.
    is_general: bool = False
    #: The first day on which it is too old to count; None if it never is.
    stale_on: date | None = None
    #: Newest first: what others say against it.
    against: tuple[BorderStatement, ...] = ()
    #: What is announced beside it; None if nothing is.
    plan: BorderStatement | None = None
    #: What was known last, if the state is unknown because that is too old.
    last: BorderStatement | None = None
    #: The decision it rests on; None if it rests on reports.
    decision: BorderDecision | None = None

    @property
    def is_corroborated(self) -> bool:
        """Whether a person decided it, or two publisher families say so: one sentence may be misread."""
        return self.decision is not None or self.publishers >= MIN_PUBLISHERS
