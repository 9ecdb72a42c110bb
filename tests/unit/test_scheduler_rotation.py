"""Which backups are deleted: 7 daily, 4 weekly and 12 monthly ones stay."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.custody import Kept, expired

START = datetime(2026, 1, 1, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def made(day: float, *, is_complete: bool = True) -> Kept:
    at = START + day * DAY
    return Kept(f"yalu-{at:%Y%m%dT%H%M%SZ}", at, is_complete)


def after(days: int, every: float = 1.0) -> list[Kept]:
    """What is left after a backup was made and rotated at every step."""
    kept: list[Kept] = []
    for number in range(round(days / every)):
        kept.append(made(number * every))
        gone = expired(kept)
        kept = [one for one in kept if one not in gone]
    return kept


def test_nothing_expires_in_the_first_week() -> None:
    assert expired([made(day) for day in range(7)]) == []
    assert expired([]) == []


def test_two_years_of_daily_backups_leave_seven_days_four_weeks_and_twelve_months() -> None:
    kept = after(730)
    newest = kept[-1].at
    assert [one.at for one in kept[-7:]] == [newest - number * DAY for number in range(6, -1, -1)]
    assert len({(one.at.year, one.at.month) for one in kept}) == 12
    assert len({one.at.isocalendar()[:2] for one in kept if newest - one.at < 28 * DAY}) == 4
    assert 18 <= len(kept) <= 23
    assert newest - kept[0].at > 330 * DAY


def test_of_several_in_a_day_the_newest_stays() -> None:
    kept = after(3, every=0.25)
    assert [one.at for one in kept] == [START + number * DAY + 0.75 * DAY for number in range(3)]
    assert expired([made(0), made(0.5)]) == [made(0)]


def test_a_complete_one_is_kept_before_a_newer_one_with_losses() -> None:
    sound, *lossy = made(0), made(0.2, is_complete=False), made(0.4, is_complete=False)
    assert expired([sound, *lossy]) == [lossy[0]]


def test_losses_for_a_year_do_not_expire_the_last_complete_one() -> None:
    kept = [made(0)]
    for day in range(1, 500):
        kept.append(made(day, is_complete=False))
        gone = expired(kept)
        kept = [one for one in kept if one not in gone]
    assert made(0) in kept


def test_a_clock_that_was_ahead_does_not_expire_others() -> None:
    sound = [made(day) for day in range(7)]
    gone = expired([*sound, made(400)])
    assert len(gone) <= 1
    assert made(6) not in gone


def test_weekly_backups_made_a_little_early_or_late_are_not_taken_for_one_week() -> None:
    weekly = [made(7 * number + (0.02 if number % 2 else 0)) for number in range(12)]
    kept = [one for one in weekly if one not in expired(weekly)]
    assert weekly[-7:] == kept[-7:]


def test_after_a_year_without_backups_the_old_ones_are_still_there() -> None:
    old = after(30)
    assert set(expired([*old, made(400)])) <= set(old[:-5])
    # Of each kind of period, the new one takes one place.
    assert len(expired([*old, made(400)])) <= 2


@given(st.lists(st.tuples(st.integers(0, 9_000), st.booleans()), max_size=60, unique_by=lambda one: one[0]))
def test_the_newest_and_a_newest_complete_one_always_stay(tenths: list[tuple[int, bool]]) -> None:
    backups = [made(tenth / 10, is_complete=whole) for tenth, whole in tenths]
    gone = expired(backups)
    kept = [one for one in backups if one not in gone]
    assert len(kept) <= 23 + 1
    if backups:
        assert max(backups, key=lambda one: one.at) in kept
    if complete := [one for one in backups if one.is_complete]:
        assert max(complete, key=lambda one: one.at) in kept
    # What was decided once stays decided.
    assert expired(kept) == []


def test_other_numbers_of_days_weeks_and_months_can_be_kept() -> None:
    daily = [Kept(f"{day}", START + day * DAY) for day in range(60)]
    assert [one.name for one in expired(daily, (1, 0, 0))] == [f"{day}" for day in range(59)]
    # Days 57 to 59, the last of them alone in March.
    assert len(daily) - len(expired(daily, (3, 0, 2))) == 3
