"""What 600 sentences say about crossings: 150 in each language, in pairs of one looked at and one kept back.

Each line has the state ("none" says nothing, "was-" is about an earlier time, "+" joins two), the traffic,
the crossing and the sentence. Lines with an odd number were looked at while the signs were written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from classifier import Classifier, find_article_facts
from yaluwatch.model import Fact

PUBLISHED = date(2024, 5, 20)
TITLES = {
    "en": "Trade on the China-North Korea border",
    "ko": "북중 국경 교역 소식",
    "zh": "中朝边境贸易消息",
    "ja": "中朝国境の貿易",
}


@dataclass(frozen=True)
class Line:
    wanted: frozenset[str]
    text: str
    found: tuple[Fact, ...]

    @property
    def states(self) -> list[str]:
        return [("was-" if fact.is_past else "") + fact.state for fact in self.found]

    @property
    def is_right(self) -> bool:
        return bool(self.wanted.intersection(self.states or ["none"]))


@cache
def classifier() -> Classifier:
    return Classifier.load()


@cache
def lines(language: str) -> tuple[Line, ...]:
    return tuple(_lines(language))


def _lines(language: str) -> Iterator[Line]:
    title = TITLES[language]
    file = Path(__file__).parents[1] / "border" / f"{language}.tsv"
    for row in file.read_text(encoding="utf-8").splitlines():
        state, _, _, text = row.split("\t")
        verdict = classifier().classify(title, text, language)
        facts = find_article_facts(title, text, language, PUBLISHED, verdict.mentions).facts
        yield Line(
            frozenset(state.split("+")),
            text,
            tuple(fact for fact in facts if fact.kind == "status" and fact.start > len(title)),
        )


@pytest.mark.parametrize("language", TITLES)
def test_there_are_150_sentences_for_each_language(language: str) -> None:
    assert len(lines(language)) == 150


@pytest.mark.parametrize("language", TITLES)
def test_no_sentence_is_taken_for_an_opening_that_is_none(language: str) -> None:
    wrong = [line.text for line in lines(language) if "open" in line.states and "open" not in line.wanted]
    assert wrong == []


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("language", TITLES)
def test_at_least_90_of_100_sentences_are_read_rightly(language: str, half: int) -> None:
    chosen = lines(language)[half::2]
    wrong = [(line.text, line.states, set(line.wanted)) for line in chosen if not line.is_right]
    assert len(wrong) <= 0.10 * len(chosen), wrong


def field() -> list[tuple[str, str, str, str]]:
    """Sentences after published reports, in our words: day of publication, language, state, text."""
    file = Path(__file__).parents[1] / "border" / "field.tsv"
    rows = [row.split("\t") for row in file.read_text(encoding="utf-8").splitlines()]
    return [(day, language, state, text) for day, language, state, text in rows]


@pytest.mark.parametrize(("day", "language", "state", "text"), field())
def test_a_sentence_after_a_published_report_is_read_rightly(
    day: str, language: str, state: str, text: str
) -> None:
    title = TITLES[language]
    verdict = classifier().classify(title, text, language)
    facts = find_article_facts(title, text, language, date.fromisoformat(day), verdict.mentions).facts
    found = {("was-" if fact.is_past else "") + fact.state for fact in facts if fact.kind == "status"}
    assert state in (found or {"none"})
    assert "open" not in found - {state}
