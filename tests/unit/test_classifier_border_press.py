"""What sentences after published reports say about crossings: 22 batches, labelled before they were run.

Each line of `tests/border/press/BATCH.LANGUAGE.txt` has, divided by "|": day of publication, after an H if
the sentence is a headline; state ("none" says nothing, "was-" is about an earlier time, "+" joins those
that are right); traffic; crossing; sentence. `docs/border.md` has the figures of each batch's first run.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from classifier import CROSSINGS, Classifier, find_article_facts
from yaluwatch.model import Fact

FOLDER = Path(__file__).parents[1] / "border" / "press"
#: Language → headline above a sentence, text below a headline.
AROUND = {
    "en": ("Trade on the China-North Korea border", "More follows."),
    "ko": ("북중 국경 교역 소식", "자세한 소식은 뒤에 이어진다."),
    "zh": ("中朝边境贸易消息", "详细消息随后发布。"),
    "ja": ("中朝国境の貿易", "続報は後ほど。"),
}


@dataclass(frozen=True)
class Line:
    states: frozenset[str]
    modes: frozenset[str]
    crossing: str
    text: str
    found: tuple[Fact, ...]

    @property
    def said(self) -> set[str]:
        return {_state(fact) for fact in self.found} or {"none"}

    @property
    def is_right(self) -> bool:
        """Whether state, crossing and traffic are right, and nothing else is said of now."""
        now = {state for state in self.said if not state.startswith("was-")}
        if not self.said & self.states or not now - {"none"} <= self.states:
            return False
        if not self.states & self.said - {"none"}:
            return True
        hits = [each for each in self.found if _state(each) in self.states and self._is_here(each.place)]
        return any("all" in {each.mode, *self.modes} or each.mode in self.modes for each in hits)

    def _is_here(self, place: str) -> bool:
        here = {each.id for each in CROSSINGS if place in each.places} if place != "border" else {"border"}
        return self.crossing in here


def _state(fact: Fact) -> str:
    return ("was-" if fact.is_past else "") + fact.state


@cache
def classifier() -> Classifier:
    return Classifier.load()


@cache
def lines(language: str) -> tuple[Line, ...]:
    rows = [
        row
        for file in sorted(FOLDER.glob(f"*.{language}.txt"))
        for row in file.read_text(encoding="utf-8").splitlines()
    ]
    return tuple(_line(row, language) for row in rows)


def _line(row: str, language: str) -> Line:
    day, states, modes, crossing, text = row.split("|", 4)
    above, below = AROUND[language]
    title, body = (text, below) if day.startswith("H") else (above, text)
    mentions = classifier().classify(title, body, language).mentions
    found = find_article_facts(title, body, language, date.fromisoformat(day.lstrip("H")), mentions).facts
    return Line(
        frozenset(states.split("+")),
        frozenset(modes.split("+")),
        crossing,
        text,
        tuple(fact for fact in found if fact.kind == "status"),
    )


@pytest.mark.parametrize("language", AROUND)
def test_no_report_is_taken_for_an_opening_that_is_none(language: str) -> None:
    assert len(lines(language)) >= 180
    wrong = [line.text for line in lines(language) if "open" in line.said and "open" not in line.states]
    assert wrong == []


@pytest.mark.parametrize("language", AROUND)
def test_at_least_84_of_100_reports_are_read_rightly(language: str) -> None:
    # Where signs and weights disagree nothing is said, of sentences learned from, too.
    wrong = [(line.text, line.said) for line in lines(language) if not line.is_right]
    assert len(wrong) <= 0.16 * len(lines(language)), wrong


@pytest.mark.parametrize("language", AROUND)
def test_nine_of_ten_statements_are_right(language: str) -> None:
    told = [line for line in lines(language) if line.found]
    wrong = [(line.text, line.said) for line in told if not line.is_right]
    assert len(wrong) <= 0.10 * len(told), wrong
