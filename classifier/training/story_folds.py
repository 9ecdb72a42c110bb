"""Folds for cross-validation that keep stories together, so that no story is in both training and test set.

Two articles in one language belong to one story if they share more than a quarter of the shorter one's
shingles: word pairs of headline and lead in English, character trigrams in the other languages. This also
groups notices from the same template, deliberately: they would be as easy to guess.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from classifier.lexicon import fold_text
from classifier.training.labelled import Labelled

#: How much of the body is compared, characters.
LEAD: Final = 400
#: Share of common shingles above which two articles are one story.
SIMILARITY: Final = 0.25

_WORD = re.compile(r"\w+")
_GAP = re.compile(r"\W+")


def shingles(article: Labelled) -> frozenset[str]:
    """The shingles an article is compared by."""
    text = fold_text(f"{article.title} {article.text[:LEAD]}")
    if article.language == "en":
        words = _WORD.findall(text)
        return frozenset(f"{first} {second}" for first, second in pairwise(words))
    letters = _GAP.sub("", text)
    return frozenset(letters[at : at + 3] for at in range(len(letters) - 2))


def story_numbers(articles: Sequence[Labelled]) -> list[int]:
    """For each article its story: the index of the story's first article."""
    shingle_sets = [shingles(article) for article in articles]
    story = list(range(len(articles)))
    for index, article in enumerate(articles):
        for other in range(index):
            if articles[other].language == article.language and _are_similar(
                shingle_sets[index], shingle_sets[other]
            ):
                _join(story, index, other)
    return [_first(story, index) for index in range(len(articles))]


def _are_similar(one: frozenset[str], two: frozenset[str]) -> bool:
    shorter = min(len(one), len(two))
    return shorter > 0 and len(one & two) > SIMILARITY * shorter


def _first(story: list[int], index: int) -> int:
    while story[index] != index:
        index = story[index]
    return index


def _join(story: list[int], one: int, two: int) -> None:
    first, second = sorted((_first(story, one), _first(story, two)))
    story[second] = first


def assign_folds(articles: Sequence[Labelled], count: int = 5) -> list[int]:
    """For each article its fold, 0 to count - 1. Stories stay whole; languages and kinds are spread evenly.

    Deterministic, and independent of the order of articles within a kind.
    """
    stories: dict[int, list[int]] = defaultdict(list)
    for index, story in enumerate(story_numbers(articles)):
        stories[story].append(index)
    ordered = sorted(stories.values(), key=lambda indices: (-len(indices), _shuffled(articles[indices[0]])))
    loads = [Counter[tuple[str, str, bool]]() for _ in range(count)]
    folds = [0] * len(articles)
    for indices in ordered:
        kinds = Counter(_kind(articles[index]) for index in indices)
        best = min(
            range(count),
            key=lambda fold: (sum(loads[fold][kind] for kind in kinds), loads[fold].total(), fold),
        )
        loads[best].update(kinds)
        for index in indices:
            folds[index] = best
    return folds


def _kind(article: Labelled) -> tuple[str, str, bool]:
    return article.language, article.kind, article.relevant


def _shuffled(article: Labelled) -> str:
    return hashlib.sha256(article.id.encode()).hexdigest()
