"""What spoke for and against an article's relevance, in words a reader understands.

A part is a feature's value times its weight: what it adds to the sum whose logistic curve is the probability.
"""

from dataclasses import dataclass
from typing import Final

#: First half of a feature's name → how it reads; {} is what the second half names.
_WHERE: Final = {
    "title": "headline: {}",
    "lead": "first sentences: {}",
    "sentence": "a sentence: {}",
    "near": "neighbouring sentences: {}",
    "share": "share of sentences: {}",
    "words": "different words: {}",
    "paragraph": "one paragraph: {}",
    "brief": "headline almost alone: {}",
    "negated": "denied: {}",
    "against": "speaks of {}",
    "crowded": "beside other countries: {}",
    "body": "body: {}",
}
#: Second half → how it reads; topics stand for themselves.
_WHAT: Final = {
    "both": "China and North Korea",
    "any": "anything",
    "alone": "the two sides and nobody else",
    "exchange": "exchange",
    "frontier": "a border place",
    "smuggled": "smuggling by its name",
    "goods": "goods",
    "close": "both sides close together",
    "fact": "an exchange with its place or goods",
    "pair": "the two sides as a pair",
    "china": "China",
    "dprk": "North Korea",
    "none": "nothing of the kind",
    "america": "another subject of the United States",
    "elsewhere": "other countries",
    "history": "history",
    "protocol": "greetings and protocol",
    "russia": "Russia",
    "south": "South Korea",
    "sport": "sport",
    "weapons": "weapons",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that spoke for (above 0) or against relevance, in log-odds."""

    feature: str
    #: The feature in words.
    told: str
    weight: float


def in_words(feature: str) -> str:
    """A feature's name as a reader would say it.

    >>> in_words("lead:both+trade")
    'first sentences: China and North Korea, trade'
    """
    where, _, what = feature.partition(":")
    parts = ", ".join(_WHAT.get(part, part) for part in what.split("+"))
    return _WHERE.get(where, f"{where}: {{}}").format(parts)
