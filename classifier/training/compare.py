"""Predictions for labelled articles, and the differences between two classifiers."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifier import Classifier
from classifier.training.labelled import Labelled


@dataclass(frozen=True, slots=True)
class Prediction:
    """A labelled article and the result of one method."""

    article: Labelled
    #: Probability of relevance, 0–1; 0 or 1 for a method without probabilities.
    probability: float
    is_relevant: bool
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """An article on which two classifiers disagree."""

    id: str
    title: str
    #: (probability of relevance, topics) of the old classifier; no topics if not relevant.
    old: tuple[float, frozenset[str]]
    #: The same of the new one.
    new: tuple[float, frozenset[str]]
    #: The label: the topics separated by spaces, or "off the subject".
    told: str


def predict(article: Labelled, classifier: Classifier) -> Prediction:
    """The classifier's prediction for an article."""
    verdict = classifier.classify(article.title, article.text, article.language)
    topics = frozenset(tag.topic for tag in verdict.tags)
    return Prediction(article, verdict.relevance, verdict.is_relevant, topics)


def differences_between(labelled: Sequence[Labelled], old: Classifier, new: Classifier) -> list[Difference]:
    """Articles for which relevance or topics differ, in order."""
    differences = []
    for article in labelled:
        before, after = predict(article, old), predict(article, new)
        if (before.is_relevant, before.tags) != (after.is_relevant, after.tags):
            predictions = [(each.probability, each.tags) for each in (before, after)]
            label = " ".join(sorted(article.tags)) if article.relevant else "off the subject"
            differences.append(Difference(article.id, article.title, predictions[0], predictions[1], label))
    return differences
