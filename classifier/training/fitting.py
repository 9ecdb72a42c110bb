"""Fits the linear model to examples. Needs scikit-learn and SciPy, which classifying does not.

Two logistic regressions with L2 regularisation: one for relevance, and one for all topics together, on
relevant articles only. In the second, each topic's own features ("title:trade" for trade) have a weight
shared by all topics and one for the topic, so that a topic with few examples benefits from the others.
Deterministic.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from classifier import Classifier
from classifier.features import Rules, Topic, own_features
from classifier.lexicon import AGAINST, TOPICS
from classifier.training.labelled import Labelled

#: Name of this generation of features and weights; part of every verdict's version.
MODEL_NAME: Final = "model-4"
#: Inverse L2 regularisation strength (`C`) for relevance and for topics; chosen by cross-validation.
INVERSE_STRENGTH: Final = (3.0, 5.0)
#: Sample weights of borderline and of synthetic articles; a real clear one has 1.
BORDERLINE_WEIGHT: Final = 0.3
SYNTHETIC_WEIGHT: Final = 0.5
#: Minimum relevance of a relevant article.
THRESHOLD: Final = 0.5
#: Minimum probability of a tag; rare topics score best below one half. The same for all topics: thresholds
#: chosen topic by topic gained nothing on articles of another reader.
TAG_THRESHOLD: Final = 0.35
#: Smaller weights are dropped.
MIN_WEIGHT: Final = 0.005

#: Features that every topic may use in addition to its own.
SHARED: Final = (
    "sentence:goods",
    "sentence:smuggled",
    "sentence:frontier",
    "negated:exchange",
    "body:none",
    *(f"share:{topic}" for topic in TOPICS),
    *(f"words:{topic}" for topic in TOPICS),
)

# Exchange as features name it, and what else can't speak against relevance.
_EXCHANGE: Final = frozenset(TOPICS) - {"sanctions", "diplomacy", "health"} | {"exchange"}
_FOR_RELEVANCE: Final = frozenset({"both", "pair", "goods", "fact", "alone+exchange"})
# How much the share or words of one topic may count against another.
_MOST_AGAINST: Final = 0.8

#: Features used for topics only: relevance already has the other smuggling features.
OF_TOPICS_ONLY: Final = frozenset({"sentence:smuggled", *(f"mention:{topic}" for topic in TOPICS)})


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
    """Bias and weights of a logistic regression whose weights have the sign their features mean."""
    # Imported here because only training needs them. Sorted columns make the fit reproducible.
    numpy, optimize = import_module("numpy"), import_module("scipy.optimize")
    columns = import_module("sklearn.feature_extraction").DictVectorizer(sort=True)
    table = columns.fit_transform(rows)
    names = [str(name) for name in columns.get_feature_names_out()]
    signs = numpy.array([1.0 if answer else -1.0 for answer, _ in answers])
    shares = numpy.array([weight for _, weight in answers])

    def loss(values: Any) -> tuple[float, Any]:
        bias, weights = values[0], values[1:]
        margins = signs * (table @ weights + bias)
        slopes = -signs * shares / (1.0 + numpy.exp(numpy.clip(margins, -500, 500)))
        penalty = weights @ weights / (2 * inverse_strength)
        total = float(shares @ numpy.logaddexp(0.0, -margins) + penalty)
        return total, numpy.concatenate([[slopes.sum()], table.T @ slopes + weights / inverse_strength])

    fitted = optimize.minimize(
        loss,
        numpy.zeros(len(names) + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), *map(sign_of, names)],
        options={"maxiter": 5000},
    ).x
    weights = {
        name: round(float(weight), 4)
        for name, weight in zip(names, fitted[1:], strict=True)
        if abs(weight) >= min_weight
    }
    return round(float(fitted[0]), 4), weights


def sign_of(feature: str) -> tuple[float | None, float | None]:
    """Smallest and largest weight of a feature: what plainly speaks for something must not count against it.

    >>> sign_of("title:both+smuggling"), sign_of("against:sport")
    ((0.0, None), (None, 0.0))
    >>> sign_of("words:health@trade")
    (-0.8, 0.0)
    """
    name, _, topic = feature.partition("@")
    where, _, what = name.partition(":")
    if where == "any" or (topic and topic in what.split("+")):
        return 0.0, None
    if topic:
        # That an article is about another topic too may not outweigh what it says of this one, and does not
        # speak for it: which topics go together differs from one collection to the next.
        return (-_MOST_AGAINST, 0.0) if where in {"share", "words"} else (None, None)
    if where in {"against", "crowded", "only"} or what in AGAINST:
        return None, 0.0
    if what.removeprefix("both+") in _EXCHANGE or what in _FOR_RELEVANCE:
        return 0.0, None
    return None, None
