"""From an Article to a Verdict: gazetteer, lexicons, matcher, rules; pure, no I/O beyond its own data."""

from classifier.classify import Classifier
from classifier.concepts import TOPICS

__all__ = ["TOPICS", "Classifier"]
