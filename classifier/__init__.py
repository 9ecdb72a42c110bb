"""From an Article to a Verdict and facts: lexicons, features, a linear model; pure, no I/O but its data."""

from classifier.classify import Classifier
from classifier.explanation import Reason

__all__ = ["Classifier", "Reason"]
