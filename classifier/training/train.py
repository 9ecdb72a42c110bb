"""Fits the weights to labelled articles: `python -m classifier.training.train FOLDER [--write FILE]`.

Needs scikit-learn, which reading and classifying don't. Two logistic regressions with L2: one for relevance,
and one for all topics together, fitted to relevant articles only. In the second each topic's own features
("title:trade" for trade) are learned once for all topics and once for the topic, so that a topic with ten
examples leans on the others. Nothing is left to chance: the same articles give the same weights.
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
from classifier.training.labelled import Labelled, load_labelled, load_own, read_labelled

#: Name of the features' and weights' generation; part of every version made with it.
NAME: Final = "model-3"
#: Inverse strength of L2, for relevance and for topics; chosen among four values each by cross-validation.
SOFTNESS: Final = (3.0, 5.0)
#: What a borderline article and one we wrote weigh beside a real clear one.
BORDERLINE: Final = 0.3
OWN: Final = 0.5
#: Probability from which an article is shown and a topic is a tag; rare topics fare best below one half.
THRESHOLD: Final = 0.5
TAG_THRESHOLD: Final = 0.4
#: Weights smaller than this are left out.
LEAST: Final = 0.005

#: Features every topic may use beside its own.
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


#: Features that say which topic, and nothing of relevance: smuggling has its own there already.
OF_TOPICS_ONLY: Final = frozenset({"sentence:smuggled"})


@dataclass(frozen=True, slots=True)
class Example:
    """An article as the fit sees it."""

    found: Mapping[str, float]
    relevant: bool
    tags: frozenset[str]
    #: What it counts, 0–1.
    weight: float


def examples(classifier: Classifier, articles: Iterable[Labelled], share: float = 1.0) -> list[Example]:
    """Articles with their features; `share` lowers what each counts."""
    return [
        Example(
            classifier.features(article.title, article.text, article.language),
            article.relevant,
            article.tags,
            share if article.is_clear else share * BORDERLINE,
        )
        for article in articles
    ]


def fit(learned: Sequence[Example], names: Mapping[str, str], name: str = NAME) -> Rules:
    """Weights that fit the examples; `names` are the topics' names for readers."""
    rows = [
        {name: value for name, value in example.found.items() if name not in OF_TOPICS_ONLY}
        for example in learned
    ]
    bias, weights = _regress(rows, _relevance(learned), SOFTNESS[0])
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
            rows.append(_topic_row(example.found, topic))
            answers.append((topic in example.tags, example.weight))
    bias, weights = _regress(rows, answers, SOFTNESS[1], least=0.0)
    return tuple(_topic(topic, names[topic], bias, weights) for topic in TOPICS)


def _topic_row(found: Mapping[str, float], topic: str) -> dict[str, float]:
    """Features of one topic in one article: its own ones twice, shared and as this topic's."""
    # A topic's own bias is hardly held back by L2.
    row = {f"bias@{topic}": 3.0}
    for part, feature in own_features(topic).items():
        if feature in found:
            row[f"any:{part}"] = row[f"{feature}@{topic}"] = found[feature]
    for feature in SHARED:
        if feature in found:
            row.setdefault(f"{feature}@{topic}", found[feature])
    return row


def _topic(topic: str, name: str, bias: float, fitted: Mapping[str, float]) -> Topic:
    """A topic's weights with what it shares with the others added in."""
    weights: dict[str, float] = {}
    for part, feature in own_features(topic).items():
        weights[feature] = fitted.get(f"any:{part}", 0.0) + fitted.get(f"{feature}@{topic}", 0.0)
    for feature in SHARED:
        if feature not in weights:
            weights[feature] = fitted.get(f"{feature}@{topic}", 0.0)
    kept = {feature: round(weight, 4) for feature, weight in weights.items() if abs(weight) >= LEAST}
    return Topic(topic, name, round(bias + 3.0 * fitted.get(f"bias@{topic}", 0.0), 4), kept)


def _regress(
    rows: Sequence[Mapping[str, float]],
    answers: Sequence[tuple[bool, float]],
    softness: float,
    least: float = LEAST,
) -> tuple[float, dict[str, float]]:
    """Bias and weights of a logistic regression; columns in alphabetical order."""
    # Imported here: whoever only classifies needn't have it.
    columns = import_module("sklearn.feature_extraction").DictVectorizer(sort=True)
    table = columns.fit_transform(rows)
    model = import_module("sklearn.linear_model").LogisticRegression(C=softness, max_iter=5000)
    model.fit(table, [answer for answer, _ in answers], sample_weight=[weight for _, weight in answers])
    pairs = zip(columns.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {str(feature): round(float(weight), 4) for feature, weight in pairs if abs(weight) >= least}
    return round(float(model.intercept_[0]), 4), weights


def train(labelled: Sequence[Labelled], own: Sequence[Labelled], classifier: Classifier) -> Rules:
    """Weights learned from real articles and from ours; lists and features are the classifier's."""
    learned = examples(classifier, labelled) + examples(classifier, own, OWN)
    return fit(learned, classifier.topic_names)


def training_digest(articles: Iterable[Labelled]) -> str:
    """SHA-256 over texts and labels, hexadecimal: tells which articles weights were learned from."""
    digest = hashlib.sha256()
    for article in sorted(articles, key=lambda each: each.id):
        told = (article.id, article.title, article.text, article.relevant, sorted(article.tags), article.kind)
        digest.update(repr(told).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Returns 0, or 1 when there is nothing to learn from."""
    parser = argparse.ArgumentParser(prog="python -m classifier.training.train", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with labelled *-dev.jsonl files")
    parser.add_argument("--write", type=Path, help="file for the weights; printed when left out")
    parser.add_argument("--feedback", type=Path, help="file of further labelled articles")
    parser.add_argument("--date", default=date.today().isoformat(), help="date written into the file")  # noqa: DTZ011
    chosen = parser.parse_args(arguments)
    try:
        labelled = load_labelled(chosen.folder)
        labelled += read_labelled(chosen.feedback) if chosen.feedback else ()
    except OSError as error:
        out.write(f"{error}\n")
        return 1
    own = load_own()
    rules = train(labelled, own, Classifier.load())
    about = {
        "date": chosen.date,
        "articles": len(labelled),
        "own_articles": len(own),
        "training_set": training_digest([*labelled, *own]),
    }
    text = write_rules(replace(rules, about=about))
    if chosen.write:
        chosen.write.write_text(text, encoding="utf-8")
    else:
        out.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
