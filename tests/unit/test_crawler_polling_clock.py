"""A clock that was ahead once, and is right again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.polling import PollResult, due_sources, next_state
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Outcome, SourceState

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
FRESH = SourceState(source_id="s")
SOURCE = replace(source(poll_minutes_min=10, poll_minutes_max=100), id="s")
FOUND = PollResult(outcome=Outcome.OK, announced=4, fresh=2)


def is_due(state: SourceState, now: datetime = NOW, *, of: object = SOURCE) -> bool:
    return bool(due_sources([of], {"s": state}, now))  # type: ignore[list-item]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=30), timedelta(days=4000)])
def test_what_a_clock_ahead_wrote_does_not_silence_a_source(ahead: timedelta) -> None:
    state = next_state(SOURCE, FRESH, FOUND, NOW + ahead)
    assert is_due(state)
    # The next poll sets it right.
    assert not is_due(next_state(SOURCE, state, FOUND, NOW), NOW + timedelta(minutes=9))


def test_a_next_poll_further_away_than_any_wait_is_due() -> None:
    assert is_due(SourceState(source_id="s", next_poll_at=NOW + timedelta(days=2)))
    weekly = replace(SOURCE, poll_minutes_min=10_080, poll_minutes_max=10_080)
    assert not is_due(SourceState(source_id="s", next_poll_at=NOW + timedelta(days=7)), of=weekly)
    assert is_due(SourceState(source_id="s", next_poll_at=NOW + timedelta(days=9)), of=weekly)


def test_the_longest_waits_there_are_are_kept() -> None:
    failing = replace(FRESH, failure_weight=500.0, interval_minutes=100)
    for poll in (
        PollResult(outcome=Outcome.GONE),
        PollResult(outcome=Outcome.RATE_LIMITED, retry_after=timedelta(days=1)),
        PollResult(outcome=Outcome.RATE_LIMITED, retry_after=timedelta(days=400)),
    ):
        assert not is_due(next_state(SOURCE, failing, poll, NOW, jitter=0.0999))


def test_seconds_by_which_clocks_are_corrected_all_the_time_make_nothing_due() -> None:
    state = next_state(SOURCE, FRESH, FOUND, NOW + timedelta(seconds=40))
    assert not is_due(state)


def test_keys_in_the_reason_of_a_failure_are_masked() -> None:
    failed = PollResult(outcome=Outcome.TIMEOUT, detail="https://a.example/feed?token=abc took too long")
    assert (
        next_state(SOURCE, FRESH, failed, NOW).last_detail == "https://a.example/feed?token=*** took too long"
    )
