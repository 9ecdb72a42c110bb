"""Trains the weights on labelled articles: `python -m classifier.training.train FOLDER [--write FILE]`.

Needs scikit-learn, which classifying does not. Fits two logistic regressions with L2 regularisation: one for
relevance, and one for all topics together, on relevant articles only. In the second, each topic's own
features ("title:trade" for trade) have a weight shared by all topics and one for the topic, so that a topic
with few examples benefits from the others. Deterministic: the same articles give the same weights.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Final, TextIO

from classifier import Classifier
from classifier.features import Rules, Topic, own_features, write_rules
from classifier.lexicon import TOPICS
from classifier.training.labelled import Labelled, load_labelled, load_synthetic, read_labelled

#: Name of this generation of features and weights; part of every verdict's version.
MODEL_NAME: Final = "model-3"
#: Inverse L2 regularisation strength (`C`) for relevance and for topics; chosen by cross-validation.
INVERSE_STRENGTH: Final = (3.0, 5.0)
#: Sample weights of borderline and of synthetic articles; a real clear one has 1.
BORDERLINE_WEIGHT: Final = 0.3
SYNTHETIC_WEIGHT: Final = 0.5
#: Minimum relevance of a relevant article.
THRESHOLD: Final = 0.5
#: Minimum probability of a tag; rare topics score best below one half.
TAG_THRESHOLD: Final = 0.4
#: Smaller weights are dropped.
MIN_WEIGHT: Final = 0.005

#: Features that every topic may use in addition to its own.
SHARED: Final = (
    "sentence:goods",
    "sentence:smuggled",
    "sentence:frontier",
    "negated:exchange",
    "body:none",
    "share:close",
    *(f"share:{topic}" for topic in TOPICS),
    *(f"words:{topic}" for topic in TOPICS),
)

#: Features used for topics only: relevance already has the other smuggling features.
OF_TOPICS_ONLY: Final = frozenset({"sentence:smuggled"})


@dataclass(frozen=True, slots=True)
class Example:
    """One training example."""

    #: Feature name → value.
    features: Mapping[str, float]
    relevant: bool
    tags: frozenset[str]
    #: Sample weight, 0–1.
    weight: float


def examples(classifier: Classifier, articles: Iterable[Labelled], share: float = 1.0) -> list[Example]:
    """Articles as training examples; `share` scales their sample weights."""
    return [
        Example(
            classifier.features(article.title, article.text, article.language),
            article.relevant,
            article.tags,
            share if article.is_clear else share * BORDERLINE_WEIGHT,
        )
        for article in articles
    ]


def fit(learned: Sequence[Example], names: Mapping[str, str], name: str = MODEL_NAME) -> Rules:
    """Fit weights to examples; `names` maps topics to their display names."""
    rows = [
        {name: value for name, value in example.features.items() if name not in OF_TOPICS_ONLY}
        for example in learned
    ]
    bias, weights = _regress(rows, _relevance(learned), INVERSE_STRENGTH[0])
    return Rules(
        name=name,
        bias=bias,
        weights=weights,
        threshold=THRESHOLD,
        tag_threshold=TAG_THRESHOLD,
        topics=_fit_topics([example for example in learned if example.relevant], names),
    )


def _relevance(learned: Sequence[Example]) -> list[tuple[bool, float]]:
    return [(example.relevant, example.weight) for example in learned]


def _fit_topics(relevant: Sequence[Example], names: Mapping[str, str]) -> tuple[Topic, ...]:
    rows: list[dict[str, float]] = []
    answers: list[tuple[bool, float]] = []
    for example in relevant:
        for topic in TOPICS:
            rows.append(_topic_row(example.features, topic))
            answers.append((topic in example.tags, example.weight))
    bias, weights = _regress(rows, answers, INVERSE_STRENGTH[1], min_weight=0.0)
    return tuple(_topic(topic, names[topic], bias, weights) for topic in TOPICS)


def _topic_row(found: Mapping[str, float], topic: str) -> dict[str, float]:
    """Features of one topic in one article; its own features appear twice, shared and specific."""
    # Scaled up so that L2 regularisation hardly affects the topic's bias.
    row = {f"bias@{topic}": 3.0}
    for part, feature in own_features(topic).items():
        if feature in found:
            row[f"any:{part}"] = row[f"{feature}@{topic}"] = found[feature]
    for feature in SHARED:
        if feature in found:
            row.setdefault(f"{feature}@{topic}", found[feature])
    return row


def _topic(topic: str, name: str, bias: float, fitted: Mapping[str, float]) -> Topic:
    """A topic's weights: the sum of the shared and the specific ones."""
    weights: dict[str, float] = {}
    for part, feature in own_features(topic).items():
        weights[feature] = fitted.get(f"any:{part}", 0.0) + fitted.get(f"{feature}@{topic}", 0.0)
    for feature in SHARED:
        if feature not in weights:
            weights[feature] = fitted.get(f"{feature}@{topic}", 0.0)
    kept = {feature: round(weight, 4) for feature, weight in weights.items() if abs(weight) >= MIN_WEIGHT}
    return Topic(topic, name, round(bias + 3.0 * fitted.get(f"bias@{topic}", 0.0), 4), kept)


