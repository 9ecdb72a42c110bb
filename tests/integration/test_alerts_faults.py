"""No story is lost, sent under two names, or held up, though the sender is killed and the server fails."""

from tests.fault_run import GONE, READERS, SCHEDULE, run


def test_six_weeks_of_digests_survive_kills_and_every_fault_of_the_server() -> None:
    result = run(kills=12)
    assert result.kills >= 6
    assert result.lost == ()
    assert result.doubled_other_name == 0
    # Each digest was sent to each reader, and nothing else was.
    assert result.received == len(SCHEDULE) * len(READERS) + result.doubled_same_name
    assert (result.suspended, result.rejected) == ((GONE,), ())
    assert (result.stuck, result.unsent) == ((), 0)
    assert result.violations == []
