"""Counts the frequencies of details and fits the weights of the similarity. Needs SciPy.

    python -m stories.fitting frequencies ARTICLES.jsonl... > stories/frequencies.tsv
    python -m stories.fitting weights ARTICLES.jsonl... --labelled FILE... [--pairs PAIRS.csv]

The weights are a logistic regression with L2 regularisation and plain signs: what is shared speaks for one
event, contradictions and time speak against it. Each set of labelled pairs counts alike. Most pairs of
articles in a real archive are different events, so pairs from different months of the ARTICLES are added, as
if they had been published within some days.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from classifier import Classifier
from stories.details import details_of
from stories.encoder import encode
from stories.events import EventIndex
from stories.features import features
from stories.frequencies import count, lines
from stories.measure import Labelled, label, read, read_pairs
from stories.similarity import WEIGHTS, Features, compare
from yaluwatch.model import StoredArticle

#: Strength of the L2 regularisation, and the weight of the added pairs (a labelled set has 1).
STRENGTH: Final = 0.02
ADDED_WEIGHT: Final = 3.0
#: Added pairs, and the days between them.
ADDED_PAIRS: Final = 6000
GAPS: Final = (0.0, 0.0, 0.5, 1.0, 1.0, 2.0, 3.0, 5.0)

_FORTNIGHT = timedelta(days=14)
_AGAINST = frozenset(name for name in WEIGHTS if name.startswith("other ")) | {"time"}
_EITHER = frozenset({"one language", "constant"})
_ANY_DAY = datetime(2020, 1, 1, tzinfo=UTC)

#: Comparisons of a pair, and whether it is one event.
Example = tuple[Mapping[str, float], bool]


def fit(sets: Sequence[tuple[Sequence[Example], float]]) -> dict[str, float]:
    """Comparison → weight, from sets of examples with the weight of each set."""
    numpy, optimize = (import_module(name) for name in ("numpy", "scipy.optimize"))
    names = list(WEIGHTS)
    values = numpy.array([[found[name] for name in names] for examples, _ in sets for found, _ in examples])
    same = numpy.array([float(is_event) for examples, _ in sets for _, is_event in examples])
    weight = numpy.concatenate(
        [numpy.full(len(examples), of_set / len(examples)) for examples, of_set in sets]
    )
    penalty = numpy.array([0.0 if name == "constant" else STRENGTH / (len(names) - 1) for name in names])

    def loss(weights: Any) -> tuple[Any, Any]:
        total = values @ weights
        errors = weight * (1 / (1 + numpy.exp(-total)) - same)
        losses = weight * (numpy.logaddexp(0, total) - same * total)
        return losses.sum() + (penalty * weights**2).sum(), values.T @ errors + 2 * penalty * weights

    bounds = [
        (None, None) if name in _EITHER else (None, 0) if name in _AGAINST else (0, None) for name in names
    ]
    fitted = optimize.minimize(loss, numpy.zeros(len(names)), jac=True, bounds=bounds).x
    return {name: round(float(value), 2) for name, value in zip(names, fitted, strict=True)}


def examples(
    articles: Sequence[Labelled], same: frozenset[frozenset[str]], index: EventIndex
) -> list[Example]:
    """The pairs of labelled articles within a fortnight."""
    known = _features([item.stored for item in articles])
    return [
        (
            compare(known[one], known[other], index.rarity),
            bool(articles[one].event and articles[one].event == articles[other].event)
            or frozenset((articles[one].name, articles[other].name)) in same,
        )
        for one, other in combinations(range(len(articles)), 2)
        if abs(known[one].time - known[other].time) <= _FORTNIGHT
    ]


def added(
    months: Sequence[tuple[int, Features]], others: Sequence[Example], index: EventIndex
) -> Iterator[Example]:
    """Pairs of articles from different months, with the days of pairs of two events in `others`."""
    chance = random.Random(5)  # noqa: S311
    days = [found for found, is_event in others if not is_event and found["time"] <= 1 / 2]
    made = 0
    while made < ADDED_PAIRS:
        (first, one), (second, other) = chance.sample(months, 2)
        if abs(first - second) <= 2:
            continue
        made += 1
        later = replace(other, time=one.time + timedelta(days=chance.choice(GAPS)))
        found, like = compare(one, later, index.rarity), chance.choice(days)
        yield found | {name: like[name] for name in ("days", "other days")}, False


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(prog="python -m stories.fitting", description=__doc__)
    parser.add_argument("what", choices=["frequencies", "weights"])
    parser.add_argument("articles", nargs="+", type=Path, help="JSONL files of articles on the subject")
    parser.add_argument("--labelled", action="append", type=Path, default=[], help="JSONL files, one a set")
    parser.add_argument("--pairs", type=Path, help="CSV file of the pairs that are one event")
    chosen = parser.parse_args()
    classifier = Classifier.load()
    rows = list(_relevant(chosen.articles))
    texts = [label(classifier, number, _ANY_DAY, row).stored for number, row in enumerate(rows, start=1)]
    if chosen.what == "frequencies":
        counted = count(features(stored, ()).details for stored in texts)
        sys.stdout.writelines(f"{line}\n" for line in lines(counted))
        return
    index = EventIndex()
    same = read_pairs(chosen.pairs) if chosen.pairs else frozenset()
    sets = [examples(read([path], classifier), same, index) for path in chosen.labelled]
    months = [
        (_month(row["published"]), known)
        for row, known in zip(rows, _features(texts), strict=True)
        if row.get("published")
    ]
    more = list(added(months, [example for found in sets for example in found], index))
    weights = fit([*((found, 1.0) for found in sets), (more, ADDED_WEIGHT)])
    sys.stdout.writelines(f'    "{name}": {value},\n' for name, value in weights.items())


def _features(articles: Sequence[StoredArticle]) -> list[Features]:
    vectors = encode([stored.article.title for stored in articles])
    return [
        features(stored, details_of(stored), vector) for stored, vector in zip(articles, vectors, strict=True)
    ]


def _relevant(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("relevant", True):
                title = row.get("title") or row["text"].partition("\n")[0]
                yield row | {"title": title, "id": row.get("id", "")}


def _month(published: str) -> int:
    year, month = published.split("-")[:2] if "-" in published else (published, "1")
    return 12 * int(year) + int(month)


if __name__ == "__main__":
    main()
