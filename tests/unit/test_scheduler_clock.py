"""When jobs start, whatever the clock and their records say."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.running.planning import FIRST_RETRY, LONGEST_RETRY, Past, next_start, retry_delay
from storage import JobResult
from tests.samples import NOW
from yaluwatch.times import Schedule, parse_schedule

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def schedule(text: str) -> Schedule:
    made = parse_schedule(text)
    assert made is not None
    return made


DAILY, EVERY = schedule("daily 18:20"), schedule("every 5 min")
#: 05:00 on the day of the samples; the next start of the daily job.
NEXT = NOW.replace(hour=18, minute=20)


def test_a_job_that_has_never_run_starts_at_its_time_or_at_once() -> None:
    assert next_start(DAILY, Past(), NOW) == NEXT
    assert next_start(EVERY, Past(), NOW) == NOW
    assert next_start(None, Past(), NOW) is None


def test_a_job_that_was_planned_while_nothing_ran_is_late_rather_than_never() -> None:
    assert next_start(DAILY, Past(planned_at=NOW - 3 * DAY), NOW) == NOW
    assert next_start(DAILY, ran(NOW - 3 * DAY), NOW) == NOW


def ran(started: object, result: JobResult = JobResult.OK, failures: int = 0) -> Past:
    assert hasattr(started, "isoformat")
    return Past(None, started, started + timedelta(minutes=1), result, failures)  # type: ignore[arg-type, operator]


def test_a_job_that_ran_starts_at_its_next_time() -> None:
    assert next_start(DAILY, ran(NOW - HOUR), NOW) == NEXT
    assert next_start(EVERY, ran(NOW - SECOND), NOW) == NOW + timedelta(minutes=5) - SECOND


def test_an_earlier_time_in_the_settings_counts_from_then_on() -> None:
    assert next_start(schedule("daily 05:30"), ran(NOW - HOUR), NOW) == NOW + timedelta(minutes=30)


def test_a_run_cut_short_by_the_end_of_the_service_is_due_now() -> None:
    assert next_start(DAILY, ran(NOW - HOUR, JobResult.STOPPED), NOW) == NOW


@pytest.mark.parametrize("result", [JobResult.FAILED, JobResult.LOST, JobResult.TIMED_OUT])
def test_a_failed_run_is_tried_again_soon_and_ever_later(result: JobResult) -> None:
    ended = NOW - timedelta(minutes=1)
    past = Past(None, ended, ended, result, 1)
    assert next_start(DAILY, past, NOW) == ended + FIRST_RETRY
    assert retry_delay(3) == 4 * FIRST_RETRY
    assert retry_delay(50) == LONGEST_RETRY
    # One that runs often goes on at its pace.
    assert next_start(schedule("every 20 s"), ran(NOW, result, 9), NOW) == NOW + 20 * SECOND


@given(
    st.sampled_from(["every 20 s", "every 168 h", "daily 00:00", "sunday 19:10"]),
    st.timedeltas(min_value=-timedelta(days=4000), max_value=timedelta(days=4000)),
    st.timedeltas(min_value=-timedelta(days=4000), max_value=timedelta(days=4000)),
    st.sampled_from(list(JobResult)),
    st.integers(0, 100),
)
def test_no_record_delays_a_job_by_more_than_its_schedule(
    text: str, planned: timedelta, started: timedelta, result: JobResult, failures: int
) -> None:
    when = schedule(text)
    for past in (
        Past(NOW + planned),
        Past(None, NOW + started, NOW + planned, result, failures),
        Past(None, NOW + started, None, None, failures),
    ):
        at = next_start(when, past, NOW)
        assert at is not None
        assert NOW <= at <= NOW + when.span


def test_a_record_dated_ahead_does_not_start_a_job_at_once_again_and_again() -> None:
    assert next_start(EVERY, ran(NOW + 400 * DAY), NOW) == NOW + timedelta(minutes=5)
