from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.polling.polling import (
    AFTER_OUTAGE,
    GOOD,
    PollResult,
    due_sources,
    failure_weight,
    jitter_of,
    next_state,
    postponed,
)
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Outcome, SourceState

NOW = datetime(2026, 9, 27, 12, 0, tzinfo=UTC)
FRESH = SourceState(source_id="s")
SOURCE = source(poll_minutes_min=10, poll_minutes_max=100)


def minutes(state: SourceState) -> float:
    assert state.next_poll_at is not None
    return (state.next_poll_at - NOW) / timedelta(minutes=1)


def ok(announced: int, fresh: int, **more: object) -> PollResult:
    return PollResult(outcome=Outcome.OK, announced=announced, fresh=fresh, **more)  # type: ignore[arg-type]


def test_due_are_those_never_polled_then_the_most_overdue() -> None:
    sources = [replace(SOURCE, id=name) for name in ("later", "hour", "never", "now", "minute", "paused")]
    sources[-1] = replace(sources[-1], paused=True)
    ages = {"later": -1, "hour": 60, "now": 0, "minute": 1, "paused": 500}
    states = {
        name: SourceState(source_id=name, next_poll_at=NOW - timedelta(minutes=age))
        for name, age in ages.items()
    }
    assert [due.id for due in due_sources(sources, states, NOW)] == ["never", "hour", "minute", "now"]


def test_the_first_success_does_not_change_the_interval() -> None:
    state = next_state(SOURCE, FRESH, ok(20, 20), NOW)
    assert (state.successes, state.interval_minutes, minutes(state)) == (1, 10, 10)
    assert state.last_ok_at == state.last_new_at == state.last_polled_at == NOW


@pytest.mark.parametrize(
    ("announced", "fresh", "interval"),
    [(100, 33, 45), (100, 34, 30), (100, 66, 30), (100, 67, 20), (100, 0, 45), (100, 100, 20), (0, 0, 45)],
)
def test_from_the_second_success_on_the_interval_adapts(announced: int, fresh: int, interval: int) -> None:
    before = replace(FRESH, successes=1, interval_minutes=30)
    assert next_state(SOURCE, before, ok(announced, fresh), NOW).interval_minutes == interval


def test_the_interval_stays_within_the_sources_bounds() -> None:
    slow = fast = replace(FRESH, successes=5, interval_minutes=30)
    for _ in range(20):
        slow, fast = next_state(SOURCE, slow, ok(9, 0), NOW), next_state(SOURCE, fast, ok(9, 9), NOW)
    assert (slow.interval_minutes, fast.interval_minutes) == (100, 10)
    narrowed = source(poll_minutes_min=40, poll_minutes_max=50)
    assert next_state(narrowed, replace(slow, successes=0), ok(9, 9), NOW).interval_minutes == 50


@pytest.mark.parametrize(
    ("outcome", "weight"),
    [
        (Outcome.NOT_FOUND, 1.0),
        (Outcome.GONE, 1.0),
        (Outcome.HTML_INSTEAD_OF_FEED, 1.0),
        (Outcome.PARSE_ERROR, 1.0),
        (Outcome.FORBIDDEN, 0.5),
        (Outcome.TLS, 0.5),
        (Outcome.ROBOTS, 0.5),
        (Outcome.CRASHED, 0.5),
        (Outcome.TIMEOUT, 0.25),
        (Outcome.DNS, 0.25),
        (Outcome.SERVER_ERROR, 0.25),
        (Outcome.RATE_LIMITED, 0.25),
        (Outcome.OK, 0.0),
        (Outcome.EMPTY, 0.0),
        (Outcome.NOT_MODIFIED, 0.0),
    ],
)
def test_failures_are_weighted_by_kind(outcome: Outcome, weight: float) -> None:
    assert failure_weight(outcome) == weight
    state = next_state(SOURCE, replace(FRESH, interval_minutes=20), PollResult(outcome=outcome), NOW)
    assert state.failure_weight == weight


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - GOOD))
def test_every_failure_backs_off_linearly_and_none_is_final(outcome: Outcome) -> None:
    state = replace(FRESH, interval_minutes=20, successes=7)
    waits = []
    for _ in range(500):
        state = next_state(SOURCE, state, PollResult(outcome=outcome, detail="why"), NOW)
        waits.append(minutes(state))
    weight = failure_weight(outcome)
    assert waits[:3] == [20 * (1 + weight), 20 * (1 + 2 * weight), 20 * (1 + 3 * weight)]
    assert max(waits) == 24 * 60
    assert (state.successes, state.last_detail, state.last_ok_at) == (0, "why", None)


