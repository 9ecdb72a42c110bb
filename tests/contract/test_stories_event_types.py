"""Every event type has keywords in all four languages."""

from collections import Counter

import pytest

from stories.event_types import catalogue, event_types
from yaluwatch.text import fold

LANGUAGES = ("en", "ko", "zh", "ja")


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_an_event_type_has_keywords_in_every_language_and_is_found_by_each(name: str) -> None:
    words = catalogue()[name]
    assert set(words) == set(LANGUAGES)
    for language in LANGUAGES:
        assert words[language]
        # A keyword may belong to two event types (柴油 is oil and diesel): then one of them is found.
        assert all(event_types(f"… {word}", language) for word in words[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_keyword_is_listed_twice_for_one_event_type(language: str) -> None:
    for words in catalogue().values():
        assert max(Counter(map(fold, words[language])).values()) == 1


def test_a_language_without_keywords_has_no_event_types() -> None:
    assert event_types("Ein Feuer", "de") == frozenset()
