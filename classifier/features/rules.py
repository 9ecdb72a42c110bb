"""The linear model: weights from a file in `data/`, features in, probabilities out.

`weights.toml` is learned and in use; `rules.toml` is hand-written and serves as a baseline. A file gives the
weights of a topic by full feature name, or for all topics at once by part of the name in `[tag.weights]`.
"""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from classifier.features.features import dot
from classifier.lexicon import TOPICS
from yaluwatch.errors import LexiconError

#: Names of a topic's own features, without the topic.
TAG_PARTS: Final = (
    "title",
    "title:both",
    "lead:both",
    "sentence:both",
    "near:both",
    "share",
    "mention",
    "words",
    "brief",
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic and its weights."""

    id: str
    #: Display name.
    name: str
    bias: float
    #: Feature name → weight.
    weights: Mapping[str, float]
    #: Minimum probability of the tag, 0–1; None for that of all topics.
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """All weights and thresholds."""

    #: First part of the version of every verdict.
    name: str
    bias: float
    weights: Mapping[str, float]
    #: Minimum relevance of a relevant article, 0–1.
    threshold: float
    #: Minimum probability of a tag, 0–1.
    tag_threshold: float
    topics: tuple[Topic, ...]
    #: Date, training set and scores, as given in the file.
    about: Mapping[str, str | int | float] = field(default_factory=dict)

    def relevance(self, found: Mapping[str, float]) -> float:
        """Probability that the article is relevant, 0–1."""
        return logistic(self.bias + dot(self.weights, found))

    def threshold_of(self, topic: Topic) -> float:
        """Minimum probability of this tag, 0–1."""
        return self.tag_threshold if topic.threshold is None else topic.threshold

    def tag(self, topic: Topic, found: Mapping[str, float]) -> float:
        """Probability of the topic in a relevant article, 0–1."""
        return logistic(topic.bias + dot(topic.weights, found))


def logistic(value: float) -> float:
    """Logistic function, 0–1, rounded to four places so that shown and stored values agree."""
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value)))), 4)


def load_rules(file: Traversable) -> Rules:
    """Read weights from a TOML file. Raises LexiconError with file, reason and, if known, the line."""
    path = Path(str(file))
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LexiconError(path, toml_line(error), str(error)) from error
    try:
        relevant, tag = table["relevant"], table["tag"]
        parts = _weights(tag.get("weights", {}))
        if unknown := parts.keys() - set(TAG_PARTS):
            raise ValueError(f"unknown part of a topic: {', '.join(sorted(unknown))}")
        topics = tuple(_topic(entry, parts) for entry in table["topic"])
        if [topic.id for topic in topics] != list(TOPICS):
            raise ValueError(f"topics must be, in this order: {', '.join(TOPICS)}")
        return Rules(
            name=str(table["name"]),
            about=dict(table.get("about", {})),
            bias=float(relevant["bias"]),
            weights=_weights(relevant["weights"]),
            threshold=float(relevant["threshold"]),
            tag_threshold=float(tag["threshold"]),
            topics=topics,
        )
    except KeyError as error:
        raise LexiconError(path, 0, f"{error.args[0]!r} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise LexiconError(path, 0, str(error)) from error


def toml_line(error: Exception) -> int:
    """The line given in a TOML error, counted from 1; 0 if there is none."""
    at = re.search(r"at line (\d+)", str(error))
    return int(at[1]) if at else 0


def own_features(topic: str) -> dict[str, str]:
    """Part → full name of a topic's own features: "title:both" becomes "title:both+trade"."""
    return {part: f"{part}+{topic}" if ":" in part else f"{part}:{topic}" for part in TAG_PARTS}


def _topic(entry: Mapping[str, Any], parts: Mapping[str, float]) -> Topic:
    identity = str(entry["id"])
    own = own_features(identity)
    weights = {own[part]: weight for part, weight in parts.items()}
    weights.update(_weights(entry.get("weights", {})))
    threshold = float(entry["threshold"]) if "threshold" in entry else None
    return Topic(identity, str(entry["name"]), float(entry["bias"]), weights, threshold)


def _weights(table: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(weight) for name, weight in table.items()}
