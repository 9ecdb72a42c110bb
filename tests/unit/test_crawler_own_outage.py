"""When a round of polls without an answer is an outage of our own connection."""

import pytest

from crawler.workers.own_outage import has_answered, is_own_outage
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Outcome, Source, SourceState

Poll = tuple[Source, SourceState, Outcome]


def poll(host: str, outcome: Outcome, before: Outcome | None = Outcome.OK) -> Poll:
    return (
        source(urls=(f"https://{host}.example/feed",)),
        SourceState(source_id="s", last_outcome=before),
        outcome,
    )


def polls(outcome: Outcome, count: int, before: Outcome | None = Outcome.OK) -> list[Poll]:
    return [poll(f"host{number}", outcome, before) for number in range(count)]


@pytest.mark.parametrize("outcome", [Outcome.DNS, Outcome.CONNECTION])
def test_two_hosts_that_cannot_be_connected_to_make_an_outage(outcome: Outcome) -> None:
    assert is_own_outage(polls(outcome, 2))
    assert is_own_outage(polls(outcome, 2, before=None))
    assert not is_own_outage(polls(outcome, 1))
    assert not is_own_outage([poll("a", outcome), poll("a", outcome)])
    assert not is_own_outage([])


def test_two_dead_sources_that_are_due_together_are_no_outage() -> None:
    dead = polls(Outcome.DNS, 6, before=Outcome.DNS)
    assert not is_own_outage(dead)
    assert not is_own_outage([*dead, poll("a", Outcome.DNS)])
    assert is_own_outage([*dead, poll("a", Outcome.DNS), poll("b", Outcome.CONNECTION)])


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.TLS, Outcome.BLOCKED_ADDRESS])
def test_answers_that_do_not_come_need_more_hosts(outcome: Outcome) -> None:
    assert not is_own_outage(polls(outcome, 4))
    assert is_own_outage(polls(outcome, 5))


def test_after_answers_in_the_same_round_two_hosts_are_no_proof() -> None:
    assert not is_own_outage(polls(Outcome.DNS, 4), after_answers=True)
    assert is_own_outage(polls(Outcome.DNS, 5), after_answers=True)


def test_a_refusal_proves_that_our_connection_works_and_a_rule_read_earlier_does_not() -> None:
    for outcome in (Outcome.OK, Outcome.NOT_MODIFIED, Outcome.FORBIDDEN, Outcome.SERVER_ERROR):
        assert has_answered(outcome)
    for outcome in (Outcome.DNS, Outcome.TIMEOUT, Outcome.ROBOTS, Outcome.CRASHED):
        assert not has_answered(outcome)
