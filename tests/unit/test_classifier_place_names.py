import pytest

from classifier.lexicon.place_names import place_names
from yaluwatch.text import fold


@pytest.mark.parametrize("name", ["Sinuiju", "Shinuiju", "신의주", "新义州", "新義州"])
def test_a_place_is_known_under_every_name(name: str) -> None:
    others = {fold(other) for other in place_names()[fold(name)]} | {fold(name)}
    assert {"sinuiju", "shinuiju", "신의주", "新义州"} <= others


def test_countries_and_names_that_need_a_cue_are_left_out() -> None:
    assert fold("China") not in place_names()
    assert fold("tumen") not in place_names()


def test_no_name_leads_to_two_places() -> None:
    for name, others in place_names().items():
        assert name not in {fold(other) for other in others}
