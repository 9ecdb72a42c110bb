"""The mail says everything in every language there are words for."""

import string

import pytest

from alerts.rendering.labels import LANGUAGES, labels_in
from classifier import Classifier
from tests.samples import NOW

ENGLISH = labels_in("en").words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_stands_in_every_language_with_the_same_gaps(language: str) -> None:
    words = labels_in(language).words
    assert {part: set(phrases) for part, phrases in words.items()} == {
        part: set(phrases) for part, phrases in ENGLISH.items()
    }
    for key, phrase in words["phrases"].items():
        assert gaps(phrase) == gaps(ENGLISH["phrases"][key]), key
    assert len(words["months"]["names"]) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_and_many_are_said_as_one_says_them(language: str) -> None:
    book = labels_in(language)
    for key in ENGLISH["one_word"]:
        assert "1" in book.count(1, key)
        assert "3" in book.count(3, key)
        assert "{" not in book.count(0, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_topic_has_a_name(language: str) -> None:
    assert set(Classifier.load().topics) <= set(labels_in(language).words["topics"])


def test_days_read_naturally() -> None:
    days = {language: labels_in(language).day(NOW, "Asia/Seoul") for language in LANGUAGES}
    assert days == {"en": "24 Nov", "ko": "11월 24일", "zh": "11月24日"}


def test_a_language_without_words_gets_english() -> None:
    assert labels_in("ja").language == "en"


def gaps(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}
