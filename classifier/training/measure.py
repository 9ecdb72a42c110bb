"""Measures the classifier on labelled articles: `python -m classifier.training.measure FOLDER`.

The folder holds `<language>-dev.jsonl` files, one article per line with `lang`, `title`, `text`,
`relevant`, `tags` and `kind`. Borderline articles are counted separately. Prints a Markdown table.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from classifier import Classifier
from classifier.training.baselines import Decide, gazetteer_alone, keyword_alert
from classifier.training.labelled import Labelled, load_labelled
from yaluwatch.model import Verdict


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one binary decision."""

    #: True positives.
    right: int
    #: False positives.
    wrong: int
    #: False negatives.
    missed: int

    @property
    def precision(self) -> float:
        """0–1; 0 without true positives."""
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        """0–1; 0 without true positives."""
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0–1; 0 without true positives."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


def score(pairs: Iterable[tuple[bool, bool]]) -> Score:
    """Counts over pairs (predicted, true)."""
    right = wrong = missed = 0
    for predicted, true in pairs:
        right += predicted and true
        wrong += predicted and not true
        missed += true and not predicted
    return Score(right, wrong, missed)


def relevance_rows(articles: Sequence[Labelled], decide: Decide) -> list[tuple[str, Score]]:
    """Relevance of clear articles by language and overall, and of borderline articles."""
    clear = [article for article in articles if article.kind != "borderline"]
    groups = [(language, [a for a in clear if a.language == language]) for language in ("en", "ko", "zh")]
    groups.append(("all", clear))
    groups.append(("borderline", [article for article in articles if article.kind == "borderline"]))
    return [
        (name, score((decide(a.title, a.text, a.language), a.relevant) for a in group))
        for name, group in groups
    ]


def topic_rows(
    articles: Sequence[Labelled], verdicts: Sequence[Verdict], topics: Sequence[str]
) -> list[tuple[str, Score]]:
    """Each topic, counted over the clear articles."""
    clear = [pair for pair in zip(articles, verdicts, strict=True) if pair[0].kind != "borderline"]
    return [
        (
            topic,
            score((any(tag.topic == topic for tag in verdict.tags), topic in a.tags) for a, verdict in clear),
        )
        for topic in topics
    ]


def speed(classifier: Classifier, articles: Sequence[Labelled], size: int = 2000) -> float:
    """Articles per second of CPU time; texts are cut to `size` bytes of UTF-8."""
    texts = [
        (a.title, a.text.encode()[:size].decode(errors="ignore"), a.language)
        for a in articles
        if len(a.text) > size // 4
    ]
    start = time.process_time()
    count = 0
    while texts and time.process_time() - start < 2.0:
        for text in texts:
            classifier.classify(*text)
        count += len(texts)
    return count / (time.process_time() - start)


def report(classifier: Classifier, articles: Sequence[Labelled], out: TextIO) -> None:
    """Write the tables to `out`."""

    def write(line: str) -> None:
        out.write(line + "\n")

    verdicts = [classifier.classify(a.title, a.text, a.language) for a in articles]
    known = {(a.title, a.text, a.language): v.is_relevant for a, v in zip(articles, verdicts, strict=True)}
    methods: list[tuple[str, Decide]] = [
        (f"classifier {classifier.version}", lambda title, body, language: known[title, body, language]),
        ("keyword alert", keyword_alert),
        ("gazetteer alone", gazetteer_alone(classifier.matcher)),
    ]
    write("| relevant by | articles | precision | recall | F1 |\n|---|---|---|---|---|")
    for name, decide in methods:
        for group, counts in relevance_rows(articles, decide):
            write(_row(f"{name} | {group}", counts))
    write("\n| topic | articles with it | precision | recall | F1 |\n|---|---|---|---|---|")
    for topic, counts in topic_rows(articles, verdicts, classifier.topics):
        write(_row(f"{topic} | {counts.right + counts.missed}", counts))


def _row(head: str, counts: Score) -> str:
    return f"| {head} | {counts.precision:.2f} | {counts.recall:.2f} | {counts.f1:.2f} |"


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Returns 0, or 1 if there are no labelled articles."""
    parser = argparse.ArgumentParser(prog="python -m classifier.training.measure", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with labelled *-dev.jsonl files")
    parser.add_argument("--speed", action="store_true", help="also measure articles per second of CPU time")
    chosen = parser.parse_args(arguments)
    try:
        articles = load_labelled(chosen.folder)
    except OSError as error:
        out.write(f"{error}\n")
        return 1
    classifier = Classifier.load()
    report(classifier, articles, out)
    if chosen.speed:
        out.write(f"\n{speed(classifier, articles):,.0f} articles per CPU second\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
