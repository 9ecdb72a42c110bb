"""Articles we wrote, labelled with the event they report: every two are a pair that is one story or not.

They stand in `tests/stories/`, one file per theme, each with events that are easily taken for one another.
Half of the themes were held out while the grouping was tuned. A day's articles are grouped at a time, beside
those of the fourteen days before, as the service does.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

from classifier import Classifier
from storage.query.tokens import tokens
from stories import place
from stories.measure import Score
from yaluwatch.model import Article, StoredArticle

_FOLDER = Path(__file__).parent / "stories"
_KNOWN_FOR = timedelta(days=14)
_NAIVE_WINDOW = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Reported:
    """One labelled article."""

    stored: StoredArticle
    #: What it reports; unique over all themes.
    event: str
    theme: str
    is_held_out: bool


#: Whether two articles are told as one story.
Same = Callable[[Reported, Reported], bool]


def read_reported() -> list[Reported]:
    """All labelled articles in order of time, judged by the shipped classifier."""
    classifier = Classifier.load()
    read = [
        (file.stem, theme["half"] == "held out", row)
        for file in sorted(_FOLDER.glob("*.toml"))
        for theme in [tomllib.loads(file.read_text(encoding="utf-8"))]
        for row in theme["article"]
    ]
    read.sort(key=lambda entry: entry[2]["at"])
    return [
        Reported(_judged(classifier, number, row), row["event"], theme, is_held_out)
        for number, (theme, is_held_out, row) in enumerate(read, start=1)
    ]


def grouped(reported: Sequence[Reported]) -> Same:
    """The grouping of the service."""
    days: dict[object, list[StoredArticle]] = defaultdict(list)
    for item in reported:
        days[item.stored.first_seen_at.date()].append(item.stored)
    story: dict[int, int] = {}
    past: list[StoredArticle] = []
    for batch in days.values():
        known = [old for old in past if old.first_seen_at > batch[0].first_seen_at - _KNOWN_FOR]
        for placed in place(batch, known):
            story[placed.article_id] = story.get(placed.beside or 0, placed.article_id)
        past += batch
    return lambda one, other: story[one.stored.id] == story[other.stored.id]


def alike_titles(least: float) -> Same:
    """The naive way: titles that share at least this much of their search tokens, within three days."""

    def same(one: Reported, other: Reported) -> bool:
        first, second = (set(tokens(item.stored.article.title)) for item in (one, other))
        is_near = abs(one.stored.first_seen_at - other.stored.first_seen_at) <= _NAIVE_WINDOW
        return is_near and len(first & second) >= least * len(first | second)

    return same


def score(reported: Sequence[Reported], same: Same, *, across: bool) -> Score:
    """Over all pairs within one language, or those of two languages."""
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for one, other in combinations(reported, 2):
        if (one.stored.article.language != other.stored.article.language) is across:
            counts[same(one, other), one.event == other.event] += 1
    return Score(counts[True, True], counts[True, False], counts[False, True])


def mistakes(reported: Sequence[Reported], same: Same) -> list[tuple[Reported, Reported]]:
    """The pairs on which a grouping and the labels differ."""
    return [
        (one, other)
        for one, other in combinations(reported, 2)
        if same(one, other) != (one.event == other.event)
    ]


def _judged(classifier: Classifier, number: int, row: dict[str, str | datetime]) -> StoredArticle:
    at = row["at"]
    assert isinstance(at, datetime)
    title, body, language, publisher = (str(row[key]) for key in ("title", "text", "language", "publisher"))
    article = Article(
        source_id=publisher.lower().replace(" ", "-"),
        url=f"https://stories.example/{number}",
        title=title,
        body=body.strip(),
        language=language,
        published_at=at,
        fetched_at=at,
    )
    stored = StoredArticle(id=number, article=article, publisher=publisher, version=1, first_seen_at=at)
    return replace(stored, verdict=classifier.classify(title, article.body, language))
