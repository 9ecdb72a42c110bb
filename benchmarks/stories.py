"""Quality of story grouping on labelled pairs, compared with a naive baseline.

    python -m benchmarks.stories [--mistakes] [--without-event-types]

The baseline compares titles; its threshold is the best one for the tuning half.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.storage.measure import Row, say
from stories import features
from tests.story_pairs import (
    Reported,
    Same,
    alike_titles,
    grouped,
    mistakes,
    read_reported,
    score,
)


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description="Measure story grouping on labelled pairs.")
    parser.add_argument(
        "--mistakes", action="store_true", help="list wrongly grouped pairs of the tuning half"
    )
    parser.add_argument("--without-event-types", action="store_true", help="ignore event types")
    chosen = parser.parse_args()
    if chosen.without_event_types:
        vars(features)["event_types"] = lambda _text, _language: frozenset()
    reported = read_reported()
    tuning = [item for item in reported if not item.is_held_out]
    held_out = [item for item in reported if item.is_held_out]
    ours = grouped(reported)
    least = _best_threshold(tuning)
    say(f"{len(reported)} articles, {len({item.event for item in reported})} events")
    say(f"{'half':<10}{'pairs':<18}{'same':>6}{'P':>7}{'R':>7}{'F1':>7}{'titles F1':>11}")
    for name, half in (("tuning", tuning), ("held out", held_out)):
        for pairs, across in (("within a language", False), ("across", True)):
            found, naive = (score(half, way, across=across) for way in (ours, alike_titles(least)))
            say(
                f"{name:<10}{pairs:<18}{found.right + found.missed:>6}{found.precision:>7.2f}"
                f"{found.recall:>7.2f}{found.f1:>7.2f}{naive.f1:>11.2f}"
            )
    say(f"titles: Jaccard of search tokens from {least}")
    if chosen.mistakes:
        for one, other in mistakes(tuning, ours):
            kind = "missed" if one.event == other.event else "mixed"
            say(f"{kind}: {one.event} / {other.event}")
            say(f"    {one.stored.article.title}\n    {other.stored.article.title}")


def small(_folder: Path) -> Iterator[Row]:
    """F1 on the pairs of the held-out half, beside the comparison of titles."""
    reported = read_reported()
    tuning = [item for item in reported if not item.is_held_out]
    held_out = [item for item in reported if item.is_held_out]
    titles = alike_titles(_best_threshold(tuning))
    ours = grouped(reported)
    for pairs, across in (("within a language", False), ("across languages", True)):
        found, naive = (score(held_out, way, across=across) for way in (ours, titles))
        yield Row(work=f"stories: F1 {pairs}", floor=naive.f1, ours=found.f1)


def _best_threshold(tuning: Sequence[Reported]) -> float:
    return max((step / 50 for step in range(1, 51)), key=lambda value: _sum(tuning, alike_titles(value)))


def _sum(reported: Sequence[Reported], same: Same) -> float:
    return score(reported, same, across=False).f1 + score(reported, same, across=True).f1


if __name__ == "__main__":
    main()
