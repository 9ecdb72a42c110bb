"""The classifier itself: data loaded once, then text in, verdict out."""

import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Self

from classifier.explanation import Reason, in_words
from classifier.features import (
    CustomTopic,
    DisambiguatedText,
    Rules,
    Weighed,
    features,
    find_evidence,
    find_mentions,
    find_terms,
    load_custom_topics,
    load_rules,
    read,
    weigh,
)
from classifier.lexicon import BIT, Lexicon, Matcher, load_lexicon
from yaluwatch.model import Tag, Verdict


class Classifier:
    """Says of an article what it is about and shows the sentences that decided it.

    Pure and deterministic; one instance serves any number of threads.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        rules: Rules,
        custom_topics: Sequence[CustomTopic] = (),
        matcher: Matcher | None = None,
    ) -> None:
        #: Finds words; shared with the measurements.
        self.matcher = matcher or Matcher(lexicon.words)
        self._lexicon = lexicon
        self._rules = rules
        self._own_topics = tuple(custom_topics)
        digest = hashlib.sha256(f"{lexicon.digest} {custom_topics!r} {rules!r}".encode()).hexdigest()
        #: Changes with every change of word lists or weights.
        self.version: str = f"{rules.name}-{digest[:8]}"
        self._bits = {topic.id: BIT[topic.id] for topic in rules.topics}
        self._bits |= {topic.id: topic.bit for topic in custom_topics}
        #: Topic ids in the order they are shown.
        self.topics: tuple[str, ...] = tuple(self._bits)
        #: Topic id → name for readers.
        self.topic_names: Mapping[str, str] = MappingProxyType(
            {topic.id: topic.name for topic in rules.topics}
            | {topic.id: topic.name for topic in custom_topics}
        )
        #: Place id → English name.
        self.places: Mapping[str, str] = lexicon.places

    @classmethod
    def load(cls, folder: Traversable | None = None, weights_file: str = "weights.toml") -> Self:
        """The shipped lists and weights, with what an operator's folder adds.

        Lines of its lists are added, topics of its `topics.toml` too; its `weights.toml` stands for the
        shipped weights. Raises LexiconError with file, line and reason.
        """
        shipped = files("classifier") / "data"
        custom_topics = load_custom_topics(folder) if folder is not None else ()
        lexicon = load_lexicon(shipped, folder, {topic.id: topic.bit for topic in custom_topics})
        weights = shipped / weights_file
        if folder is not None and (folder / weights_file).is_file():
            weights = folder / weights_file
        return cls(lexicon, load_rules(weights), custom_topics)

    def with_rules(self, rules: Rules) -> Self:
        """The same lists with other weights."""
        return type(self)(self._lexicon, rules, self._own_topics, self.matcher)

    def with_shipped_rules(self) -> Self:
        """The same lists with the shipped weights."""
        return self.with_rules(load_rules(files("classifier") / "data" / "weights.toml"))

    def classify(self, title: str, body: str, language: str) -> Verdict:
        """The verdict on one article; any text gives one. `language` is ISO 639-1.

        >>> Classifier.load().classify("북중 무역 재개", "", "ko").is_relevant
        True
        """
        reading = read(title, body, language, self.matcher)
        weighed = weigh(reading)
        found = features(reading, weighed)
        relevance = self._rules.relevance(found)
        is_relevant = relevance >= self._rules.threshold
        return Verdict(
            relevance=relevance,
            is_relevant=is_relevant,
            tags=self._tags(reading, weighed, found) if is_relevant else (),
            mentions=find_mentions(reading),
            terms=find_terms(reading, weighed),
            version=self.version,
        )

    def features(self, title: str, body: str, language: str) -> dict[str, float]:
        """What the weights are multiplied with: feature name → value, without zeros."""
        reading = read(title, body, language, self.matcher)
        return features(reading, weigh(reading))

    def reasons(self, title: str, body: str, language: str) -> tuple[Reason, ...]:
        """What spoke for and against relevance, weightiest first; with the bias they make its log-odds."""
        weights = self._rules.weights
        found = self.features(title, body, language)
        parts = [
            Reason(name, in_words(name), round(weights[name] * value, 3))
            for name, value in found.items()
            if name in weights
        ]
        return tuple(sorted(parts, key=lambda reason: (-abs(reason.weight), reason.feature)))

    def _tags(
        self, reading: DisambiguatedText, weighed: Sequence[Weighed], found: Mapping[str, float]
    ) -> tuple[Tag, ...]:
        """Most probable first; a topic without a sentence of its own is none.

        What is relevant is about something: when no topic is probable enough, the most probable one stands.
        """
        probable = {topic.id: self._rules.tag(topic, found) for topic in self._rules.topics}
        probable |= {topic.id: topic.probability(weighed) for topic in self._own_topics}
        ranked = sorted(probable, key=lambda topic: -probable[topic])
        chosen = [topic for topic in ranked if probable[topic] >= self._rules.tag_threshold]
        evidence = find_evidence(reading, weighed, [(topic, self._bits[topic]) for topic in chosen])
        if not evidence:
            every = find_evidence(reading, weighed, [(topic, self._bits[topic]) for topic in ranked])
            evidence = dict(list(every.items())[:1])
        return tuple(Tag(topic, probable[topic], spans) for topic, spans in evidence.items())