def test_failing_does_not_shorten_a_long_interval() -> None:
    weekly = source(poll_minutes_min=10_080, poll_minutes_max=10_080)
    assert minutes(next_state(weekly, FRESH, PollResult(outcome=Outcome.GONE), NOW)) == 10_080


def test_a_success_clears_failures_and_an_unchanged_answer_does_not() -> None:
    failing = replace(FRESH, failure_weight=1.5, interval_minutes=20, last_detail="x")
    unchanged = next_state(SOURCE, failing, PollResult(outcome=Outcome.NOT_MODIFIED), NOW)
    assert (unchanged.failure_weight, minutes(unchanged)) == (1.5, 50)
    cleared = next_state(SOURCE, failing, ok(3, 1), NOW)
    assert (cleared.failure_weight, cleared.last_detail) == (0.0, "")
    assert next_state(SOURCE, failing, PollResult(outcome=Outcome.EMPTY), NOW).failure_weight == 0.0


def test_a_pause_the_site_asks_for_is_respected() -> None:
    asked = PollResult(outcome=Outcome.RATE_LIMITED, retry_after=timedelta(hours=5))
    assert minutes(next_state(SOURCE, FRESH, asked, NOW)) == 300
    brief = PollResult(outcome=Outcome.RATE_LIMITED, retry_after=timedelta(seconds=5))
    assert minutes(next_state(SOURCE, FRESH, brief, NOW)) == 12.5


def test_waiting_articles_are_fetched_soon() -> None:
    slow = replace(FRESH, successes=9, interval_minutes=100)
    assert minutes(next_state(SOURCE, slow, ok(60, 60, waiting=10), NOW)) == 10


def test_validators_are_those_of_the_last_good_poll() -> None:
    before = replace(FRESH, validators={"u": ("old", "")})
    assert next_state(SOURCE, before, ok(1, 0, validators={"u": ("new", "")}), NOW).validators == {
        "u": ("new", "")
    }
    assert (
        next_state(SOURCE, before, PollResult(outcome=Outcome.TIMEOUT), NOW).validators == before.validators
    )
    assert next_state(SOURCE, before, ok(60, 60, waiting=10), NOW).validators == {}


def test_last_new_at_is_the_time_of_the_poll() -> None:
    before = replace(FRESH, last_new_at=NOW - timedelta(days=2))
    assert next_state(SOURCE, before, ok(5, 0), NOW).last_new_at == before.last_new_at
    assert next_state(SOURCE, before, ok(5, 1), NOW).last_new_at == NOW


def test_jitter_spreads_sources_and_never_makes_them_early() -> None:
    names = [f"s{number}" for number in range(50)]
    shares = [jitter_of(source(id=name), NOW) for name in names]
    assert len(set(shares)) == 50
    assert all(0 <= share < 0.1 for share in shares)
    assert max(shares) > 0.08
    asked = PollResult(outcome=Outcome.RATE_LIMITED, retry_after=timedelta(hours=5))
    assert minutes(next_state(SOURCE, FRESH, asked, NOW, jitter=0.05)) == 315


def test_the_newest_item_is_that_of_the_last_poll_that_had_dates() -> None:
    dated = next_state(SOURCE, FRESH, ok(1, 1, newest_item_at=NOW - timedelta(days=1)), NOW)
    assert dated.newest_item_at == NOW - timedelta(days=1)
    assert next_state(SOURCE, dated, PollResult(outcome=Outcome.NOT_MODIFIED), NOW).newest_item_at == (
        dated.newest_item_at
    )


def test_an_outage_of_our_own_connection_counts_no_failure() -> None:
    before = replace(FRESH, failure_weight=0.5, successes=3, last_polled_at=NOW - timedelta(days=1))
    assert postponed(before, NOW) == replace(before, next_poll_at=NOW + AFTER_OUTAGE)


def test_a_feed_that_changes_its_ids_at_every_poll_has_no_gap() -> None:
    from crawler.polling import has_gap, keys_of
    from yaluwatch.model import Candidate

    def items(form: str) -> list[Candidate]:
        return [
            Candidate(source_id="s", url=f"https://a.example/{number}", guid=form.format(number))
            for number in range(5)
        ]

    last = keys_of(items("poll-1-{}"))
    assert not has_gap(last, items("poll-2-{}"), None)
    assert not has_gap(keys_of(items("http://a.example/?p={}")), items("https://a.example/?p={}"), None)
    assert has_gap(last, [Candidate(source_id="s", url="https://a.example/9")], None)
