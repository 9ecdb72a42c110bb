"""Finds sentences that say whether a border crossing is open, limited, closed or planned. Pure."""

from classifier.facts.status.crossings import CROSSINGS, MODES, ON_MAP, Crossing
from classifier.facts.status.reader import CARRIED, PLACES, Statement, may_have_status, statements_in
from classifier.facts.status.times import Told, tell_time

__all__ = [
    "CARRIED",
    "CROSSINGS",
    "MODES",
    "ON_MAP",
    "PLACES",
    "Crossing",
    "Statement",
    "Told",
    "may_have_status",
    "statements_in",
    "tell_time",
]
