"""When alarms begin and end, and what their messages say."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.delivery import MessageDefaults
from monitoring import Check, Level, Problem
from scheduler.alarms.messages import addresses_for, content_for, key_of, render, subject_of
from scheduler.alarms.rules import RULES, Decision, decide, rule_of
from storage import Alarm
from tests.samples import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DEFAULTS = MessageDefaults("Yalu <yalu@example.org>")
OK = Check("mail", Level.OK, "No mail is held up.")
HELD = Check("mail", Level.FAIL, "The mail server has accepted nothing.", "yalu outbox")
JOBS_OK = Check("jobs", Level.OK, "All on time.")


def failing(*names: str, level: Level = Level.WARN) -> Check:
    problems = tuple(Problem(name, f"The job {name} failed.", f"yalu jobs run {name}") for name in names)
    return Check("jobs", level, "Jobs failing.", "yalu jobs", problems=problems)


def sources(*names: str) -> Check:
    problems = tuple(Problem(name, f"{name} was last read long ago.") for name in names)
    level = Level.WARN if names else Level.OK
    return Check("failing-sources", level, "Sources failing.", "yalu sources", problems=problems)


class Desk:
    """An operator's desk: alarms as they would be stored, and what was told."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []
        self.told: list[Decision] = []
        self._days: set[str] = set()

    def look(self, checks: Sequence[Check], now: datetime, *, daily: bool = False) -> Decision:
        """One look, stored as the archive would."""
        recent = [
            one for one in self.alarms if one.cleared_at and one.cleared_at >= now - DAY and one.raised_at
        ]
        known = [one for one in self.alarms if not (one.cleared_at and one.is_end_told)]
        made = decide(known, recent, checks, now, is_daily_due=daily)
        for alarm in made.changed:
            if alarm.id:
                self.alarms[alarm.id - 1] = alarm
            else:
                self.alarms.append(replace(alarm, id=len(self.alarms) + 1))
        if made.is_told:
            self.told.append(made)
        return made


def test_a_fault_is_told_once_when_it_has_lasted_and_once_when_it_is_over() -> None:
    desk = Desk()
    for minute in range(60):
        desk.look([HELD], NOW + minute * MINUTE)
    for minute in range(60, 120):
        desk.look([OK], NOW + minute * MINUTE)
    raised, cleared = desk.told
    assert [one.kind for one in raised.raised] == ["mail"]
    assert raised.raised[0].raised_at == NOW + rule_of("mail").patience
    assert [one.kind for one in cleared.cleared] == ["mail"]
    assert cleared.cleared[0].well_since == NOW + 60 * MINUTE
    assert desk.look([OK], NOW + 3 * HOUR).changed == []


def test_what_is_over_soon_is_told_to_nobody() -> None:
    desk = Desk()
    for start in range(0, 600, 30):
        for minute in range(30):
            desk.look([HELD if minute < 10 else OK], NOW + (start + minute) * MINUTE)
    assert desk.told == []


def test_a_fault_that_is_gone_at_every_other_look_is_told_all_the_same() -> None:
    desk = Desk()
    for minute in range(60):
        desk.look([OK if minute % 2 else HELD], NOW + minute * MINUTE)
    assert len(desk.told) == 1
    assert desk.told[0].raised[0].noticed_at == NOW


def test_nothing_is_stored_while_nothing_changes() -> None:
    desk = Desk()
    desk.look([HELD], NOW)
    assert desk.look([HELD], NOW + MINUTE).changed == []
    desk.look([HELD], NOW + HOUR)
    assert desk.look([HELD], NOW + HOUR + MINUTE).changed == []


def test_a_fault_that_comes_and_goes_sends_fewer_and_fewer_messages() -> None:
    desk = Desk()
    for minute in range(0, 24 * 60, 2):
        is_up = minute % 60 < 20
        desk.look([OK if is_up else HELD], NOW + minute * MINUTE)
    assert 2 <= len(desk.told) <= 10
    quiet = NOW + DAY
    for minute in range(0, 24 * 60, 10):
        desk.look([OK], quiet + minute * MINUTE)
    assert not [one for one in desk.alarms if not one.cleared_at]
    assert len(desk.told) <= 11


def test_several_faults_of_one_look_are_one_message() -> None:
    desk = Desk()
    desk.look([failing("backup", "verify"), Check("disk", Level.OK, "x")], NOW)
    (told,) = desk.told
    assert [one.subject for one in told.raised] == ["backup", "verify"]
    desk.look([failing("verify")], NOW + HOUR)
    desk.look([failing("verify")], NOW + 2 * HOUR)
    assert [one.subject for one in desk.told[1].cleared] == ["backup"]


