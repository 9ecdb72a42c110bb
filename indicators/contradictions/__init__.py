"""Contradictions within an article: two passages that cannot both be right."""

from indicators.contradictions.reading import contradictions_in, contradictions_of, with_contradictions
from indicators.contradictions.values import KINDS, Contradiction, Passage, contradiction_row

__all__ = [
    "KINDS",
    "Contradiction",
    "Passage",
    "contradiction_row",
    "contradictions_in",
    "contradictions_of",
    "with_contradictions",
]
