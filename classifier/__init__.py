"""Classifies articles and extracts facts with lexicons, features and a linear model. Pure."""

from classifier.article_facts import find_article_facts
from classifier.classify import Classifier
from classifier.explanation import Reason
from classifier.facts import RULES as FACT_RULES
from classifier.facts.claims import HEDGES, ROLES, role_of_speaker
from classifier.facts.claims import bounds as date_bounds
from classifier.facts.status import CROSSINGS, MODES, ON_MAP, Crossing

__all__ = [
    "CROSSINGS",
    "FACT_RULES",
    "HEDGES",
    "MODES",
    "ON_MAP",
    "ROLES",
    "Classifier",
    "Crossing",
    "Reason",
    "date_bounds",
    "find_article_facts",
    "role_of_speaker",
]
