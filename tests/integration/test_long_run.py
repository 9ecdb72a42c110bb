"""The short form of the long run: one day."""

from tests.long_run import run


def test_a_day_of_the_service_keeps_every_account_in_order() -> None:
    ledger = run(1, kills=0, restarts=0)
    assert ledger.violations == []
    assert ledger.stored == len(ledger.published) > 40
    assert ledger.mails
