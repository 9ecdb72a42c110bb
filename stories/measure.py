"""Measures the grouping on labelled articles: how many pairs of one event become one story.

    python -m stories.measure ARTICLES.jsonl... [--pairs PAIRS.csv] [--mistakes]

Each article has `id`, `lang`, `title`, `text` and `published`. The labels are its field `event`, or else the
pairs of ids in a CSV file. Other pairs published within a fortnight are different events. Articles without a
date and those with `relevant: false` are left out. A day's articles are grouped at a time, with those of the
fourteen days before, as the service does.
"""

import argparse
import csv
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import combinations, groupby
from pathlib import Path

from classifier import Classifier
from stories.features import profiles
from stories.grouping import Grouping, Known
from yaluwatch.model import Article, Placement, StoredArticle

_KNOWN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One dated article and what it reports."""

    #: As in the file.
    name: str
    stored: StoredArticle
    #: Name of the event; "" if only pairs are labelled.
    event: str


@dataclass(frozen=True, slots=True)
class Score:
    """How well a grouping agrees with the labels, over pairs of articles."""

    #: Pairs of one event in one story.
    right: int
    #: Pairs of two events in one story.
    wrong: int
    #: Pairs of one event in two stories.
    missed: int

    @property
    def precision(self) -> float:
        """Share of the pairs in one story that are one event."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the pairs of one event that are in one story."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


#: Two articles, the earlier one first, and whether they are in one story and report one event.
Pair = tuple[Labelled, Labelled, bool, bool]


def read(paths: Iterable[Path], classifier: Classifier) -> list[Labelled]:
    """The dated, relevant articles of JSONL files, classified, oldest first."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    dated = [
        (_time(row["published"]), row) for row in rows if row.get("published") and row.get("relevant", True)
    ]
    dated.sort(key=lambda entry: (entry[0], entry[1]["id"]))
    return [label(classifier, number, at, row) for number, (at, row) in enumerate(dated, start=1)]


def stories(articles: Sequence[Labelled]) -> tuple[dict[int, int], dict[int, Placement]]:
    """Article id → story, and article id → placement, grouped day by day."""
    story: dict[int, int] = {}
    placements: dict[int, Placement] = {}
    stored = {item.stored.id: item.stored for item in articles}
    texts = {each: (one.article.title, one.article.body) for each, one in stored.items()}
    grouping = Grouping(lambda ids: {article_id: texts[article_id] for article_id in ids})
    known: deque[StoredArticle] = deque()
    for day, group in groupby(stored.values(), key=lambda item: item.first_seen_at.date()):
        batch = list(group)
        while known and day - known[0].first_seen_at.date() > _KNOWN_FOR:
            grouping.remove(known.popleft().id)
        made = profiles(batch)
        for item, profile in zip(batch, made, strict=True):
            grouping.count(item.id, profile)
        for item, profile in zip(batch, made, strict=True):
            placed = placements[item.id] = grouping.place(item, profile)
            story[item.id] = story.get(placed.beside or 0, item.id)
            grouping.add([Known(item.id, item.article.url, item.first_seen_at, story[item.id], profile)])
        known += batch
    return story, placements


def pairs(
    articles: Sequence[Labelled], story: Mapping[int, int], same: frozenset[frozenset[str]]
) -> Iterator[Pair]:
    """The pairs published within a fortnight; `same` are labelled pairs of ids."""
    for one, other in combinations(articles, 2):
        if other.stored.first_seen_at - one.stored.first_seen_at <= _KNOWN_FOR:
            is_event = bool(one.event) and one.event == other.event
            is_event = is_event or frozenset((one.name, other.name)) in same
            yield one, other, story[one.stored.id] == story[other.stored.id], is_event


def score(compared: Iterable[Pair]) -> Score:
    """Counts over pairs."""
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for _, _, in_story, is_event in compared:
        counts[in_story, is_event] += 1
    return Score(counts[True, True], counts[True, False], counts[False, True])


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="Measure story grouping on labelled articles.")
    parser.add_argument("articles", nargs="+", type=Path, help="JSONL files")
    parser.add_argument("--pairs", type=Path, help="CSV file of the pairs of ids that are one event")
    parser.add_argument("--mistakes", action="store_true", help="list the wrong and missed pairs")
    chosen = parser.parse_args()
    articles = read(chosen.articles, Classifier.load())
    story, placements = stories(articles)
    compared = list(pairs(articles, story, read_pairs(chosen.pairs) if chosen.pairs else frozenset()))
    _print(f"{len(articles)} dated articles, {len(compared)} pairs within a fortnight")
    _print(f"{'pairs':<18}{'same':>6}{'right':>7}{'wrong':>7}{'P':>7}{'R':>7}{'F1':>7}")
    for name, chosen_pairs in (
        ("all", compared),
        ("within a language", [pair for pair in compared if not _across(pair)]),
        ("across languages", [pair for pair in compared if _across(pair)]),
    ):
        found = score(chosen_pairs)
        _print(
            f"{name:<18}{found.right + found.missed:>6}{found.right:>7}{found.wrong:>7}"
            f"{found.precision:>7.2f}{found.recall:>7.2f}{found.f1:>7.2f}"
        )
    if chosen.mistakes:
        for one, other, in_story, is_event in compared:
            if in_story != is_event:
                _print(f"{'wrong' if in_story else 'missed'}: {one.name} / {other.name}")
                for item in (one, other):
                    reason = placements[item.stored.id].reason
                    _print(f"    {item.stored.first_seen_at:%Y-%m-%d} {item.stored.article.title} ({reason})")


def _across(pair: Pair) -> bool:
    one, other, _, _ = pair
    return one.stored.article.language != other.stored.article.language


def read_pairs(path: Path) -> frozenset[frozenset[str]]:
    """Pairs of ids in the columns a and b of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(frozenset((row["a"], row["b"])) for row in csv.DictReader(file))


def _time(published: str) -> datetime:
    """Aware UTC; noon if only the date is known."""
    at = datetime.fromisoformat(published)
    if len(published) == len("2026-11-29"):
        return datetime.combine(at.date(), time(12), UTC)
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)


def label(classifier: Classifier, number: int, at: datetime, row: Mapping[str, str]) -> Labelled:
    """One row of a file as a classified article."""
    title, body, language = row["title"], row["text"].strip(), row["lang"]
    article = Article(
        source_id="labelled",
        url=f"https://labelled.example/{number}",
        title=title,
        body=body,
        language=language,
        published_at=at,
        fetched_at=at,
    )
    stored = StoredArticle(id=number, article=article, publisher="", version=1, first_seen_at=at)
    verdict = classifier.classify(title, body, language)
    return Labelled(row["id"], replace(stored, verdict=verdict), row.get("event", ""))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
