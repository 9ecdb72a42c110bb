"""The sentences quoted as evidence for a story's topics. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from yaluwatch.model import Evidence, Span, StoredArticle, Tag

# Maximum number of quotes per story.
_MAX_QUOTES = 3

# A sentence that begins within this much of the body belongs to the lead, characters; those that are not
# ASCII count as two.
_LEAD = 700

# Named in nearly every article.
_COUNTRIES = frozenset({"china", "north-korea"})


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence quoted as evidence."""

    #: Topics it is evidence for, most probable first.
    topics: tuple[str, ...]
    span: Evidence
    language: str


def quotes(stored: StoredArticle) -> list[Quote]:
    """The best sentence for each of an article's tags, without repeats, ordered by its most probable topic.

    A sentence of the lead that names a place comes before a better-scored one further down, because it says
    where, and news before what was earlier. The headline is shown anyway and not quoted.
    """
    topics: dict[Evidence, list[str]] = {}
    for tag in stored.verdict.tags if stored.verdict else ():
        best = _best(stored, tag)
        if best is not None:
            topics.setdefault(best, []).append(tag.topic)
    first = islice(topics.items(), _MAX_QUOTES)
    return [Quote(tuple(names), span, stored.article.language) for span, names in first]


def supported_topics(stored: StoredArticle, quoted: Sequence[Quote]) -> tuple[str, ...]:
    """The topics whose evidence a reader sees, most probable first: in a quote, or in the headline itself."""
    seen = {topic for quote in quoted for topic in quote.topics}
    tags = stored.verdict.tags if stored.verdict else ()
    return tuple(tag.topic for tag in tags if tag.topic in seen or any(_in_title(tag)))


def _in_title(tag: Tag) -> list[Evidence]:
    return [span for span in tag.evidence if span.part == "title"]


def _best(stored: StoredArticle, tag: Tag) -> Evidence | None:
    quotable = [span for span in tag.evidence if span.part == "body"]
    body = [span for span in quotable if span.polarity != "past"] or quotable
    naming = (span for span in sorted(body, key=lambda span: span.start) if _names_a_place(stored, span))
    leading = next((span for span in naming if _is_in_lead(stored, span)), None)
    return leading or next(iter(body), None)


def _is_in_lead(stored: StoredArticle, span: Span) -> bool:
    before = stored.article.body[: span.start]
    return len(before) <= _LEAD and sum(1 if ch.isascii() else 2 for ch in before) <= _LEAD


def _names_a_place(stored: StoredArticle, span: Span) -> bool:
    mentions = stored.verdict.mentions if stored.verdict else ()
    return any(
        mention.kind == "place"
        and mention.id not in _COUNTRIES
        and mention.span.part == span.part
        and span.start <= mention.span.start < span.end
        for mention in mentions
    )
