"""Train the classifier, compare models and measure them against labelled articles."""

from classifier.training.compare import differences_between
from classifier.training.labelled import Labelled, load_labelled

__all__ = ["Labelled", "differences_between", "load_labelled"]
