"""Classifies articles and extracts facts with lexicons, features and a linear model. Pure."""

from classifier.article_facts import find_article_facts
from classifier.classify import Classifier
from classifier.explanation import Reason
from classifier.facts import RULES as FACT_RULES
from classifier.facts.status import CROSSINGS, MODES, ON_MAP, Crossing

__all__ = [
    "CROSSINGS",
    "FACT_RULES",
    "MODES",
    "ON_MAP",
    "Classifier",
    "Crossing",
    "Reason",
    "find_article_facts",
]
