"""When a check that finds something wrong becomes an alarm, and when the alarm is over. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitoring import Check, Level, Problem
from storage import Alarm

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

#: An alarm that comes back within this time after its end is the same trouble again. Then its end is believed
#: only after twice as long as the last time, up to `_LONGEST_CALM`: something that comes and goes every hour
#: would otherwise send fifty messages a day, and nobody would read the next one. So it sends about ten.
RETURNS_WITHIN, _LONGEST_CALM = _DAY, 12 * _HOUR
#: Hour of the daily summary, UTC.
DAILY_HOUR = 6
#: Alarms that are still open are repeated after this long, with the others of the day: urgent ones daily,
#: others weekly. An hour less, so that the summary does not come later every day.
_REPEAT_URGENT, _REPEAT_OTHER = _DAY - _HOUR, 7 * _DAY - _HOUR


@dataclass(frozen=True, slots=True)
class Rule:
    """When a check becomes an alarm."""

    #: How long it must find something wrong, and for how long nothing, until it is told.
    patience: timedelta = 10 * _MINUTE
    calm: timedelta = 10 * _MINUTE
    #: From which level on.
    level: Level = Level.FAIL
    #: Told at once; otherwise with the daily summary.
    is_urgent: bool = True


#: By name of the check; the others have the defaults.
RULES: Mapping[str, Rule] = {
    # These have been wrong for long when the check says so.
    "jobs": Rule(timedelta(), 10 * _MINUTE, Level.WARN),
    "backup": Rule(timedelta(), 10 * _MINUTE, Level.WARN),
    "integrity": Rule(timedelta(), 10 * _MINUTE, Level.WARN),
    "recipients": Rule(timedelta(), 10 * _MINUTE, Level.WARN),
    "failing-sources": Rule(timedelta(), _HOUR, Level.WARN, is_urgent=False),
    # Nothing that was recorded since can be trusted.
    "clock": Rule(timedelta(), 10 * _MINUTE, Level.WARN),
    # A file that is being edited may be invalid for a minute.
    "settings": Rule(5 * _MINUTE, 5 * _MINUTE, Level.WARN),
    "disk": Rule(10 * _MINUTE, 10 * _MINUTE, Level.WARN),
    # Routers and mail servers restart; what is over within a quarter of an hour needs nobody.
    "connection": Rule(15 * _MINUTE, 10 * _MINUTE),
    "mail": Rule(15 * _MINUTE, 10 * _MINUTE),
    "sources": Rule(30 * _MINUTE, 30 * _MINUTE),
}
_DEFAULT = Rule()

_AGES = {"backup", "failing-sources", "grouping", "integrity", "jobs", "outbox", "polling", "tagging"}
#: While a check fails, what these others say is its consequence, or can't be known.
CONSEQUENCES: Mapping[str, frozenset[str]] = {
    "clock": frozenset(_AGES),
    "connection": frozenset({"failing-sources", "mail", "outbox", "polling", "sources"}),
    "mail": frozenset({"outbox"}),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong now."""

    kind: str
    subject: str
    level: Level
    proof: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to store, and what to tell."""

    #: Alarms to store, as they are to be.
    changed: Sequence[Alarm] = ()
    #: Of those: alarms to tell as new, and as over.
    raised: Sequence[Alarm] = ()
    cleared: Sequence[Alarm] = ()
    #: Alarms that are still open and are told again; only in a daily summary.
    still_open: Sequence[Alarm] = ()
    is_daily: bool = False

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.raised or self.cleared or self.still_open)


def rule_of(kind: str) -> Rule:
    """The rule of a kind of alarm."""
    return RULES.get(kind, _DEFAULT)


def found_in(checks: Iterable[Check]) -> list[Found]:
    """What is wrong now and serious enough to become an alarm."""
    return [
        Found(check.name, one.subject, check.level, one.text, one.help or check.help)
        for check in checks
        if not check.is_ok and check.level.rank >= rule_of(check.name).level.rank
        for one in check.problems or (Problem("", check.text),)
    ]


def decide(
    known: Sequence[Alarm],
    recent: Sequence[Alarm],
    checks: Sequence[Check],
    now: datetime,
    *,
    is_daily_due: bool = False,
) -> Decision:
    """What changes at `now` (aware UTC).

    `known` are the alarms that are not over, `recent` the ones cleared within `RETURNS_WITHIN`. Checks that
    are missing say nothing about their alarms, and so do the consequences of others.
    """
    failing = {check.name for check in checks if check.level is Level.FAIL}
    unknown = frozenset[str]().union(*(CONSEQUENCES.get(name, frozenset()) for name in failing))
    said = {check.name for check in checks} - unknown
    wrong = {(one.kind, one.subject): one for one in found_in(checks) if one.kind in said}
    is_open = {(alarm.kind, alarm.subject): alarm for alarm in known if alarm.cleared_at is None}
    returned = {(alarm.kind, alarm.subject): alarm for alarm in recent}
    changed = [
        *(_noticed(one, returned.get(key), now) for key, one in wrong.items() if key not in is_open),
        *(
            _wrong_again(alarm, wrong[key], now) if key in wrong else _well(alarm, now)
            for key, alarm in is_open.items()
            if key in wrong or alarm.kind in said
        ),
        *(alarm for alarm in known if alarm.cleared_at is not None),
    ]
    untouched = [alarm for key, alarm in is_open.items() if key not in wrong and alarm.kind not in said]
    return _told([*changed, *untouched], known, now, is_daily_due=is_daily_due)


def _told(alarms: Sequence[Alarm], known: Sequence[Alarm], now: datetime, *, is_daily_due: bool) -> Decision:
    """Choose what is told now, and mark it as told."""

    def is_now(alarm: Alarm) -> bool:
        return is_daily_due or rule_of(alarm.kind).is_urgent

    is_raised = [one for one in alarms if one.raised_at and not one.cleared_at]
    raised = [one for one in is_raised if not one.told_at and is_now(one)]
    # What nobody was told of need not be called off.
    ended = [one for one in alarms if one.cleared_at and not one.is_end_told]
    cleared = [one for one in ended if one.told_at and is_now(one)]
    silent = [one for one in ended if not one.told_at]
    old = [one for one in is_raised if one.told_at]
    is_repeated = is_daily_due and any(_is_due_again(one, now) for one in old)
    # Whatever is told in a summary, the rest of what is open stands in it, too.
    still_open = old if is_daily_due and (raised or cleared or is_repeated) else []
    marked = {id(one): replace(one, told_at=now) for one in (*raised, *still_open)}
    marked |= {id(one): replace(one, is_end_told=True) for one in (*cleared, *silent)}
    before = {alarm.id: alarm for alarm in known}
    after = [marked.get(id(one), one) for one in alarms]
    return Decision(
        changed=[one for one in after if not one.id or before.get(one.id) != one],
        raised=[marked[id(one)] for one in raised],
        cleared=[marked[id(one)] for one in cleared],
        still_open=[marked[id(one)] for one in still_open],
        is_daily=is_daily_due,
    )


def _is_due_again(alarm: Alarm, now: datetime) -> bool:
    limit = _REPEAT_URGENT if rule_of(alarm.kind).is_urgent else _REPEAT_OTHER
    return alarm.told_at is not None and _passed(alarm.told_at, now) >= limit


def _noticed(one: Found, earlier: Alarm | None, now: datetime) -> Alarm:
    made = Alarm(
        kind=one.kind,
        subject=one.subject,
        level=str(one.level),
        proof=one.proof,
        help=one.help,
        noticed_at=now,
        returns=earlier.returns + 1 if earlier else 0,
    )
    return _raised_if_due(made, now)


def _wrong_again(alarm: Alarm, one: Found, now: datetime) -> Alarm:
    """An open alarm whose cause is still there; the first proof is kept, unless it got worse."""
    if str(one.level) != alarm.level:
        alarm = replace(alarm, level=str(one.level), proof=one.proof, help=one.help)
    return _raised_if_due(replace(alarm, well_since=None), now)


def _raised_if_due(alarm: Alarm, now: datetime) -> Alarm:
    is_due = alarm.raised_at is None and _passed(alarm.noticed_at, now) >= rule_of(alarm.kind).patience
    return replace(alarm, raised_at=now) if is_due else alarm


def _well(alarm: Alarm, now: datetime) -> Alarm:
    """An open alarm whose cause is gone: over after some calm.

    What has not been raised yet waits as well: a fault that is gone at every other look would never be told.
    """
    since = alarm.well_since or now
    calm = min(rule_of(alarm.kind).calm * 2**alarm.returns, _LONGEST_CALM)
    cleared_at = now if _passed(since, now) >= calm else None
    return replace(alarm, well_since=since, cleared_at=cleared_at)


def _passed(since: datetime, now: datetime) -> timedelta:
    """How long ago a time was; 0 for one in the future, which a clock wrote that was ahead."""
    return max(now - since, timedelta())
