"""Trains the weights on labelled articles: `python -m classifier.training.train FOLDER [--write FILE]`.

Needs scikit-learn, which classifying does not. Deterministic: the same articles give the same weights.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TextIO

from classifier import Classifier
from classifier.features import Rules, write_rules
from classifier.training.fitting import SYNTHETIC_WEIGHT, examples, fit
from classifier.training.labelled import Labelled, load_labelled, load_synthetic, read_labelled


def train(labelled: Sequence[Labelled], synthetic: Sequence[Labelled], classifier: Classifier) -> Rules:
    """Weights learned from real and synthetic articles, with the classifier's lexicon."""
    real, artificial = examples(classifier, labelled), examples(classifier, synthetic, SYNTHETIC_WEIGHT)
    return fit([*real, *artificial], classifier.topic_names)


def training_digest(articles: Iterable[Labelled]) -> str:
    """SHA-256 over texts and labels, hexadecimal; identifies the training set."""
    digest = hashlib.sha256()
    for article in sorted(articles, key=lambda each: each.id):
        fields = (
            article.id,
            article.title,
            article.text,
            article.relevant,
            sorted(article.tags),
            article.kind,
        )
        digest.update(repr(fields).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Returns 0, or 1 if there are no labelled articles."""
    parser = argparse.ArgumentParser(prog="python -m classifier.training.train", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with labelled *-dev.jsonl and fresh-*.jsonl files")
    parser.add_argument("--write", type=Path, help="file for the weights (default: print them)")
    parser.add_argument("--feedback", type=Path, help="file of additional labelled articles")
    parser.add_argument("--date", default=date.today().isoformat(), help="date written into the file")  # noqa: DTZ011
    chosen = parser.parse_args(arguments)
    try:
        labelled = load_labelled(chosen.folder)
        labelled += read_labelled(chosen.feedback) if chosen.feedback else ()
    except OSError as error:
        out.write(f"{error}\n")
        return 1
    synthetic = load_synthetic()
    rules = train(labelled, synthetic, Classifier.load())
    about = {
        "date": chosen.date,
        "articles": len(labelled),
        "own_articles": len(synthetic),
        "training_set": training_digest([*labelled, *synthetic]),
    }
    text = write_rules(replace(rules, about=about))
    if chosen.write:
        chosen.write.write_text(text, encoding="utf-8")
    else:
        out.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