def _regress(
    rows: Sequence[Mapping[str, float]],
    answers: Sequence[tuple[bool, float]],
    inverse_strength: float,
    min_weight: float = MIN_WEIGHT,
) -> tuple[float, dict[str, float]]:
    """Bias and weights of a logistic regression."""
    # Imported here because only training needs scikit-learn. Sorted columns make the fit reproducible.
    columns = import_module("sklearn.feature_extraction").DictVectorizer(sort=True)
    table = columns.fit_transform(rows)
    model = import_module("sklearn.linear_model").LogisticRegression(C=inverse_strength, max_iter=5000)
    model.fit(table, [answer for answer, _ in answers], sample_weight=[weight for _, weight in answers])
    pairs = zip(columns.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {
        str(feature): round(float(weight), 4) for feature, weight in pairs if abs(weight) >= min_weight
    }
    return round(float(model.intercept_[0]), 4), weights


def train(labelled: Sequence[Labelled], synthetic: Sequence[Labelled], classifier: Classifier) -> Rules:
    """Weights learned from real and synthetic articles, with the classifier's lexicon."""
    learned = examples(classifier, labelled) + examples(classifier, synthetic, SYNTHETIC_WEIGHT)
    return fit(learned, classifier.topic_names)


def training_digest(articles: Iterable[Labelled]) -> str:
    """SHA-256 over texts and labels, hexadecimal; identifies the training set."""
    digest = hashlib.sha256()
    for article in sorted(articles, key=lambda each: each.id):
        fields = (
            article.id,
            article.title,
            article.text,
            article.relevant,
            sorted(article.tags),
            article.kind,
        )
        digest.update(repr(fields).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Returns 0, or 1 if there are no labelled articles."""
    parser = argparse.ArgumentParser(prog="python -m classifier.training.train", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with labelled *-dev.jsonl files")
    parser.add_argument("--write", type=Path, help="file for the weights (default: print them)")
    parser.add_argument("--feedback", type=Path, help="file of additional labelled articles")
    parser.add_argument("--date", default=date.today().isoformat(), help="date written into the file")  # noqa: DTZ011
    chosen = parser.parse_args(arguments)
    try:
        labelled = load_labelled(chosen.folder)
        labelled += read_labelled(chosen.feedback) if chosen.feedback else ()
    except OSError as error:
        out.write(f"{error}\n")
        return 1
    synthetic = load_synthetic()
    rules = train(labelled, synthetic, Classifier.load())
    about = {
        "date": chosen.date,
        "articles": len(labelled),
        "own_articles": len(synthetic),
        "training_set": training_digest([*labelled, *synthetic]),
    }
    text = write_rules(replace(rules, about=about))
    if chosen.write:
        chosen.write.write_text(text, encoding="utf-8")
    else:
        out.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