def test_a_warning_that_needs_nobody_is_no_alarm() -> None:
    desk = Desk()
    slow = Check("tagging", Level.WARN, "3 articles wait.", "yalu tag")
    for hour in range(30):
        desk.look([slow], NOW + hour * HOUR)
    assert desk.alarms == []


def test_failing_sources_wait_for_the_summary_of_the_day() -> None:
    desk = Desk()
    desk.look([sources("a")], NOW)
    desk.look([sources("a", "b")], NOW + 5 * HOUR)
    assert desk.told == []
    desk.look([sources("a", "b")], NOW + 20 * HOUR, daily=True)
    (told,) = desk.told
    assert told.is_daily
    assert [one.subject for one in told.raised] == ["a", "b"]
    desk.look([sources("a", "b")], NOW + 44 * HOUR, daily=True)
    assert len(desk.told) == 1
    desk.look([sources("a")], NOW + 50 * HOUR)
    desk.look([sources("a")], NOW + 52 * HOUR)
    desk.look([sources("a")], NOW + 68 * HOUR, daily=True)
    assert [one.subject for one in desk.told[1].cleared] == ["b"]
    assert [one.subject for one in desk.told[1].still_open] == ["a"]
    desk.look([sources("a")], NOW + 68 * HOUR + 7 * DAY, daily=True)
    assert [one.subject for one in desk.told[2].still_open] == ["a"]


def test_a_source_that_recovered_before_the_summary_is_not_told() -> None:
    desk = Desk()
    desk.look([sources("a")], NOW)
    desk.look([sources()], NOW + HOUR)
    desk.look([sources()], NOW + 3 * HOUR)
    desk.look([sources()], NOW + 20 * HOUR, daily=True)
    assert desk.told == []
    assert all(one.is_end_told for one in desk.alarms)


def test_an_open_alarm_is_repeated_once_a_day() -> None:
    desk = Desk()
    for hour in range(96):
        desk.look([failing("backup")], NOW + hour * HOUR, daily=hour % 24 == 1)
    assert [len(told.still_open) for told in desk.told] == [0, 1, 1, 1]


def test_what_a_moved_clock_or_a_lost_connection_explains_is_no_alarm_of_its_own() -> None:
    desk = Desk()
    clock = Check("clock", Level.FAIL, "The clock was put forward by 400 days.", "timedatectl")
    ahead = NOW + 400 * DAY
    for minute in range(60):
        desk.look([clock, failing("backup"), sources("a"), OK], ahead + minute * MINUTE)
    assert {one.kind for told in desk.told for one in told.raised} == {"clock"}
    well = Check("clock", Level.OK, "fine")
    for minute in range(120, 180):
        desk.look([well, JOBS_OK, sources(), OK], NOW + minute * MINUTE)
    assert [one.kind for told in desk.told for one in told.cleared] == ["clock"]
    assert all(one.cleared_at for one in desk.alarms)


def test_an_outage_that_began_is_not_followed_by_an_alarm_about_mail() -> None:
    desk = Desk()
    down = Check("connection", Level.FAIL, "Our own connection is down.", "yalu sources check")
    for minute in range(90):
        desk.look([down, HELD], NOW + minute * MINUTE)
    assert [one.kind for told in desk.told for one in told.raised] == ["connection"]


def test_checks_that_are_missing_say_nothing() -> None:
    desk = Desk()
    desk.look([failing("backup")], NOW)
    desk.look([Check("archive", Level.FAIL, "It is damaged.")], NOW + DAY)
    assert desk.alarms[0].well_since is None
    assert desk.alarms[0].cleared_at is None


def test_times_from_a_clock_that_was_ahead_do_no_harm() -> None:
    desk = Desk()
    desk.look([HELD], NOW + 400 * DAY)
    desk.look([HELD], NOW)
    assert desk.told == []
    desk.alarms = [replace(desk.alarms[0], noticed_at=NOW, raised_at=NOW, told_at=NOW + 400 * DAY)]
    desk.look([OK], NOW)
    desk.look([OK], NOW + HOUR)
    assert len(desk.told[0].cleared) == 1


def test_an_alarm_that_got_worse_has_the_new_proof() -> None:
    desk = Desk()
    desk.look([failing("poll")], NOW)
    worse = replace(failing("poll", level=Level.FAIL), problems=(Problem("poll", "It failed 9 times."),))
    desk.look([worse], NOW + MINUTE)
    assert (desk.alarms[0].level, desk.alarms[0].proof) == ("fail", "It failed 9 times.")
    assert len(desk.told) == 1


def test_every_rule_is_about_a_check_that_exists() -> None:
    from monitoring import check_all
    from tests.unit.test_monitoring_checks import healthy

    assert set(RULES) <= {check.name for check in check_all(healthy())}


