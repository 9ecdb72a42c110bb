from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.digests import due_period, next_due
from tests.samples import subscription
from yaluwatch.model import Frequency

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_a_daily_digest_is_due_from_its_local_hour_on() -> None:
    seoul = subscription(timezone="Asia/Seoul", hours=(8,), created_at=LONG_AGO)
    assert due_period(seoul, {"2026-11-23"}, at("2026-11-24T07:59", "Asia/Seoul")) is None
    assert due_period(seoul, {"2026-11-23"}, at("2026-11-24T08:00", "Asia/Seoul")) == "2026-11-24"


def test_a_digest_on_record_is_not_due_again() -> None:
    assert due_period(subscription(), {"2026-11-24"}, at("2026-11-24T09:00")) is None


def test_a_digest_missed_in_the_night_is_due_once_when_we_are_back() -> None:
    assert due_period(subscription(), {"2026-11-20"}, at("2026-11-24T23:00")) == "2026-11-24"


def test_a_weekly_digest_leaves_on_monday_or_as_soon_after_as_we_run() -> None:
    weekly = subscription(frequency=Frequency.WEEKLY, created_at=LONG_AGO)
    assert due_period(weekly, {"2026-W47"}, at("2026-11-23T07:00")) is None
    assert due_period(weekly, set(), at("2026-11-23T07:00")) == "2026-W47"
    assert due_period(weekly, set(), at("2026-11-23T08:00")) == "2026-W48"
    assert due_period(weekly, set(), at("2026-11-26T03:00")) == "2026-W48"
    assert due_period(weekly, {"2026-W48"}, at("2026-11-29T23:00")) is None


def test_a_new_subscription_waits_for_its_hour_to_strike() -> None:
    noon = at("2026-11-24T12:00")
    assert due_period(subscription(created_at=noon), set(), noon) is None
    assert due_period(subscription(created_at=noon), set(), at("2026-11-25T07:59")) is None
    assert due_period(subscription(created_at=noon), set(), at("2026-11-25T08:00")) == "2026-11-25"
    assert next_due(subscription(created_at=noon), set(), noon) == at("2026-11-25T08:00")
    weekly = subscription(frequency=Frequency.WEEKLY, created_at=noon)
    assert due_period(weekly, set(), at("2026-11-29T12:00")) is None
    assert due_period(weekly, set(), at("2026-11-30T08:00")) == "2026-W49"


def test_a_paused_subscription_is_never_due() -> None:
    assert due_period(subscription(paused=True), set(), at("2026-11-24T09:00")) is None
    assert next_due(subscription(paused=True), set(), at("2026-11-24T09:00")) is None


@pytest.mark.parametrize("zone", ["Asia/Seoul", "Asia/Shanghai", "America/New_York", "Europe/London"])
@pytest.mark.parametrize("start", ["2026-03-01", "2026-10-20"])
def test_a_year_of_clock_changes_gives_one_digest_a_day_at_eight(zone: str, start: str) -> None:
    daily = subscription(timezone=zone, hours=(8,), created_at=LONG_AGO)
    now = at(f"{start}T00:00", zone)
    yesterday = due_period(daily, (), now)
    assert yesterday is not None
    sent: dict[str, datetime] = {yesterday: at(f"{start}T08:00", zone).astimezone(ZoneInfo(zone))}
    for _ in range(40 * 24 * 4):
        if key := due_period(daily, sent, now):
            sent[key] = now.astimezone(ZoneInfo(zone))
        now += timedelta(minutes=15)
    assert len(sent) in (41, 42)
    assert {(time.hour, time.minute) for time in sent.values()} == {(8, 0)}


@pytest.mark.parametrize("hour", [0, 1, 8, 23])
def test_a_machine_off_across_midnight_sends_the_digest_it_missed_when_it_is_back(hour: int) -> None:
    daily = subscription(
        timezone="Asia/Seoul", hours=(hour,), created_at=at("2026-11-01T12:00", "Asia/Seoul")
    )
    sent: set[str] = set()
    now = at("2026-11-01T12:00", "Asia/Seoul")
    while now < at("2026-11-11T12:00", "Asia/Seoul"):
        local = now.astimezone(ZoneInfo("Asia/Seoul"))
        is_off = (local.hour, local.minute) >= (22, 50) or (local.hour, local.minute) < (0, 10)
        if not is_off and (key := due_period(daily, sent, now)):
            sent.add(key)
        now += timedelta(minutes=5)
    assert len(sent) == 10


def test_after_a_long_sleep_only_the_newest_missed_period_is_due() -> None:
    daily = subscription(created_at=LONG_AGO)
    assert due_period(daily, {"2026-11-20"}, at("2026-11-24T03:00")) == "2026-11-23"
    assert due_period(daily, {"2026-11-20", "2026-11-23"}, at("2026-11-24T03:05")) is None
    weekly = subscription(frequency=Frequency.WEEKLY, created_at=LONG_AGO)
    assert due_period(weekly, {"2026-W45"}, at("2026-11-23T01:00")) == "2026-W47"


