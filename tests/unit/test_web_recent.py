"""Values kept for pages."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from web.recent import Recent


def test_a_value_is_made_again_when_its_time_is_over_or_it_is_no_longer_current() -> None:
    now = [0.0]
    recent, made = Recent(lambda: now[0]), iter(range(10))

    def get(is_current: bool = True) -> int:
        return recent.get("key", 60, lambda: next(made), lambda _: is_current)

    assert [get(), get(), get(is_current=False), get()] == [0, 0, 1, 1]
    now[0] = 60.0
    assert get() == 2
    assert recent.peek("other") is None


def test_of_several_requests_at_once_one_makes_the_value() -> None:
    recent, together, goes_on = Recent(), Barrier(5), Event()
    made: list[object] = []

    def make() -> object:
        # The others are on their way, or wait already.
        goes_on.wait(10)
        made.append(object())
        return made[-1]

    def ask(_: int) -> object:
        together.wait(10)
        return recent.get("key", 60, make)

    with ThreadPoolExecutor(4) as pool:
        asked = pool.map(ask, range(4))
        together.wait(10)
        goes_on.set()
        assert set(asked) == {made[0]}
    assert len(made) == 1


def test_what_can_not_be_made_is_tried_again_and_none_is_a_value() -> None:
    recent = Recent()

    def fail() -> None:
        raise ValueError("no value")

    with pytest.raises(ValueError, match="no value"):
        recent.get("key", 60, fail)
    assert recent.get("key", 60, lambda: None) is None
    assert recent.get("key", 60, lambda: 1) is None


def test_a_value_may_need_another_one() -> None:
    recent = Recent()
    assert recent.get("sum", 60, lambda: 1 + recent.get("part", 60, lambda: 2)) == 3
