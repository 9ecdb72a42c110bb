"""Every label exists in every language that has a catalogue."""

import string

import pytest

from alerts.rendering.labels import LANGUAGES, labels_in
from classifier import Classifier
from tests.samples import NOW

ENGLISH = labels_in("en").catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_labels_with_the_same_placeholders(language: str) -> None:
    catalogue = labels_in(language).catalogue
    assert {part: set(phrases) for part, phrases in catalogue.items()} == {
        part: set(phrases) for part, phrases in ENGLISH.items()
    }
    for part in ("plural", "phrases"):
        for key, phrase in catalogue[part].items():
            assert placeholders(phrase) == placeholders(ENGLISH[part][key]), key
    assert len(catalogue["months"]["names"]) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_singular_and_plural_fill_their_placeholders(language: str) -> None:
    labels = labels_in(language)
    for key, phrase in ENGLISH["plural"].items():
        values = dict.fromkeys(placeholders(phrase) - {"n"}, "x")
        for number in (0, 1, 3):
            label = labels.count(number, key, **values)
            assert "{" not in label
            assert "n" not in placeholders(phrase) or str(number) in label


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_topic_has_a_name(language: str) -> None:
    assert set(Classifier.load().topics) <= set(labels_in(language).catalogue["topics"])


def test_days_are_formatted_as_each_language_does() -> None:
    days = {language: labels_in(language).day(NOW, "Asia/Seoul") for language in LANGUAGES}
    assert days == {"en": "24 Nov", "ko": "11월 24일", "zh": "11月24日"}


def test_a_language_without_a_catalogue_gets_english() -> None:
    assert labels_in("ja").language == "en"


def placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}
