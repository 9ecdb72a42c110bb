"""Sentences labelled with the state of a crossing, for training and evaluation."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.facts.status import CLASSES, state_features
from classifier.features import sentence_spans

#: Weight of a sentence of an article that nobody labelled: it says nothing, as far as the labels go.
UNLABELLED_WEIGHT: Final = 0.5
_LANGUAGES: Final = ("en", "ko", "zh", "ja")
# Concepts one of which a sentence about a crossing names.
_TRAFFIC: Final = frozenset(("crossing", "rail", "road", "ship", "foot"))


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence with the states a reader may take it for."""

    text: str
    #: ISO 639-1.
    language: str
    #: Of CLASSES; one is enough, several are all right.
    states: frozenset[str]
    #: Sentences written and labelled together: "press1", "own", "articles".
    batch: str
    #: Sample weight, 0–1.
    weight: float = 1.0


def load_sentences(folder: Path, articles: Path | None = None) -> list[LabelledSentence]:
    """Sentences of `folder`, laid out as `tests/border`, and of the `*.jsonl` files of labelled articles.

    What nobody labelled in an article is taken to say nothing.
    """
    found = [
        *_press(folder / "press"),
        *_own(folder),
        *_field(folder / "field.tsv"),
        *_to_learn(folder / "learned"),
    ]
    if articles is not None:
        for file in sorted({*articles.glob("fresh-*.jsonl"), *articles.glob("*-dev.jsonl")}):
            found += _article_sentences(file)
    return found


def _states(cell: str) -> frozenset[str]:
    states = frozenset("past" if state.startswith("was-") else state for state in cell.split("+"))
    if unknown := states - set(CLASSES):
        raise ValueError(f"unknown state {', '.join(sorted(unknown))}")
    return states


def _press(folder: Path) -> Iterator[LabelledSentence]:
    for file in sorted(folder.glob("*.txt")):
        batch, language, _ = file.name.split(".")
        for line in file.read_text(encoding="utf-8").splitlines():
            _, states, _, _, text = line.split("|", 4)
            yield LabelledSentence(text, language, _states(states), f"press{batch}")


def _own(folder: Path) -> Iterator[LabelledSentence]:
    for language in _LANGUAGES:
        for line in (folder / f"{language}.tsv").read_text(encoding="utf-8").splitlines():
            states, _, _, text = line.split("\t")
            yield LabelledSentence(text, language, _states(states), "own")


def _field(file: Path) -> Iterator[LabelledSentence]:
    for line in file.read_text(encoding="utf-8").splitlines():
        _, language, states, text = line.split("\t")
        yield LabelledSentence(text, language, _states(states), "field")


def _to_learn(folder: Path) -> Iterator[LabelledSentence]:
    """Sentences written only to be learned from."""
    for file in sorted(folder.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            state, text = line.split("\t")
            yield LabelledSentence(text, file.stem, _states(state), "learned")


def _article_sentences(file: Path) -> Iterator[LabelledSentence]:
    for line in file.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        if not article.get("text"):
            continue
        text, quotes = article["text"], article.get("status", [])
        for start, end in sentence_spans(text):
            sentence = text[start:end]
            inside = [each for each in quotes if each["quote"] in sentence or sentence in each["quote"]]
            said = {each["state"] for each in inside}
            if said or not _TRAFFIC.isdisjoint(state_features(sentence, article["lang"])):
                states = frozenset(said or {"none"})
                weight = 1.0 if said else UNLABELLED_WEIGHT
                yield LabelledSentence(sentence, article["lang"], states, "articles", weight)
