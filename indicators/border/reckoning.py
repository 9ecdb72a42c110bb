"""Reckons the state of a crossing from statements and decisions. Pure.

The newest statement on the crossing counts, until it is too old. One on the whole border counts only where
nothing is said of the crossing, or when the border was closed after that, or is said to be still closed after
one publisher told of an opening; it never opens a crossing that was last reported closed. A plan is never
more than planned.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from classifier import Crossing
from indicators.border.states import MIN_PUBLISHERS, BorderState
from storage import BorderDecision, BorderStatement

#: For how many days a statement counts: a closure lasts until somebody reports otherwise, traffic may stop
#: unnoticed.
LIFETIMES: Final[Mapping[str, int]] = {"open": 150, "limited": 120, "closed": 240, "planned": 180}
# A plan with a date counts this long after it.
_AFTER_DATE: Final = timedelta(days=30)
# Reports this much apart can be about the same days, and so contradict each other.
_SAME_TIME: Final = timedelta(days=14)
#: Places that mean every crossing.
EVERYWHERE: Final = frozenset(("border",))
# What began this long before an opening can be its background.
_LONG_BEFORE: Final = timedelta(days=30)
# Of statements of one day the more careful one counts.
_CAREFUL: Final[Mapping[str, int]] = {"open": 0, "limited": 1, "closed": 2}


def reckon_border(
    crossing: Crossing,
    statements: Iterable[BorderStatement],
    decisions: Iterable[BorderDecision],
    today: date,
) -> list[BorderState]:
    """The state of each kind of traffic the crossing is built for, as of the end of `today`.

    Statements on other crossings are ignored, as are decisions that were not in force then (UTC).
    """
    about = [each for each in statements if each.place in crossing.places or each.place in EVERYWHERE]
    in_force = [each for each in decisions if each.crossing == crossing.id and _is_in_force(each, today)]
    return [
        _state(
            crossing.id,
            mode,
            [each for each in about if each.mode in {mode, "all"}],
            [each for each in in_force if each.mode in {mode, "all"}],
            today,
        )
        for mode in crossing.modes
    ]


def _state(
    crossing: str,
    mode: str,
    statements: Sequence[BorderStatement],
    decisions: Sequence[BorderDecision],
    today: date,
) -> BorderState:
    own = [each for each in statements if each.place not in EVERYWHERE]
    current = [each for each in own if each.state != "planned"]
    chosen = _chosen(current, [each for each in statements if each.place in EVERYWHERE], today)
    decision = _decision(decisions, current)
    plan = _plan(statements, chosen, decision, today)
    if decision is not None:
        since = decision.at.date().isoformat()
        return BorderState(
            crossing=crossing, mode=mode, state=decision.state, since=since, plan=plan, decision=decision,
            against=_against_decision(decision, current, today),
        )  # fmt: skip
    if chosen is None:
        last = max(current, key=_rank, default=None)
        state = "planned" if plan else "unknown"
        return BorderState(
            crossing=crossing, mode=mode, state=state, plan=plan, last=last, statement=plan,
            since=plan.day if plan else "", publishers=len(_planning(plan, statements)),
        )  # fmt: skip
    same = [each for each in statements if (each.place in EVERYWHERE) == (chosen.place in EVERYWHERE)]
    return _reported(crossing, mode, chosen, [each for each in same if each.state != "planned"], plan, today)


def _planning(plan: BorderStatement | None, statements: Sequence[BorderStatement]) -> set[str]:
    """Who reports this plan, or another one for the same place."""
    if plan is None:
        return set()
    return {each.publisher for each in statements if each.state == "planned" and each.place == plan.place}


def _reported(
    crossing: str,
    mode: str,
    chosen: BorderStatement,
    others: Sequence[BorderStatement],
    plan: BorderStatement | None,
    today: date,
) -> BorderState:
    run = _run(chosen, others)
    since = chosen.date or min(each.date or each.day for each in run)
    return BorderState(
        crossing=crossing,
        mode=mode,
        state=chosen.state,
        since=since,
        statement=chosen,
        publishers=len({each.publisher for each in run if _is_fresh(each, today)}),
        is_general=chosen.place in EVERYWHERE,
        stale_on=_day(chosen.day) + timedelta(days=LIFETIMES[chosen.state]),
        against=_against(chosen, others, today),
        plan=plan,
    )


def _chosen(
    current: Sequence[BorderStatement], general: Sequence[BorderStatement], today: date
) -> BorderStatement | None:
    """The statement that counts; None if all are too old."""
    fresh = [each for each in current if _is_fresh(each, today)]
    own = max(fresh, key=_rank, default=None)
    if own is not None and own.mode == "all":
        # What was said shortly before of this kind of traffic says more.
        near = [each for each in fresh if each.mode != "all" and _day(own.day) - _day(each.day) <= _SAME_TIME]
        own = max(near, key=_rank, default=own)
    if own is not None:
        own = _overtaking(own, fresh) or own
    wide = max(
        (each for each in general if each.state != "planned" and _is_fresh(each, today)),
        key=_rank,
        default=None,
    )
    if wide is None:
        return own
    if own is not None:
        is_shut = wide.state == "closed" and own.state != "closed"
        is_shut_since = is_shut and wide.date[:10] > own.day
        # One publisher's opening does not stand against a later report that the border is still closed.
        is_later = wide.day > own.day and not wide.date
        is_doubted = is_shut and is_later and len(_publishers(own, fresh)) == 1
        return wide if is_shut_since or is_doubted else own
    last = max(current, key=_rank, default=None)
    is_opening_closed = wide.state != "closed" and last is not None and last.state == "closed"
    return None if is_opening_closed else wide


def _overtaking(chosen: BorderStatement, fresh: Iterable[BorderStatement]) -> BorderStatement | None:
    """The last of several openings reported in these days, if what was chosen began long before them.

    A report that traffic stopped in spring tells how it came to what others report this week.
    """
    if not chosen.date or chosen.state == "open":
        return None
    begun = _day(chosen.date) + _LONG_BEFORE
    later = [
        each
        for each in fresh
        if each.state == "open"
        and each.mode == chosen.mode
        and _day(chosen.day) - _day(each.day) <= _SAME_TIME
        and _day(each.date or each.day) > begun
    ]
    is_told_by_several = len({each.publisher for each in later}) >= MIN_PUBLISHERS
    return max(later, key=_rank) if is_told_by_several else None


def _publishers(chosen: BorderStatement, others: Iterable[BorderStatement]) -> set[str]:
    return {each.publisher for each in others if each.state == chosen.state and each.mode == chosen.mode}


def _run(chosen: BorderStatement, others: Iterable[BorderStatement]) -> list[BorderStatement]:
    """The statements of the same state, back to the last one that says otherwise; with `chosen`."""
    run = [chosen]
    for each in sorted(others, key=_rank, reverse=True):
        if each.state == chosen.state:
            run.append(each)
        elif each.day < run[-1].day:
            break
    return run


def _against(
    chosen: BorderStatement, others: Iterable[BorderStatement], today: date
) -> tuple[BorderStatement, ...]:
    """What others say of the same days; a change since then is no contradiction."""
    earliest = (_day(chosen.day) - _SAME_TIME).isoformat()
    since = max(earliest, chosen.date[:10]) if chosen.date else earliest
    found = [
        each
        for each in others
        if each.state != chosen.state
        and each.mode == chosen.mode
        and each.article_id != chosen.article_id
        and each.day >= since
        and _is_fresh(each, today)
    ]
    return tuple(sorted(found, key=_rank, reverse=True))


def _against_decision(
    decision: BorderDecision, current: Iterable[BorderStatement], today: date
) -> tuple[BorderStatement, ...]:
    """Newer reports that contradict a pinned state."""
    day = decision.at.date().isoformat()
    found = [
        each for each in current if each.state != decision.state and each.day > day and _is_fresh(each, today)
    ]
    return tuple(sorted(found, key=_rank, reverse=True))


def _decision(
    decisions: Sequence[BorderDecision], current: Iterable[BorderStatement]
) -> BorderDecision | None:
    """The last decision, if it is pinned or no later report speaks of the crossing."""
    last = max(decisions, key=lambda each: (each.at, each.id), default=None)
    if last is None or last.kind == "pin":
        return last
    day = last.at.date().isoformat()
    return None if any(each.day > day for each in current) else last


def _plan(
    statements: Iterable[BorderStatement],
    chosen: BorderStatement | None,
    decision: BorderDecision | None,
    today: date,
) -> BorderStatement | None:
    """The newest plan that is neither too old nor overtaken by an opening."""
    found = max(
        (each for each in statements if each.state == "planned" and _is_fresh(each, today)),
        key=_rank,
        default=None,
    )
    if found is None:
        return None
    after = decision.at.date().isoformat() if decision else ""
    if chosen and chosen.state in {"open", "limited"}:
        after = max(after, chosen.day)
    return found if found.day > after or (found.date[:10] > today.isoformat()) else None


def _rank(statement: BorderStatement) -> tuple[str, int, int]:
    return statement.day, _CAREFUL.get(statement.state, 0), statement.id


def _is_fresh(statement: BorderStatement, today: date) -> bool:
    if statement.state == "planned" and len(statement.date) >= 10:
        return today <= _day(statement.date) + _AFTER_DATE
    return today < _day(statement.day) + timedelta(days=LIFETIMES[statement.state])


def _is_in_force(decision: BorderDecision, today: date) -> bool:
    def is_by(moment: datetime) -> bool:
        return moment.date() <= today

    return is_by(decision.at) and not (decision.withdrawn_at and is_by(decision.withdrawn_at))


def _day(text: str) -> date:
    """The first day of a year, a month or a day."""
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])
