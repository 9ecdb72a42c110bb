"""Finds sentences that say whether a border crossing is open, limited, closed or planned. Pure."""

from classifier.facts.status.crossings import CROSSINGS, MODES, PLACES, Crossing
from classifier.facts.status.reader import Statement, has_status, statements_in
from classifier.facts.status.times import Told, tell_time

__all__ = [
    "CROSSINGS",
    "MODES",
    "PLACES",
    "Crossing",
    "Statement",
    "Told",
    "has_status",
    "statements_in",
    "tell_time",
]
