"""Which labelled articles tell the same story, so that no story is learned from and measured on at once.

Two articles of one language are one story when at least a quarter of the shorter one's shingles stand in
the other: word pairs of the headline and opening in English, three characters in the other languages.
That also puts notices of one mould together, which is meant: they would be as easy to guess.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from classifier.lexicon import fold_text
from classifier.training.labelled import Labelled

#: Characters of the body compared beside the headline.
OPENING: Final = 400
#: Share of common shingles from which two articles are one story.
ALIKE: Final = 0.25

_WORD = re.compile(r"\w+")
_GAP = re.compile(r"\W+")


def shingles(article: Labelled) -> frozenset[str]:
    """What two reports of one event have in common."""
    text = fold_text(f"{article.title} {article.text[:OPENING]}")
    if article.language == "en":
        words = _WORD.findall(text)
        return frozenset(f"{first} {second}" for first, second in pairwise(words))
    letters = _GAP.sub("", text)
    return frozenset(letters[at : at + 3] for at in range(len(letters) - 2))


def story_numbers(articles: Sequence[Labelled]) -> list[int]:
    """For each article the number of its story: the place of the story's first article."""
    pieces = [shingles(article) for article in articles]
    story = list(range(len(articles)))
    for place, article in enumerate(articles):
        for other in range(place):
            if articles[other].language == article.language and _are_alike(pieces[place], pieces[other]):
                _join(story, place, other)
    return [_first(story, place) for place in range(len(articles))]


def _are_alike(one: frozenset[str], two: frozenset[str]) -> bool:
    shorter = min(len(one), len(two))
    return shorter > 0 and len(one & two) > ALIKE * shorter


def _first(story: list[int], place: int) -> int:
    while story[place] != place:
        place = story[place]
    return place


def _join(story: list[int], one: int, two: int) -> None:
    first, second = sorted((_first(story, one), _first(story, two)))
    story[second] = first


def deal_folds(articles: Sequence[Labelled], count: int = 5) -> list[int]:
    """For each article its fold, 0 to count - 1: whole stories, languages and kinds spread evenly.

    Depends on the articles alone, not on chance or their order within a kind.
    """
    stories: dict[int, list[int]] = defaultdict(list)
    for place, story in enumerate(story_numbers(articles)):
        stories[story].append(place)
    ordered = sorted(stories.values(), key=lambda places: (-len(places), _shuffled(articles[places[0]])))
    loads = [Counter[tuple[str, str, bool]]() for _ in range(count)]
    folds = [0] * len(articles)
    for places in ordered:
        kinds = Counter(_kind(articles[place]) for place in places)
        chosen = min(
            range(count),
            key=lambda fold: (sum(loads[fold][kind] for kind in kinds), loads[fold].total(), fold),
        )
        loads[chosen].update(kinds)
        for place in places:
            folds[place] = chosen
    return folds


def _kind(article: Labelled) -> tuple[str, str, bool]:
    return article.language, article.kind, article.relevant


def _shuffled(article: Labelled) -> str:
    return hashlib.sha256(article.id.encode()).hexdigest()
