"""Turn a text into the named features, evidence and mentions that a verdict is computed from."""

from classifier.features.custom_topics import CustomTopic, load_custom_topics
from classifier.features.disambiguation import READ_BODY, READ_TITLE, DisambiguatedText, read
from classifier.features.evidence import TOPIC_WEIGHTS, TopicToQuote, find_evidence
from classifier.features.features import Weighed, dot, features, weigh
from classifier.features.filter_names import filter_names
from classifier.features.history import is_history
from classifier.features.mentions import find_mentions, find_terms
from classifier.features.polarity import POLARITIES, Polarity, polarity_of
from classifier.features.rules import Rules, Topic, load_rules, own_features
from classifier.features.sentence_scores import WEIGHTS as QUOTE_WEIGHTS
from classifier.features.sentence_scores import sentence_features
from classifier.features.sentences import sentence_spans
from classifier.features.weights import write_rules

__all__ = [
    "POLARITIES",
    "QUOTE_WEIGHTS",
    "READ_BODY",
    "READ_TITLE",
    "TOPIC_WEIGHTS",
    "CustomTopic",
    "DisambiguatedText",
    "Polarity",
    "Rules",
    "Topic",
    "TopicToQuote",
    "Weighed",
    "dot",
    "features",
    "filter_names",
    "find_evidence",
    "find_mentions",
    "find_terms",
    "is_history",
    "load_custom_topics",
    "load_rules",
    "own_features",
    "polarity_of",
    "read",
    "sentence_features",
    "sentence_spans",
    "weigh",
    "write_rules",
]
