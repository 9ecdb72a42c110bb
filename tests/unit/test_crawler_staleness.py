from datetime import UTC, datetime, timedelta

import pytest

from crawler.polling.staleness import MAX_GAP, longest_usual_gap, staleness_of
from yaluwatch.model import Outcome, SourceState

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)
OK = SourceState(source_id="s", last_outcome=Outcome.OK)


def days_ago(*counts: tuple[int, int]) -> dict[str, int]:
    return {str((NOW - timedelta(days=ago)).date()): count for ago, count in counts}


DAILY_UNTIL_4 = days_ago(*((ago, 3) for ago in range(4, 28)))
WEEKLY_UNTIL_10 = days_ago((24, 2), (17, 3), (10, 3))


def test_a_daily_source_is_stale_after_some_days_and_a_weekly_one_is_not() -> None:
    staleness = staleness_of(OK, DAILY_UNTIL_4, NOW)
    assert staleness is not None
    assert str(staleness) == "silent: nothing new since 2026-09-24, usually within 2 days"
    assert staleness_of(OK, WEEKLY_UNTIL_10, NOW) is None
    assert staleness_of(OK, WEEKLY_UNTIL_10, NOW + timedelta(days=7)) is not None


def test_an_item_dated_today_ends_staleness() -> None:
    fresh = SourceState(source_id="s", last_outcome=Outcome.OK, newest_item_at=NOW - timedelta(hours=3))
    assert staleness_of(fresh, DAILY_UNTIL_4, NOW) is None


def test_a_source_that_can_not_be_polled_is_not_stale() -> None:
    broken = SourceState(source_id="s", last_outcome=Outcome.TIMEOUT)
    assert staleness_of(broken, DAILY_UNTIL_4, NOW) is None
    assert staleness_of(SourceState(source_id="s"), {}, NOW) is None


@pytest.mark.parametrize(
    "known", [{}, days_ago((1, 50)), days_ago((3, 50), (2, 9)), days_ago((20, 9), (2, 2))]
)
def test_too_little_history_gives_no_usual_gap(known: dict[str, int]) -> None:
    assert longest_usual_gap(known) is None


def test_earlier_weekend_gaps_are_usual() -> None:
    working = days_ago(*((ago, 4) for ago in range(28) if (NOW - timedelta(days=ago)).weekday() < 5))
    assert longest_usual_gap(working) == timedelta(days=6)


def test_a_feed_whose_newest_item_is_months_old_is_stale_from_the_start() -> None:
    old = SourceState(source_id="s", last_outcome=Outcome.OK, newest_item_at=NOW - timedelta(days=90))
    staleness = staleness_of(old, {}, NOW)
    assert staleness is not None
    assert staleness.usual == MAX_GAP
