from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.digests import due_period, next_due
from tests.samples import subscription
from yaluwatch.model import Frequency

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_a_daily_digest_is_due_from_its_local_hour_on() -> None:
    seoul = subscription(timezone="Asia/Seoul", hour=8, created_at=LONG_AGO)
    assert due_period(seoul, set(), at("2026-11-24T07:59", "Asia/Seoul")) is None
    assert due_period(seoul, set(), at("2026-11-24T08:00", "Asia/Seoul")) == "2026-11-24"


def test_a_digest_on_record_is_not_due_again() -> None:
    assert due_period(subscription(), {"2026-11-24"}, at("2026-11-24T09:00")) is None


def test_a_digest_missed_in_the_night_is_due_once_when_we_are_back() -> None:
    assert due_period(subscription(), {"2026-11-20"}, at("2026-11-24T23:00")) == "2026-11-24"


def test_a_weekly_digest_leaves_on_monday_or_as_soon_after_as_we_run() -> None:
    weekly = subscription(frequency=Frequency.WEEKLY, created_at=LONG_AGO)
    assert due_period(weekly, set(), at("2026-11-23T07:00")) is None
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
    daily = subscription(timezone=zone, hour=8, created_at=LONG_AGO)
    sent: dict[str, datetime] = {}
    now = at(f"{start}T00:00", zone)
    for _ in range(40 * 24 * 4):
        if key := due_period(daily, sent, now):
            sent[key] = now.astimezone(ZoneInfo(zone))
        now += timedelta(minutes=15)
    assert len(sent) in (40, 41)
    assert {(time.hour, time.minute) for time in sent.values()} == {(8, 0)}


def test_the_hour_that_happens_twice_has_a_digest_each_time() -> None:
    hourly = subscription(frequency=Frequency.HOURLY, timezone="America/New_York", created_at=LONG_AGO)
    first, second = at("2026-11-01T05:30"), at("2026-11-01T06:30")
    assert due_period(hourly, set(), first) != due_period(hourly, set(), second)


def test_the_next_digest_is_named_to_the_hour() -> None:
    assert next_due(subscription(), {"2026-11-24"}, at("2026-11-24T09:30")) == at("2026-11-25T08:00")
    assert next_due(subscription(), set(), at("2026-11-24T09:30")) == at("2026-11-24T09:30")
