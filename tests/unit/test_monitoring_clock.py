"""Clocks that are set."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.clock import REPORTED_FOR, TOLERANCE, ClockWatch, steady_seconds
from tests.samples import NOW

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@given(st.timedeltas(min_value=-timedelta(days=4000), max_value=timedelta(days=4000)), st.floats(0, 1e6))
def test_jumps_of_any_size_are_noticed_once(jump: timedelta, passed: float) -> None:
    watch = ClockWatch(NOW, 100.0)
    later, steady = NOW + timedelta(seconds=passed), 100.0 + passed
    found = watch.look(later + jump, steady)
    if abs(jump) > TOLERANCE + SECOND:
        assert found is not None
        assert abs(found - jump) < SECOND
    elif abs(jump) < TOLERANCE - SECOND:
        assert found is None
    assert watch.look(later + jump + 2 * SECOND, steady + 2) is None


def test_a_clock_that_is_adjusted_slowly_has_not_jumped() -> None:
    watch = ClockWatch(NOW, 0.0)
    # A second in twenty is far more than any adjustment, and comes to a minute in twenty minutes.
    assert all(watch.look(NOW + second * 1.05 * SECOND, float(second)) is None for second in range(1200))


def test_a_clock_set_by_hours_is_in_doubt_for_a_day_or_until_it_is_set_back() -> None:
    watch = ClockWatch(NOW, 0.0)
    assert not watch.is_in_doubt(0.0)
    watch.look(NOW + 400 * DAY, 10.0)
    assert watch.is_in_doubt(3600.0)
    assert not watch.is_in_doubt(10.0 + 86_400)
    watch.look(NOW + HOUR, 3600.0)
    assert not watch.is_in_doubt(3601.0)


def test_a_clock_set_by_minutes_is_noticed_and_not_in_doubt() -> None:
    watch = ClockWatch(NOW, 0.0)
    assert watch.look(NOW - 20 * timedelta(minutes=1), 0.0) == -timedelta(minutes=20)
    assert not watch.is_in_doubt(1.0)


@pytest.mark.parametrize(
    ("pause", "jump", "is_in_doubt"),
    [
        (timedelta(hours=5), None, False),
        (timedelta(days=29), None, False),
        (timedelta(days=400), None, True),
        (-SECOND, None, False),
        (-timedelta(minutes=5), -timedelta(minutes=5), False),
        (-400 * DAY, -400 * DAY, True),
    ],
)
def test_a_start_is_compared_with_the_last_time_the_service_was_seen(
    pause: timedelta, jump: timedelta | None, is_in_doubt: bool
) -> None:
    watch = ClockWatch(NOW, 0.0)
    assert watch.compare(NOW - pause) == jump
    assert watch.is_in_doubt(60.0) is is_in_doubt


def test_the_steady_clock_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert steady_seconds() <= steady_seconds()
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    assert steady_seconds() <= steady_seconds()


def test_a_clock_that_is_set_is_off_until_it_is_set_back_and_one_that_drifts_is_not() -> None:
    watch = ClockWatch(NOW, 0.0)
    drifted = NOW + MINUTE / 30
    for hour in range(1, 2000):
        drifted += timedelta(seconds=3602)
        watch.look(drifted, 3600.0 * hour)
        assert watch.moved(3600.0 * hour) == timedelta()
    steady = 3600.0 * 1999
    for ahead, moved in ((400 * DAY, 400 * DAY), (400 * DAY, 400 * DAY), (0 * DAY, 0 * DAY), (-DAY, -DAY)):
        drifted, steady = drifted + MINUTE, steady + 60.0
        watch.look(drifted + ahead, steady)
        assert watch.moved(steady) == moved


def test_a_clock_that_was_set_counts_as_right_after_some_hours() -> None:
    watch = ClockWatch(NOW, 0.0)
    watch.look(NOW + 400 * DAY, 1.0)
    assert watch.moved(REPORTED_FOR) > 399 * DAY
    assert watch.moved(REPORTED_FOR + 2) == timedelta()