def test_several_hours_a_day_have_a_digest_each_and_the_first_keeps_the_days_key() -> None:
    often = subscription(hours=(20, 8, 14), created_at=LONG_AGO)
    assert due_period(often, set(), at("2026-11-24T08:00")) == "2026-11-24"
    assert due_period(often, {"2026-11-24"}, at("2026-11-24T13:59")) is None
    assert due_period(often, {"2026-11-24"}, at("2026-11-24T14:00")) == "2026-11-24#2"
    assert due_period(often, set(), at("2026-11-25T07:59")) == "2026-11-24#3"
    assert next_due(often, {"2026-11-24"}, at("2026-11-24T09:00")) == at("2026-11-24T14:00")


def test_weekends_and_holidays_are_left_out() -> None:
    # 26 November 2026 is Thanksgiving, a Thursday.
    desk = subscription(days=(1, 2, 3, 4, 5), holidays=("US",), created_at=LONG_AGO)
    assert due_period(desk, {"2026-11-25"}, at("2026-11-26T12:00")) is None
    assert due_period(desk, {"2026-11-25"}, at("2026-11-27T08:00")) == "2026-11-27"
    assert due_period(desk, {"2026-11-27"}, at("2026-11-29T12:00")) is None
    assert next_due(desk, {"2026-11-25"}, at("2026-11-25T09:00")) == at("2026-11-27T08:00")
    # Seollal, three days in a row.
    seoul = subscription(holidays=("KR",), timezone="Asia/Seoul", created_at=LONG_AGO)
    assert next_due(seoul, {"2026-02-15"}, at("2026-02-15T09:00", "Asia/Seoul")) == at(
        "2026-02-19T08:00", "Asia/Seoul"
    )


def test_a_weekly_digest_is_sent_on_the_first_of_the_chosen_days() -> None:
    friday = subscription(frequency=Frequency.WEEKLY, days=(5, 6), created_at=LONG_AGO)
    assert due_period(friday, {"2026-W47"}, at("2026-11-27T07:59")) is None
    assert due_period(friday, {"2026-W47"}, at("2026-11-27T08:00")) == "2026-W48"
    assert due_period(friday, {"2026-W48"}, at("2026-11-28T09:00")) is None


def test_a_zone_that_moves_its_clock_by_half_an_hour_has_one_digest_a_day() -> None:
    # Pyongyang went from UTC+8:30 to UTC+9 on 4 May 2018, at 23:30.
    daily = subscription(timezone="Asia/Pyongyang", hours=(23,), created_at=datetime(2018, 1, 1, tzinfo=UTC))
    now, sent = datetime(2018, 5, 1, tzinfo=UTC), {"2018-04-30"}
    while now < datetime(2018, 5, 9, tzinfo=UTC):
        if key := due_period(daily, sent, now):
            sent.add(key)
        now += timedelta(minutes=10)
    assert sorted(sent) == ["2018-04-30", *(f"2018-05-0{day}" for day in range(1, 9))]


@given(
    zone=st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Pyongyang", "Asia/Seoul"]),
    hours=st.sets(st.integers(0, 23), min_size=1, max_size=3).map(tuple),
    frequency=st.sampled_from([Frequency.HOURLY, Frequency.DAILY, Frequency.WEEKLY]),
    start=st.integers(0, 8 * 365 * 24 * 60),
    pauses=st.lists(st.integers(10, 60 * 24 * 9), min_size=1, max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_every_period_that_ends_while_it_runs_has_a_digest_and_the_newest_missed_one_on_return(
    zone: str, hours: tuple[int, ...], frequency: Frequency, start: int, pauses: list[int]
) -> None:
    now = datetime(2018, 4, 20, tzinfo=UTC) + timedelta(minutes=start)
    asked = subscription(timezone=zone, hours=hours, frequency=frequency, created_at=now)
    sent: set[str] = set()
    for number, minutes in enumerate(pauses):
        step = timedelta(minutes=5 if number % 2 else minutes)
        for _ in range(40 if number % 2 else 1):
            due = next_due(asked, sent, now)
            assert due is not None
            now += step
            key = due_period(asked, sent, now)
            # A digest is due exactly when a due time has passed since the last look.
            assert (key is not None) == (due <= now)
            if key is not None:
                sent.add(key)
            assert due_period(asked, sent, now) is None


def test_the_hour_that_happens_twice_has_a_digest_each_time() -> None:
    hourly = subscription(frequency=Frequency.HOURLY, timezone="America/New_York", created_at=LONG_AGO)
    first, second = at("2026-11-01T05:30"), at("2026-11-01T06:30")
    assert due_period(hourly, set(), first) != due_period(hourly, set(), second)


def test_the_next_digest_is_named_to_the_hour() -> None:
    assert next_due(subscription(), {"2026-11-24"}, at("2026-11-24T09:30")) == at("2026-11-25T08:00")
    assert next_due(subscription(), set(), at("2026-11-24T09:30")) == at("2026-11-24T09:30")
