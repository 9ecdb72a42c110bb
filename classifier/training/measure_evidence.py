"""Measures the quoted sentences: `python -m classifier.training.measure_evidence FOLDER [--fit]`.

The folder holds `*.jsonl` files, one article per line with `id`, `lang`, `title`, `text`, `relevant` and
`best`, the sentence a reader would quote; other lines are skipped. Counted are the relevant articles that the
classifier finds relevant. If the lines have `polarity`, that of the best sentences is compared too. `--fit`
prints the weights of `sentence_scores.py` as fitted to the articles, and how often the best sentence is
ranked first, in the first two and in the first three, by five folds.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from classifier import Classifier
from classifier.features import dot, polarity_of, read, sentence_features, weigh
from yaluwatch.model import Verdict

#: L2 regularisation strength of the fitted weights.
STRENGTH: Final = 4.0
FOLDS: Final = 5
_STEPS: Final = 200
_STEP: Final = 0.01
_MIN_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Quoted:
    """A relevant article with the sentence a reader would quote."""

    id: str
    #: ISO 639-1.
    language: str
    title: str
    text: str
    best: str
    #: Polarity of the best sentence; empty if it was not labelled.
    polarity: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences of one article as features, and which of them is the best."""

    rows: Sequence[Mapping[str, float]]
    best: int


def read_quoted(folder: Path, half: int | None = None) -> list[Quoted]:
    """Articles with a best sentence, of all files in order; `half` 0 keeps even id numbers, 1 odd ones."""
    articles = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not row.get("relevant") or not row.get("best"):
                continue
            number = int("".join(filter(str.isdecimal, row["id"])) or 0)
            if half is None or number % 2 == half:
                best, polarity = row["best"].strip(), row.get("polarity") or ""
                articles.append(Quoted(row["id"], row["lang"], row["title"], row["text"], best, polarity))
    return articles


def is_same(sentence: str, best: str) -> bool:
    """Whether a quoted sentence is the best one, or one contains the other."""
    return len(sentence) > _MIN_LENGTH and (best in sentence or sentence in best)


def ranks(verdict: Verdict, best: str) -> tuple[bool, bool, bool]:
    """Whether the best sentence is quoted first for the most probable tag, first for any, or at all."""
    firsts = [tag.evidence[0].text for tag in verdict.tags]
    every = [span.text for tag in verdict.tags for span in tag.evidence]
    return (
        any(is_same(text, best) for text in firsts[:1]),
        any(is_same(text, best) for text in firsts),
        any(is_same(text, best) for text in every),
    )


def report(classifier: Classifier, articles: Sequence[Quoted], out: TextIO) -> None:
    """Write a table by language."""
    found = []
    for article in articles:
        verdict = classifier.classify(article.title, article.text, article.language)
        if verdict.is_relevant:
            found.append((article.language, ranks(verdict, article.best)))
    out.write("| language | articles | first of the first tag | first of a tag | among the quotes |\n")
    out.write("|---|---|---|---|---|\n")
    for language in (*sorted({language for language, _ in found}), "all"):
        counted = [each for of, each in found if language in (of, "all")]
        shares = " | ".join(f"{sum(column) / len(counted):.1%}" for column in zip(*counted, strict=True))
        out.write(f"| {language} | {len(counted)} | {shares} |\n")


def report_polarity(articles: Sequence[Quoted], out: TextIO) -> None:
    """Write how many of the best sentences have their labelled polarity, and each other pair."""
    pairs = [(a.polarity, polarity_of(a.best, a.language)) for a in articles if a.polarity]
    if not pairs:
        return
    right = sum(label == found for label, found in pairs)
    out.write(f"\npolarity: {right} of {len(pairs)} ({right / len(pairs):.1%})\n")
    out.writelines(
        f"{label} found as {found}: {pairs.count((label, found))}\n" for label, found in sorted(set(pairs))
    )


def choices(classifier: Classifier, articles: Sequence[Quoted]) -> Iterator[Choice]:
    """The sentences of each article whose best sentence is one of them."""
    for article in articles:
        parsed = read(article.title, article.text, article.language, classifier.matcher)
        weighed = weigh(parsed)
        body = weighed[1:] if parsed.has_title else weighed
        texts = [parsed.body[each.sentence.start : each.sentence.end] for each in body]
        best = next((index for index, text in enumerate(texts) if is_same(text, article.best)), None)
        if best is not None:
            yield Choice(sentence_features(parsed, weighed), best)


def fit(examples: Sequence[Choice]) -> dict[str, float]:
    """Weights under which the best sentences are most probable: softmax per article, L2 regularisation.

    Gradient descent with Nesterov momentum; deterministic.
    """
    names = sorted({name for example in examples for row in example.rows for name in row})
    weights = dict.fromkeys(names, 0.0)
    ahead = dict(weights)
    for step in range(_STEPS):
        slope = {name: STRENGTH * ahead[name] for name in names}
        for example in examples:
            shares = _softmax([dot(ahead, row) for row in example.rows])
            shares[example.best] -= 1.0
            for share, row in zip(shares, example.rows, strict=True):
                for name, value in row.items():
                    slope[name] += share * value
        before, weights = weights, {name: ahead[name] - _STEP * slope[name] for name in names}
        momentum = step / (step + 3)
        ahead = {name: weights[name] + momentum * (weights[name] - before[name]) for name in names}
    return weights


def _softmax(scores: Sequence[float]) -> list[float]:
    most = max(scores)
    powers = [math.exp(score - most) for score in scores]
    return [power / sum(powers) for power in powers]


def top_shares(weights: Mapping[str, float], examples: Sequence[Choice]) -> list[int]:
    """In how many articles the best sentence is ranked first, in the first two, in the first three."""
    counts = [0, 0, 0]
    for example in examples:
        scores = [dot(weights, row) for row in example.rows]
        rank = sum(score > scores[example.best] for score in scores)
        for place in range(rank, len(counts)):
            counts[place] += 1
    return counts


def report_fit(examples: Sequence[Choice], out: TextIO) -> None:
    """Write the ranks by folds, then the weights fitted to all articles, largest first."""
    total = [0, 0, 0]
    for fold in range(FOLDS):
        weights = fit([each for index, each in enumerate(examples) if index % FOLDS != fold])
        found = top_shares(weights, examples[fold::FOLDS])
        total = [one + other for one, other in zip(total, found, strict=True)]
    shares = ", ".join(f"{count / len(examples):.1%}" for count in total)
    out.write(f"\nby {FOLDS} folds, the best sentence is in the first 1, 2, 3: {shares}\n\n")
    ranked = sorted(fit(examples).items(), key=lambda entry: -abs(entry[1]))
    out.writelines(f'"{name}": {weight:.2f},\n' for name, weight in ranked)


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Returns 0, or 1 if there are no articles with a best sentence."""
    parser = argparse.ArgumentParser(
        prog="python -m classifier.training.measure_evidence",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="folder with labelled *.jsonl files")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only even (0) or odd (1) id numbers")
    parser.add_argument("--fit", action="store_true", help="also fit the weights of the sentence scores")
    chosen = parser.parse_args(arguments)
    articles = read_quoted(chosen.folder, chosen.half)
    if not articles:
        out.write(f"no article with a best sentence in {chosen.folder}\n")
        return 1
    classifier = Classifier.load()
    report(classifier, articles, out)
    report_polarity(articles, out)
    if chosen.fit:
        report_fit(list(choices(classifier, articles)), out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
