"""Explains a relevance score: the contribution of each feature, with a readable description.

A contribution is a feature's value times its weight. Together with the bias, the contributions sum to the
log-odds of relevance.
"""

from dataclasses import dataclass
from typing import Final

# Part of a feature's name before the colon → description; {} is the description of the rest.
_WHERE: Final = {
    "title": "headline: {}",
    "lead": "first sentences: {}",
    "sentence": "a sentence: {}",
    "near": "neighbouring sentences: {}",
    "share": "share of sentences: {}",
    "words": "different words: {}",
    "mention": "sentences anywhere: {}",
    "paragraph": "one paragraph: {}",
    "brief": "headline with hardly any text: {}",
    "negated": "denied: {}",
    "only": "without exchange: {}",
    "against": "mentions {}",
    "crowded": "with other countries: {}",
    "body": "body: {}",
}
# Part after the colon → description; topics are shown by id.
_WHAT: Final = {
    "both": "China and North Korea",
    "any": "anything",
    "alone": "only the two sides",
    "disaster": "floods, earthquakes and other disasters",
    "exchange": "exchange",
    "frontier": "a border place",
    "smuggled": "smuggling named explicitly",
    "goods": "goods",
    "close": "both sides close together",
    "fact": "an exchange with a border place or goods",
    "pair": "the two sides as a pair",
    "china": "China",
    "dprk": "North Korea",
    "none": "none",
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
    """The contribution of one feature to relevance."""

    #: Feature name, see features.py.
    feature: str
    #: Readable description.
    told: str
    #: Contribution in log-odds; above 0 it speaks for relevance.
    weight: float


def in_words(feature: str) -> str:
    """A readable description of a feature.

    >>> in_words("lead:both+trade")
    'first sentences: China and North Korea, trade'
    """
    where, _, what = feature.partition(":")
    parts = ", ".join(_WHAT.get(part, part) for part in what.split("+"))
    return _WHERE.get(where, f"{where}: {{}}").format(parts)
