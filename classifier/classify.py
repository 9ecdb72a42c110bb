"""The classifier: loads its data once, then turns texts into verdicts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Self

from classifier.explanation import Reason, in_words
from classifier.features import (
    QUOTE_WEIGHTS,
    TOPIC_WEIGHTS,
    CustomTopic,
    DisambiguatedText,
    Rules,
    TopicToQuote,
    Weighed,
    features,
    find_evidence,
    find_mentions,
    find_terms,
    is_history,
    load_custom_topics,
    load_rules,
    read,
    weigh,
)
from classifier.lexicon import (
    BIT,
    Lexicon,
    LexiconWord,
    Matcher,
    load_lexicon,
    shipped_lexicon,
    shipped_matcher,
)
from yaluwatch.model import Tag, Verdict


class Classifier:
    """Decides what an article is about, with evidence for each topic.

    Pure and deterministic; one instance can be shared between threads.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        rules: Rules,
        custom_topics: Sequence[CustomTopic] = (),
        matcher: Matcher | None = None,
    ) -> None:
        #: Finds lexicon words; also used by the baselines.
        self.matcher = matcher or Matcher(lexicon.words)
        self._lexicon = lexicon
        self._rules = rules
        self._custom_topics = tuple(custom_topics)
        quoting = sorted({**QUOTE_WEIGHTS, **TOPIC_WEIGHTS}.items())
        values = (lexicon.digest, *map(astuple, custom_topics), astuple(rules), quoting)
        digest = hashlib.sha256(repr(values).encode()).hexdigest()
        #: The words of all lists.
        self.words: tuple[LexiconWord, ...] = lexicon.words
        #: Identifies the model; changes with every change of word lists or weights.
        self.version: str = f"{rules.name}-{digest[:8]}"
        self._bits = {topic.id: BIT[topic.id] for topic in rules.topics}
        self._bits |= {topic.id: topic.bit for topic in custom_topics}
        #: Topic ids in display order.
        self.topics: tuple[str, ...] = tuple(self._bits)
        #: Topic id → display name.
        self.topic_names: Mapping[str, str] = MappingProxyType(
            {topic.id: topic.name for topic in rules.topics}
            | {topic.id: topic.name for topic in custom_topics}
        )
        #: Place id → English name.
        self.places: Mapping[str, str] = lexicon.places

    @classmethod
    def load(cls, folder: Traversable | None = None, weights_file: str = "weights.toml") -> Self:
        """The shipped lists and weights, extended by an operator's folder.

        Lines of the folder's lists and the topics of its `topics.toml` are added; its `weights.toml` replaces
        the shipped weights. Raises LexiconError with file, line and reason.
        """
        shipped = files("classifier") / "data"
        if folder is None:
            return cls(shipped_lexicon(), load_rules(shipped / weights_file), matcher=shipped_matcher())
        custom_topics = load_custom_topics(folder)
        lexicon = load_lexicon(shipped, folder, {topic.id: topic.bit for topic in custom_topics})
        own_weights = folder / weights_file
        weights = own_weights if own_weights.is_file() else shipped / weights_file
        return cls(lexicon, load_rules(weights), custom_topics)

    def with_rules(self, rules: Rules) -> Self:
        """A classifier with the same lists and other weights."""
        return type(self)(self._lexicon, rules, self._custom_topics, self.matcher)

    def with_shipped_rules(self) -> Self:
        """A classifier with the same lists and the shipped weights."""
        return self.with_rules(load_rules(files("classifier") / "data" / "weights.toml"))

    def classify(self, title: str, body: str, language: str) -> Verdict:
        """The verdict on one article. Never fails, whatever the text. `language` is ISO 639-1.

        >>> Classifier.load().classify("북중 무역 재개", "", "ko").is_relevant
        True
        """
        parsed = read(title, body, language, self.matcher)
        weighed = weigh(parsed)
        found = features(parsed, weighed)
        relevance = self._rules.relevance(found)
        is_relevant = relevance >= self._rules.threshold
        return Verdict(
            relevance=relevance,
            is_relevant=is_relevant,
            tags=self._tags(parsed, weighed, found, language) if is_relevant else (),
            mentions=find_mentions(parsed),
            terms=find_terms(parsed, weighed),
            version=self.version,
            is_history=is_relevant and is_history(parsed),
        )

    def features(self, title: str, body: str, language: str) -> dict[str, float]:
        """Feature name → value, only those that are not zero; the input of the linear model."""
        parsed = read(title, body, language, self.matcher)
        return features(parsed, weigh(parsed))

    def reasons(self, title: str, body: str, language: str) -> tuple[Reason, ...]:
        """Contribution of each feature to relevance, largest first; with the bias they sum to log-odds."""
        weights = self._rules.weights
        found = self.features(title, body, language)
        parts = [
            Reason(name, in_words(name), round(weights[name] * value, 3))
            for name, value in found.items()
            if name in weights
        ]
        return tuple(sorted(parts, key=lambda reason: (-abs(reason.weight), reason.feature)))

    def _tags(
        self,
        parsed: DisambiguatedText,
        weighed: Sequence[Weighed],
        found: Mapping[str, float],
        language: str,
    ) -> tuple[Tag, ...]:
        """Tags of a relevant article, most probable first; topics without a sentence as evidence are dropped.

        A relevant article has at least one tag if possible: if no topic reaches the threshold, the most
        probable topic that has evidence.
        """
        probable = {topic.id: self._rules.tag(topic, found) for topic in self._rules.topics}
        probable |= {topic.id: topic.probability(weighed) for topic in self._custom_topics}
        ranked = sorted(probable, key=lambda topic: -probable[topic])
        least = {topic.id: self._rules.threshold_of(topic) for topic in self._rules.topics}
        chosen = [topic for topic in ranked if probable[topic] >= least.get(topic, self._rules.tag_threshold)]
        every = [TopicToQuote(topic, self._bits[topic], probable[topic]) for topic in ranked]
        evidence = find_evidence(parsed, weighed, [each for each in every if each.id in chosen], language)
        if not evidence:
            any_evidence = find_evidence(parsed, weighed, every, language)
            evidence = dict(list(any_evidence.items())[:1])
        return tuple(Tag(topic, probable[topic], spans) for topic, spans in evidence.items())
