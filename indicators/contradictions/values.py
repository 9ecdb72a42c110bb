"""What a contradiction is: two passages of one article that cannot both be right, and why."""

from dataclasses import dataclass

from yaluwatch import model
from yaluwatch.model import Article, Fact, Mention, full_text
from yaluwatch.sentence import Sentence

#: What disagrees: figures, years of one treaty, counts of crossings, an amount and its conversion, a day and
#: its weekday, the years above a table, and one name for two places.
KINDS = ("figure", "treaty", "count", "conversion", "weekday", "header", "name")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as printed, with the words around it."""

    #: The figure, date or name.
    text: str
    #: Its sentence, or the row of the table.
    quote: str
    #: Position of `text` in title, blank line, body; None in a table.
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two passages of one article that disagree."""

    #: One of KINDS.
    kind: str
    #: In one sentence.
    reason: Sentence
    first: Passage
    second: Passage


def contradiction_row(found: Contradiction) -> dict[str, str | int | None]:
    """Its values by field name, for JSON."""
    return {
        "contradiction": found.kind,
        "reason": str(found.reason),
        "text": found.first.text,
        "sentence": found.first.quote,
        "start": found.first.start,
        "other_text": found.second.text,
        "other_sentence": found.second.quote,
        "other_start": found.second.start,
    }


def as_stored(found: Contradiction) -> model.Contradiction:
    """The contradiction as it is kept in the archive, in English."""
    return model.Contradiction(
        kind=found.kind,
        reason=str(found.reason),
        text=found.first.text,
        sentence=found.first.quote,
        start=found.first.start,
        other_text=found.second.text,
        other_sentence=found.second.quote,
        other_start=found.second.start,
    )


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with what was read from it."""

    article: Article
    #: By position.
    facts: tuple[Fact, ...]
    mentions: tuple[Mention, ...]

    @property
    def text(self) -> str:
        """Title, blank line, body."""
        return full_text(self.article.title, self.article.body)

    def sentence(self, fact: Fact) -> str:
        """The sentence of a fact."""
        return self.text[fact.sentence_start : fact.sentence_end]

    def passage(self, fact: Fact) -> Passage:
        """A fact with its sentence."""
        return Passage(self.text[fact.start : fact.end], self.sentence(fact), fact.start)
