"""Turn a text into the named features, evidence and mentions that a verdict is computed from."""

from classifier.features.custom_topics import CustomTopic, load_custom_topics
from classifier.features.disambiguation import DisambiguatedText, read
from classifier.features.evidence import find_evidence
from classifier.features.features import Weighed, features, weigh
from classifier.features.filter_names import filter_names
from classifier.features.mentions import find_mentions, find_terms
from classifier.features.rules import Rules, Topic, load_rules, own_features
from classifier.features.weights import write_rules

__all__ = [
    "CustomTopic",
    "DisambiguatedText",
    "Rules",
    "Topic",
    "Weighed",
    "features",
    "filter_names",
    "find_evidence",
    "find_mentions",
    "find_terms",
    "load_custom_topics",
    "load_rules",
    "own_features",
    "read",
    "weigh",
    "write_rules",
]
