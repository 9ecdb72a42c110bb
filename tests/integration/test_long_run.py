"""The short form of the long run: one day, killed and restarted, with every account in order."""

from tests.long_run import run


def test_days_of_a_service_that_is_killed_and_restarted_lose_nothing() -> None:
    ledger = run(4, kills=1, restarts=1)
    assert (ledger.kills, ledger.restarts) == (1, 1)
    assert ledger.violations == []
    assert ledger.stored > 100
