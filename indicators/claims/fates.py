"""Decides what became of a promise or claim, from what was reported before and since. Pure.

A promise is kept when somebody reports the thing done from its date on (a day of leeway), broken when it is
denied or put off, or the opposite is reported after its date. Of a later report that it was done and an
earlier denial, the report counts. Without either it is open until its date, then overdue, then expired.

A claim is confirmed by a named speaker or by who says "confirm", corroborated by another publisher that has
it first hand, contradicted by a denial or by another publisher that says otherwise of the same days. It
expires when states of crossings do. A claim about anything else is unchecked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from classifier import date_bounds
from storage import ReportedClaim

PROMISE_FATES: Final = ("open", "kept", "broken", "overdue", "expired")
CLAIM_FATES: Final = ("confirmed", "corroborated", "contradicted", "single", "expired", "unchecked")
#: All fates, of promises and of claims.
FATES: Final = tuple(dict.fromkeys((*PROMISE_FATES, *CLAIM_FATES)))

# A promise may be kept a day early, as zones differ.
_LEEWAY: Final = timedelta(days=1)
#: A promise is overdue this long after its date, then it has expired; without a date it is open that long.
OVERDUE: Final = timedelta(days=365)
UNDATED: Final = timedelta(days=180)
# Reports this much apart can be about the same days.
_SAME_TIME: Final = timedelta(days=14)
# A claim about a crossing counts this long, as its state does.
CLAIM_LIFETIME: Final = timedelta(days=150)
# One statement is often about two kinds of traffic.
_RELATED: Final = (
    frozenset(("rail", "passengers", "freight")),
    frozenset(("road", "passengers", "freight")),
)
_OPEN: Final = frozenset(("open", "limited"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What another report says about the subject of a promise or claim."""

    #: "status" (of a crossing), "claim", "promise" or "outcome".
    kind: str
    #: The day it is about: of publication, or the day it is dated. ISO 8601.
    day: str
    mode: str
    #: "open", "limited", "closed" or "postponed".
    state: str
    #: As in `ReportedClaim`; "said" of a statement without a speaker.
    hedge: str
    #: Of a promise: for when; of a status: since when.
    date: str = ""
    #: As printed; "" if nobody is named.
    speaker: str = ""
    is_anonymous: bool = False
    removed: int = 0
    sentence: str
    publisher: str
    article_id: int
    url: str
    #: ISO 639-1.
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A promise, claim or outcome with what became of it."""

    claim: ReportedClaim
    #: One of PROMISE_FATES or CLAIM_FATES; "" of an outcome.
    fate: str
    #: First and last day a promise is for; None if it is not dated.
    due: tuple[date, date] | None = None
    #: Of a kept promise: days after its last day.
    late_days: int = 0
    #: What decided it, oldest first; empty if only time did.
    because: tuple[Evidence, ...] = ()
    #: What speaks against it, oldest first.
    against: tuple[Evidence, ...] = ()
    #: Publisher families that report it, its own included.
    publishers: tuple[str, ...] = ()

    @property
    def is_single_source(self) -> bool:
        """Whether only one publisher family has it."""
        return len(self.publishers) < 2


def judge(claim: ReportedClaim, evidence: Sequence[Evidence], today: date) -> Judged:
    """What became of a claim by the end of `today`; `evidence` is about its subject, in any order."""
    others = sorted(
        (each for each in evidence if each.article_id != claim.article_id and _is_same_traffic(claim, each)),
        key=lambda each: (each.day, each.article_id),
    )
    match claim.kind:
        case "promise":
            return _promise(claim, others, today)
        case "claim":
            return _claim(claim, others, today)
        case _:
            return Judged(claim=claim, fate="", publishers=(claim.publisher,))


def _promise(claim: ReportedClaim, others: Sequence[Evidence], today: date) -> Judged:
    due = date_bounds(claim.date) if claim.date else None
    said = date.fromisoformat(claim.day)
    last = due[1] + OVERDUE if due else said + UNDATED
    counted = [each for each in others if said <= date.fromisoformat(each.day) <= min(today, last)]
    done = [each for each in counted if _fulfils(claim, each, due)]
    against = tuple(each for each in counted if _contradicts(claim, each, due))
    publishers = _publishers(claim, (each for each in others if _repeats(claim, each)))
    late = 0
    if done:
        fate, because = "kept", tuple(done[:1])
        late = max(0, (_happened(done[0]) - due[1]).days) if due else 0
    elif against:
        fate, because = "broken", against[-1:]
    else:
        fate, because = _by_time(due, said, today), ()
    return Judged(
        claim=claim, fate=fate, due=due, late_days=late, because=because, publishers=publishers,
        against=against if done else against[:-1],
    )  # fmt: skip


def _happened(other: Evidence) -> date:
    """The day something was done: as it is dated, else the day of the report."""
    reported = date.fromisoformat(other.day)
    told = date_bounds(other.date) if other.date else None
    return told[1] if told and told[0] == told[1] and told[1] <= reported else reported


def _by_time(due: tuple[date, date] | None, said: date, today: date) -> str:
    if due is None:
        return "open" if today <= said + UNDATED else "expired"
    if today <= due[1]:
        return "open"
    return "overdue" if today <= due[1] + OVERDUE else "expired"


def _fulfils(claim: ReportedClaim, other: Evidence, due: tuple[date, date] | None) -> bool:
    """Whether a later report says that the promised thing is done."""
    if other.kind not in {"status", "outcome"} or other.hedge == "denied" or not _agrees(claim.state, other):
        return False
    day = date.fromisoformat(other.day)
    return day >= due[0] - _LEEWAY if due else other.day > claim.day


def _contradicts(claim: ReportedClaim, other: Evidence, due: tuple[date, date] | None) -> bool:
    """Whether it is denied or put off, or the opposite is so after its date."""
    if other.kind == "outcome":
        is_denial = other.hedge == "denied" and (_agrees(claim.state, other) or other.state == "postponed")
        return other.state == "postponed" or is_denial
    day = date.fromisoformat(other.day)
    if other.kind == "status":
        return due is not None and day > due[1] and not _agrees(claim.state, other)
    if other.kind == "promise" and due is not None and day > due[1]:
        # Promised again for later, after its own date.
        later = date_bounds(other.date) if other.date else None
        return _agrees(claim.state, other) and later is not None and later[0] > due[1]
    return False


def _repeats(claim: ReportedClaim, other: Evidence) -> bool:
    """Whether another publisher promises the same for the same days."""
    if other.kind != "promise" or other.hedge == "denied" or not _agrees(claim.state, other):
        return False
    near = abs(date.fromisoformat(other.day) - date.fromisoformat(claim.day)) <= _SAME_TIME
    mine, theirs = (
        date_bounds(claim.date) if claim.date else None,
        date_bounds(other.date) if other.date else None,
    )
    is_same_time = mine is None or theirs is None or (mine[0] <= theirs[1] and theirs[0] <= mine[1])
    return near and is_same_time and other.removed <= 1


def _claim(claim: ReportedClaim, others: Sequence[Evidence], today: date) -> Judged:
    if not claim.subject or not claim.state:
        return Judged(claim=claim, fate="unchecked", publishers=(claim.publisher,))
    said = date.fromisoformat(claim.day)
    near = [
        each
        for each in others
        if each.day <= today.isoformat() and abs(date.fromisoformat(each.day) - said) <= _SAME_TIME
    ]
    is_denial = claim.hedge == "denied"
    agreeing = [each for each in near if _says_same(claim, each)]
    first_hand = [each for each in agreeing if each.removed <= 1 and each.publisher != claim.publisher]
    against = tuple(each for each in near if _says_otherwise(claim, each))
    confirmed = [each for each in agreeing if each.day >= claim.day and _confirms(claim, each)]
    if confirmed:
        fate, because = "confirmed", tuple(confirmed[:1])
    elif against and not is_denial:
        fate, because = "contradicted", against[-1:]
    elif first_hand:
        fate, because = "corroborated", tuple(first_hand[:1])
    else:
        fate, because = ("single" if today <= said + CLAIM_LIFETIME else "expired"), ()
    rest = against[:-1] if fate == "contradicted" else against
    return Judged(
        claim=claim, fate=fate, because=because, against=rest, publishers=_publishers(claim, first_hand)
    )


def _says_same(claim: ReportedClaim, other: Evidence) -> bool:
    is_denied = (other.hedge == "denied") == (claim.hedge == "denied")
    is_sure = other.kind != "promise" and other.hedge != "rumoured"
    return is_sure and is_denied and _is_same_state(claim.state, other.state)


def _says_otherwise(claim: ReportedClaim, other: Evidence) -> bool:
    if other.kind == "promise":
        return False
    if other.hedge == "denied":
        return claim.hedge != "denied" and _is_same_state(claim.state, other.state)
    is_other = other.publisher != claim.publisher and claim.state in {"open", "limited", "closed"}
    return is_other and claim.hedge != "denied" and not _is_same_state(claim.state, other.state)


def _confirms(claim: ReportedClaim, other: Evidence) -> bool:
    """Whether somebody who may be named says the same later, or says that it is confirmed."""
    if other.hedge == "confirmed":
        return True
    is_named = bool(other.speaker) and not other.is_anonymous and other.removed == 1
    return claim.is_anonymous and is_named


def _publishers(claim: ReportedClaim, others: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((claim.publisher, *(each.publisher for each in others))))


def _agrees(state: str, other: Evidence) -> bool:
    return _is_same_state(state, other.state)


def _is_same_state(one: str, other: str) -> bool:
    return one == other or {one, other} <= _OPEN


def _is_same_traffic(claim: ReportedClaim, other: Evidence) -> bool:
    modes = {claim.mode, other.mode}
    return len(modes) == 1 or bool(modes & {"all", ""}) or any(modes <= related for related in _RELATED)
