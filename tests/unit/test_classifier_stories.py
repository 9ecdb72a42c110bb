"""Articles of one story fall into one fold, and the deal is even and repeatable."""

from collections import Counter

from classifier.training.labelled import Labelled
from classifier.training.story_folds import assign_folds, shingles, story_numbers


def article(number: int, title: str, text: str = "", language: str = "en", kind: str = "core") -> Labelled:
    return Labelled(f"a-{number}", language, title, text, kind == "core", frozenset(), kind)


LORRIES = "Forty lorries waited at the Quanhe crossing on Tuesday, drivers said."
REPRINT = "Forty lorries waited at the Quanhe crossing on Tuesday, said drivers in Hunchun."


def test_reprint_is_the_same_story_and_another_event_is_not() -> None:
    articles = [
        article(0, "Lorries wait at Quanhe", LORRIES),
        article(1, "Rice dearer in Hyesan", "A kilogram costs six thousand won at the market."),
        article(2, "Queue at Quanhe", REPRINT),
    ]
    assert story_numbers(articles) == [0, 1, 0]


def test_same_words_in_another_language_field_are_not_compared() -> None:
    assert story_numbers([article(0, LORRIES), article(1, LORRIES, language="ko")]) == [0, 1]


def test_empty_articles_are_stories_of_their_own() -> None:
    assert story_numbers([article(0, ""), article(1, "")]) == [0, 1]
    assert shingles(article(0, "")) == frozenset()


def test_scripts_without_spaces_are_cut_into_characters() -> None:
    assert shingles(article(0, "丹東口岸", language="zh")) == {"丹东口", "东口岸"}


def test_folds_keep_stories_together_and_spread_kinds_evenly() -> None:
    kinds = ("core", "hard-negative")
    articles = [
        article(number, f"word{number} other{number} third{number}", kind=kinds[number % 2])
        for number in range(20)
    ]
    articles += [article(20, "Lorries wait", LORRIES), article(21, "Queue", REPRINT)]
    folds = assign_folds(articles)
    assert folds[20] == folds[21]
    assert set(folds) == {0, 1, 2, 3, 4}
    counts = Counter((folds[place], articles[place].kind) for place in range(20))
    assert max(counts.values()) - min(counts.values()) <= 2
    assert max(Counter(folds).values()) - min(Counter(folds).values()) <= 1
    assert folds == assign_folds(articles)
