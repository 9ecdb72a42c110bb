"""Finds sentences that say whether a border crossing is open, limited, closed or planned. Pure."""

from classifier.facts.status.concepts import features as state_features
from classifier.facts.status.crossings import CROSSINGS, MODES, OFFICES, ON_MAP, Crossing
from classifier.facts.status.reader import CARRIED, PLACES, Statement, may_have_status, statements_in
from classifier.facts.status.times import Told, tell_time
from classifier.facts.status.weighing import CLASSES, StateModel, state_model

__all__ = [
    "CARRIED",
    "CLASSES",
    "CROSSINGS",
    "MODES",
    "OFFICES",
    "ON_MAP",
    "PLACES",
    "Crossing",
    "StateModel",
    "Statement",
    "Told",
    "may_have_status",
    "state_features",
    "state_model",
    "statements_in",
    "tell_time",
]
