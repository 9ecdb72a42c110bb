"""The classifier itself: data loaded once, then text in, verdict out."""

import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Self

from classifier.evidence import find_evidence
from classifier.features import Weighed, features, weigh
from classifier.lexicon import Lexicon, load_lexicon
from classifier.matcher import Matcher
from classifier.mentions import find_mentions, find_terms
from classifier.reading import Reading, read
from classifier.rules import Rules, load_rules
from yaluwatch.model import Tag, Verdict


class Classifier:
    """Says of an article what it is about and shows the sentences that decided it.

    Pure and deterministic; one instance serves any number of threads.
    """

    def __init__(self, lexicon: Lexicon, rules: Rules, digest: str) -> None:
        #: Finds words; shared with the measurements.
        self.matcher = Matcher(lexicon.words)
        self._rules = rules
        #: Changes with every change of word lists or weights.
        self.version: str = f"rules-1-{digest[:8]}"
        #: Topic ids in the order they are shown.
        self.topics: tuple[str, ...] = tuple(topic.id for topic in rules.topics)
        #: Topic id → name for readers.
        self.topic_names: Mapping[str, str] = MappingProxyType(
            {topic.id: topic.name for topic in rules.topics}
        )
        #: Place id → English name.
        self.places: Mapping[str, str] = lexicon.places

    @classmethod
    def load(cls, folder: Traversable | None = None) -> Self:
        """The shipped lists and weights, or those of a folder. Raises LexiconError."""
        source = files("classifier") / "data" if folder is None else folder
        lexicon = load_lexicon(source)
        weights = source / "weights.toml"
        rules = load_rules(weights)
        digest = hashlib.sha256(lexicon.digest.encode() + weights.read_bytes()).hexdigest()
        return cls(lexicon, rules, digest)

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

    def _tags(
        self, reading: Reading, weighed: Sequence[Weighed], found: Mapping[str, float]
    ) -> tuple[Tag, ...]:
        """Most probable first; a topic without a sentence of its own is none."""
        probable = [(topic.id, self._rules.tag(topic, found)) for topic in self._rules.topics]
        chosen = {topic: number for topic, number in probable if number >= self._rules.tag_threshold}
        ranked = sorted(chosen, key=lambda topic: -chosen[topic])
        evidence = find_evidence(reading, weighed, ranked)
        return tuple(Tag(topic, chosen[topic], evidence[topic]) for topic in ranked if topic in evidence)
