"""Story grouping on labelled pairs; `python -m benchmarks.stories` prints the table of the docs."""

from functools import cache

import pytest

from tests.story_pairs import Reported, Same, alike_titles, grouped, read_reported, score

# The naive way's best threshold on the half we tuned on.
NAIVE = alike_titles(0.08)


@cache
def reported() -> list[Reported]:
    return read_reported()


@cache
def ours() -> Same:
    return grouped(reported())


@pytest.mark.parametrize(
    ("is_held_out", "across", "least"),
    [(False, False, 0.96), (False, True, 0.97), (True, False, 0.97), (True, True, 0.97)],
)
def test_grouping_agrees_with_the_labels(is_held_out: bool, across: bool, least: float) -> None:
    half = [item for item in reported() if item.is_held_out is is_held_out]
    found = score(half, ours(), across=across)
    assert found.f1 >= least
    assert found.f1 > score(half, NAIVE, across=across).f1


def test_there_are_enough_pairs_in_three_languages_and_every_theme_has_look_alikes() -> None:
    same = score(reported(), lambda one, other: one.event == other.event, across=False).right
    across = score(reported(), lambda one, other: one.event == other.event, across=True).right
    assert same + across >= 200
    assert {item.stored.article.language for item in reported()} == {"en", "ko", "zh", "ja"}
    for theme in {item.theme for item in reported()}:
        assert len({item.event for item in reported() if item.theme == theme}) >= 2


def test_no_event_is_in_both_halves() -> None:
    tuned, held = ({r.event for r in reported() if r.is_held_out is half} for half in (False, True))
    assert tuned.isdisjoint(held)
