"""Chooses a threshold for each topic by cross-validation.

Rare topics rank well but get low probabilities: the median probability of a true tag is .22 for health.
One threshold for all topics would lose them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import mean
from typing import Final

from classifier.features import Rules
from classifier.lexicon import TOPICS
from classifier.training.fitting import TAG_THRESHOLD, THRESHOLD, Example, fit

# Thresholds to try.
_TRIED: Final = tuple(percent / 100 for percent in range(10, 62, 2))
# F1 of a threshold is averaged with that of so many neighbours on each side: with few articles it jumps.
_NEIGHBOURS: Final = 4
# Topics with fewer articles keep the threshold of all topics.
_MIN_ARTICLES: Final = 8


def fit_with_thresholds(
    real: Sequence[Example],
    synthetic: Sequence[Example],
    folds: Sequence[int],
    names: Mapping[str, str],
) -> Rules:
    """Weights fitted to all examples, with thresholds that are best on folds that were left out."""
    rules = fit([*real, *synthetic], names)
    chosen = thresholds(real, probabilities(real, synthetic, folds, names))
    return replace(
        rules, topics=tuple(replace(topic, threshold=chosen.get(topic.id)) for topic in rules.topics)
    )


def probabilities(
    real: Sequence[Example],
    synthetic: Sequence[Example],
    folds: Sequence[int],
    names: Mapping[str, str],
) -> list[dict[str, float]]:
    """For each real example the probability of each topic, without its own fold; 0 if it is not relevant."""
    found: list[dict[str, float]] = [{}] * len(real)
    for fold in sorted(set(folds)):
        others = [example for example, of in zip(real, folds, strict=True) if of != fold]
        if not any(example.relevant for example in (*others, *synthetic)):
            continue
        rules = fit([*others, *synthetic], names)
        for index, of in enumerate(folds):
            if of == fold:
                features = real[index].features
                is_relevant = rules.relevance(features) >= THRESHOLD
                found[index] = {
                    topic.id: rules.tag(topic, features) if is_relevant else 0.0 for topic in rules.topics
                }
    return found


def thresholds(real: Sequence[Example], found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Topic → its threshold, half-way between the best one and that of all topics.

    Topics with few clear examples are absent.
    """
    clear = [
        (example.tags, values) for example, values in zip(real, found, strict=True) if example.weight == 1
    ]
    chosen = {}
    for topic in TOPICS:
        pairs = [(topic in tags, values.get(topic, 0.0)) for tags, values in clear]
        if sum(is_true for is_true, _ in pairs) < _MIN_ARTICLES:
            continue
        scores = [_f1(pairs, threshold) for threshold in _TRIED]
        smooth = [mean(scores[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]) for at in range(len(scores))]
        best = _TRIED[smooth.index(max(smooth))]
        chosen[topic] = round((best + TAG_THRESHOLD) / 2, 2)
    return chosen


def _f1(pairs: Sequence[tuple[bool, float]], threshold: float) -> float:
    right = sum(is_true and value >= threshold for is_true, value in pairs)
    wrong = sum(not is_true and value >= threshold for is_true, value in pairs)
    missed = sum(is_true and value < threshold for is_true, value in pairs)
    return 2 * right / (2 * right + wrong + missed) if right else 0.0
