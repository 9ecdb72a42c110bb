"""The short form of the long run: five days with every kind of trouble."""

from tests.long_run import run


def test_five_days_of_trouble_leave_every_account_in_order() -> None:
    ledger = run(5, kills=2, restarts=1)
    assert ledger.violations == []
    assert (ledger.kills, ledger.restarts) == (2, 1)
    assert ledger.stored > 250
    assert len(ledger.mails) > 30
    assert {"mail", "connection", "failing-sources"} <= {alarm.kind for alarm in ledger.alarms.values()}
