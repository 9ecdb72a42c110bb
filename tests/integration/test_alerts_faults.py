"""No story is lost and none told under two names, though the sender is killed and the server fails."""

from tests.fault_run import run


def test_a_month_of_digests_survives_kills_and_a_fickle_server() -> None:
    result = run(kills=12)
    assert result.kills >= 6
    assert result.lost == ()
    assert result.doubled_other_name == 0
    assert 3 <= result.refused <= 5
