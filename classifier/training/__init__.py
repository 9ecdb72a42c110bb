"""Fitting, measuring and comparing models on labelled articles."""

from classifier.training.compare import differences_between
from classifier.training.labelled import Labelled, load_labelled

__all__ = ["Labelled", "differences_between", "load_labelled"]
