"""One colour on the map for all kinds of traffic at a crossing."""

import pytest

from indicators import BorderState
from web.analyst.border_states import together
from web.analyst.drawing import CrossingState


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ([], CrossingState.UNKNOWN),
        (["unknown", "planned"], CrossingState.UNKNOWN),
        (["open", "unknown"], CrossingState.OPEN),
        (["closed", "planned"], CrossingState.CLOSED),
        (["open", "closed"], CrossingState.PARTIAL),
        (["limited"], CrossingState.PARTIAL),
    ],
)
def test_what_is_known_of_each_kind_of_traffic_gives_one_state(
    states: list[str], shown: CrossingState
) -> None:
    made = [BorderState(crossing="x", mode="road", state=state, publishers=2) for state in states]
    assert together(made) is shown


def test_what_one_publisher_says_gives_no_colour() -> None:
    alone = BorderState(crossing="x", mode="road", state="closed", publishers=1)
    assert together([alone]) is CrossingState.UNKNOWN


@pytest.mark.parametrize(
    ("certain", "doubtful"), [("closed", "open"), ("open", "closed"), ("closed", "limited")]
)
def test_what_one_publisher_says_of_other_traffic_keeps_a_crossing_from_being_all_of_one_colour(
    certain: str, doubtful: str
) -> None:
    passengers = BorderState(crossing="x", mode="passengers", state=certain, publishers=3)
    road = BorderState(crossing="x", mode="road", state=doubtful, publishers=1)
    assert together([passengers, road]) is CrossingState.PARTIAL
