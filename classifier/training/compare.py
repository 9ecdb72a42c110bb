"""What a classifier says of labelled articles, and where two of them differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifier import Classifier
from classifier.training.labelled import Labelled


@dataclass(frozen=True, slots=True)
class Judged:
    """One article and what a way of judging said of it."""

    article: Labelled
    #: Of relevance, 0–1; 0 or 1 from a way that knows no more.
    probability: float
    is_relevant: bool
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """An article two classifiers disagree on."""

    id: str
    title: str
    #: (probability of relevance, topics) of the old and the new one; no topics when not relevant.
    old: tuple[float, frozenset[str]]
    new: tuple[float, frozenset[str]]
    #: What a person said: the topics, or "off the subject".
    told: str


def judge(article: Labelled, classifier: Classifier) -> Judged:
    """What a classifier says of the article."""
    verdict = classifier.classify(article.title, article.text, article.language)
    topics = frozenset(tag.topic for tag in verdict.tags)
    return Judged(article, verdict.relevance, verdict.is_relevant, topics)


def differences_between(labelled: Sequence[Labelled], old: Classifier, new: Classifier) -> list[Difference]:
    """Articles the two judge differently, in order: shown or not, or other topics."""
    differences = []
    for article in labelled:
        before, after = judge(article, old), judge(article, new)
        if (before.is_relevant, before.tags) != (after.is_relevant, after.tags):
            said = [(each.probability, each.tags) for each in (before, after)]
            told = " ".join(sorted(article.tags)) if article.relevant else "off the subject"
            differences.append(Difference(article.id, article.title, said[0], said[1], told))
    return differences
