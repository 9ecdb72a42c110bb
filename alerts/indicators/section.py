"""Lines and sections of a digest about indicators, without the words of any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A phrase of the catalogues with what stands in its placeholders."""

    #: Key of the phrase.
    phrase: str
    #: Placeholder → name or figure as it is printed in every language.
    names: Mapping[str, str] = field(default_factory=dict)
    #: Placeholder → key of a phrase.
    terms: Mapping[str, str] = field(default_factory=dict)
    #: What stands for {number}, in whole units: languages count large numbers in units of their own.
    value: float | None = None
    #: Placeholder → phrases, printed one after the other with a separator.
    parts: Mapping[str, tuple["Wording", ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedArticle:
    """An article of the archive that a line names."""

    id: int
    title: str
    publisher: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine(Wording):
    """One thing that is new, with the sentence or the source that says so."""

    #: What stands in parentheses after it.
    details: tuple[Wording, ...] = ()
    #: The sentence; "" if no article says it.
    quote: str = ""
    #: Of the quote, ISO 639-1.
    language: str = ""
    #: Of the article; without a quote the name of the source.
    publisher: str = ""
    #: Of the article or source; "" if it has none.
    url: str = ""
    #: Number of the article; 0 without one.
    article_id: int = 0
    #: Articles that name what the line is about, newest first.
    articles: tuple[CitedArticle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSection:
    """What is new about one indicator."""

    #: "border", "lists", "trade" or "prices"; its title is the phrase "indicator_" with this id.
    id: str
    lines: tuple[IndicatorLine, ...]
    #: What stands beside the title: keys of phrases with a singular and a plural, and the numbers.
    counts: tuple[tuple[str, int], ...] = ()
    #: How many more are new.
    left_out: int = 0
    #: The command that shows all.
    command: str = ""
