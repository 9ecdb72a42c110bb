"""Finds sentences that say whether a border crossing is open, limited, closed or planned. Pure."""

from classifier.facts.status.crossings import CROSSINGS, Crossing
from classifier.facts.status.reader import Statement, has_status, statements_in

__all__ = ["CROSSINGS", "Crossing", "Statement", "has_status", "statements_in"]
