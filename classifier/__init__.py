"""From an Article to a Verdict: gazetteer, lexicons, matcher, rules; pure, no I/O beyond its own data."""

from classifier.classify import Classifier
from classifier.concepts import TOPICS
from classifier.place_names import place_names

__all__ = ["TOPICS", "Classifier", "place_names"]
