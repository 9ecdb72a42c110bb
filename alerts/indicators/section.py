"""A section of a digest about an indicator, without the words of any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """One thing that is new, with the sentence that says so."""

    #: Key of the phrase that says it, in the catalogues.
    phrase: str
    #: Placeholder → name or figure as it is printed in every language.
    names: Mapping[str, str] = field(default_factory=dict)
    #: Placeholder → key of a phrase in the catalogues.
    terms: Mapping[str, str] = field(default_factory=dict)
    #: The sentence; "" if a person decided it.
    quote: str = ""
    #: Of the quote, ISO 639-1.
    language: str = ""
    publisher: str = ""
    #: Of the article.
    url: str = ""
    #: Number of the article; 0 if a person decided it.
    article_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSection:
    """What is new about one indicator."""

    #: "border" or "prices"; its title is the phrase "indicator_" with this id.
    id: str
    lines: tuple[IndicatorLine, ...]
    #: How many more are new.
    left_out: int = 0
