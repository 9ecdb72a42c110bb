"""An article's text with the evidence for its verdict and its facts marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from storage import FoundFact
from yaluwatch.model import StoredArticle

#: Colours that topics are shown in, beside their names.
HUES = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a stretch."""

    text: str
    #: Whether it is, or is part of, a fact other than a claim: claims are whole sentences.
    is_fact: bool = False
    #: Numbers of the facts that begin here.
    begins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text."""

    #: In order; adding up to the part.
    pieces: tuple[Piece, ...]
    #: Topics this part is evidence for; empty for plain text.
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a fact is in a part of an article."""

    start: int
    end: int
    number: int
    is_marked: bool


def hues(stored: StoredArticle) -> Mapping[str, int]:
    """Topic → number of its colour; the same topic may have another colour in another article."""
    tags = stored.verdict.tags if stored.verdict else ()
    return {tag.topic: (number + 1) % HUES for number, tag in enumerate(tags)}


def title(stored: StoredArticle, facts: Sequence[FoundFact]) -> list[Stretch]:
    """The title in marked and plain parts."""
    return list(_stretches(stored, "title", stored.article.title, 0, _positions(facts, 0)))


def paragraphs(stored: StoredArticle, facts: Sequence[FoundFact] = ()) -> list[list[Stretch]]:
    """The paragraphs of the body, each as plain and marked parts in order."""
    # Facts have their positions in title, blank line, body.
    positions = _positions(facts, len(stored.article.title) + 2)
    return list(_paragraphs(stored, "body", stored.article.body, positions))


def captions(stored: StoredArticle) -> list[list[Stretch]]:
    """The captions, each as plain and marked parts in order."""
    return list(_paragraphs(stored, "captions", "\n\n".join(stored.article.captions), ()))


def _paragraphs(
    stored: StoredArticle, part: str, text: str, facts: Sequence[_Place]
) -> Iterator[list[Stretch]]:
    start = 0
    for paragraph in text.split("\n\n") if text else ():
        yield list(_stretches(stored, part, paragraph, start, facts))
        start += len(paragraph) + 2


def _positions(facts: Sequence[FoundFact], before: int) -> list[_Place]:
    """Where the facts are in a part of the text that begins at `before`."""
    return [
        _Place(each.fact.start - before, each.fact.end - before, each.number, each.fact.kind != "claim")
        for each in facts
    ]


def _stretches(
    stored: StoredArticle, part: str, text: str, start: int, facts: Sequence[_Place]
) -> Iterator[Stretch]:
    """The stretches of a text that begins at `start` of its part."""
    end = start + len(text)
    spans = [
        (max(span.start, start), min(span.end, end), tag.topic)
        for tag in (stored.verdict.tags if stored.verdict else ())
        for span in tag.evidence
        if span.part == part and span.start < end and span.end > start
    ]
    edges = sorted({start, end, *(edge for first, last, _ in spans for edge in (first, last))})
    for first, last in pairwise(edges):
        topics = dict.fromkeys(topic for begin, stop, topic in spans if begin <= first and last <= stop)
        pieces = tuple(_pieces(text[first - start : last - start], first, facts))
        yield Stretch(pieces, tuple(topics))


def _pieces(text: str, start: int, facts: Sequence[_Place]) -> Iterator[Piece]:
    """The parts of a text that begins at `start`: facts, and what is between them."""
    end = start + len(text)
    here = [fact for fact in facts if fact.start < end and fact.end > start]
    edges = {start, end, *(edge for fact in here for edge in (fact.start, fact.end) if start < edge < end)}
    for first, last in pairwise(sorted(edges)):
        is_fact = any(fact.start <= first and last <= fact.end and fact.is_marked for fact in here)
        begins = tuple(fact.number for fact in here if fact.start == first)
        yield Piece(text[first - start : last - start], is_fact, begins)