def alarm(**changes: object) -> Alarm:
    made = Alarm(
        id=1,
        kind="jobs",
        subject="backup",
        level="warn",
        proof="The job backup failed, twice: https://x.example/?token=abc.",
        help="yalu jobs run backup",
        noticed_at=NOW,
        raised_at=NOW,
        told_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


RAISED = Decision(raised=[alarm()])
OVER = Decision(cleared=[alarm(well_since=NOW + HOUR, cleared_at=NOW + 2 * HOUR)])


def test_a_message_has_the_proof_the_time_and_the_command_that_helps() -> None:
    rendered = render(RAISED, "From desk", NOW)
    assert rendered.subject.startswith("Yaluwatch needs a person: The job backup failed, twice")
    for wanted in ("since 2026-11-24 05:00 UTC", "see: yalu jobs run backup", "From desk", "Needs a person"):
        assert wanted in rendered.text
    assert "abc" not in rendered.text + rendered.subject + rendered.html
    over = render(OVER, "From desk", NOW).text
    assert "from 2026-11-24 05:00 UTC to 2026-11-24 06:00 UTC" in over
    again = render(Decision(raised=[alarm(returns=2)]), "", NOW).text
    assert "2 returns within a day" in again


def test_the_subject_counts_what_it_can_not_name() -> None:
    assert subject_of(OVER).startswith("Yaluwatch, over: The job backup")
    both = Decision(raised=RAISED.raised, cleared=OVER.cleared, still_open=[alarm(), alarm()])
    assert subject_of(both) == "Yaluwatch alarms: 1 new, 1 over, 2 still open"
    long = Decision(raised=[alarm(proof="x" * 500)])
    assert len(subject_of(long)) <= 120


def test_the_same_message_has_the_same_key_whoever_composes_it() -> None:
    assert key_of(RAISED, NOW) == key_of(RAISED, NOW + HOUR)
    assert key_of(RAISED, NOW) != key_of(OVER, NOW)
    assert key_of(replace(RAISED, is_daily=True), NOW) == "daily 2026-11-24"


def test_each_kind_of_address_gets_its_form() -> None:
    rendered = render(RAISED, "From desk", NOW)
    _, name, mail = content_for("ops@example.org", rendered, RAISED, DEFAULTS, NOW)
    read = message_from_bytes(mail, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert (read["To"], read["Message-ID"]) == ("ops@example.org", name)
    assert read["Auto-Submitted"] == "auto-generated"
    body = read.get_body(("plain",))
    assert body
    assert "The job backup failed" in body.get_content()
    _, _, hook = content_for("https://hook.example/x", rendered, RAISED, DEFAULTS, NOW)
    data = json.loads(hook)
    assert data["type"] == "yaluwatch.alarm"
    assert data["raised"][0]["help"] == "yalu jobs run backup"
    assert "abc" not in hook.decode()
    _, _, ended = content_for("https://hook.example/x", rendered, OVER, DEFAULTS, NOW)
    assert json.loads(ended)["cleared"][0]["until"] == "2026-11-24T06:00:00Z"
    _, _, chat = content_for("slack://a/b/c", rendered, RAISED, DEFAULTS, NOW)
    assert set(json.loads(chat)) == {"title", "body"}


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (Decision(raised=[alarm(kind="mail")]), ["https://hook.example/"]),
        (Decision(raised=[alarm(kind="mail"), alarm()]), ["ops@example.org", "https://hook.example/"]),
        (Decision(cleared=[alarm(kind="mail")]), ["ops@example.org", "https://hook.example/"]),
    ],
)
def test_that_mail_is_refused_is_not_told_by_mail(decision: Decision, told: list[str]) -> None:
    assert addresses_for(decision, ["ops@example.org", "https://hook.example/"]) == told


@given(
    st.lists(
        st.tuples(
            st.integers(1, 90),
            st.sampled_from([OK, HELD]),
            st.sampled_from([JOBS_OK, failing("backup"), failing("backup", "verify")]),
            st.sampled_from([sources(), sources("a"), sources("a", "b")]),
        ),
        max_size=60,
    )
)
@settings(max_examples=60)
def test_whatever_comes_and_goes_each_alarm_is_told_once_and_its_end_once(
    looks: list[tuple[int, Check, Check, Check]],
) -> None:
    desk, now, day = Desk(), NOW, NOW.date()
    calm = [(30, OK, JOBS_OK, sources())] * (3 * 48)
    for minutes, *checks in [*looks, *calm]:
        now += minutes * MINUTE
        is_daily, day = now.date() != day, now.date()
        desk.look(checks, now, daily=is_daily)
    assert all(one.cleared_at and one.is_end_told for one in desk.alarms)
    raised = [(one.kind, one.subject, one.noticed_at) for told in desk.told for one in told.raised]
    cleared = [(one.kind, one.subject, one.noticed_at) for told in desk.told for one in told.cleared]
    assert len(raised) == len(set(raised))
    assert sorted(raised) == sorted(cleared)
