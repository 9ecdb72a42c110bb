"""An article's text with the evidence for its verdict marked."""

from collections.abc import Iterator
from dataclasses import dataclass

from yaluwatch.model import StoredArticle


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text."""

    text: str
    #: Topics this part is evidence for; empty for plain text.
    topics: tuple[str, ...]


def paragraphs(stored: StoredArticle) -> list[list[Stretch]]:
    """The paragraphs of the body, each as plain and marked parts in order."""
    found: list[list[Stretch]] = []
    start = 0
    for paragraph in stored.article.body.split("\n\n"):
        found.append(list(_stretches(stored, paragraph, start)))
        start += len(paragraph) + 2
    return found


def _stretches(stored: StoredArticle, paragraph: str, start: int) -> Iterator[Stretch]:
    end = start + len(paragraph)
    topics: dict[tuple[int, int], list[str]] = {}
    for tag in stored.verdict.tags if stored.verdict else ():
        for span in tag.evidence:
            if span.part == "body" and start <= span.start and span.end <= end:
                topics.setdefault((span.start, span.end), []).append(tag.topic)
    position = start
    for (first, last), names in sorted(topics.items()):
        # Sentences never overlap; if they did, the later one would stay unmarked.
        if first < position:
            continue
        yield Stretch(paragraph[position - start : first - start], ())
        yield Stretch(paragraph[first - start : last - start], tuple(names))
        position = last
    yield Stretch(paragraph[position - start :], ())
