"""Reads labelled articles for training and evaluation: JSON Lines, one article per line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from classifier.lexicon import TOPICS
from yaluwatch.errors import LexiconError


@dataclass(frozen=True, slots=True)
class Labelled:
    """One article with the labels a person gave it."""

    id: str
    #: ISO 639-1.
    language: str
    title: str
    text: str
    relevant: bool
    tags: frozenset[str]
    #: "core", "borderline", "hard-negative" or "easy-negative".
    kind: str
    #: Publisher; empty if unknown.
    publisher: str = ""
    #: Name of its file, without the ending.
    collection: str = ""

    @property
    def is_condensed(self) -> bool:
        """Whether the text is our own condensed wording of an article."""
        return self.collection.startswith("fresh-")

    @property
    def is_clear(self) -> bool:
        """Whether careful annotators would agree on its labels."""
        return self.kind != "borderline"


def load_labelled(folder: Path) -> list[Labelled]:
    """All articles of the folder's `*-dev.jsonl` and `fresh-*.jsonl` files.

    Raises FileNotFoundError if there are none, LexiconError with file, line and reason for a bad line.
    """
    found = sorted({*folder.glob("*-dev.jsonl"), *folder.glob("fresh-*.jsonl")})
    if not found:
        raise FileNotFoundError(f"no *-dev.jsonl in {folder}")
    return [article for file in found for article in read_labelled(file)]


def load_synthetic() -> list[Labelled]:
    """The articles written for training (`data/training.jsonl`); never used for evaluation."""
    return list(read_labelled(files("classifier") / "data" / "training.jsonl"))


def read_labelled(file: Traversable) -> Iterator[Labelled]:
    """Articles of one file, in order. Raises LexiconError with file, line and reason for a bad line."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _article(json.loads(line), Path(file.name).stem)
        except KeyError as error:
            raise LexiconError(Path(str(file)), number, f"{error.args[0]!r} is missing") from error
        except (TypeError, ValueError) as error:
            raise LexiconError(Path(str(file)), number, str(error)) from error


def _article(row: dict[str, object], collection: str) -> Labelled:
    tags = row["tags"]
    if not isinstance(tags, list):
        raise TypeError("tags must be a list")
    if unknown := set(tags) - set(TOPICS):
        raise ValueError(f"unknown topic {', '.join(sorted(map(str, unknown)))}")
    return Labelled(
        id=str(row["id"]),
        language=str(row["lang"]),
        title=str(row["title"] or ""),
        text=str(row["text"] or ""),
        relevant=bool(row["relevant"]),
        tags=frozenset(map(str, tags)),
        kind=str(row["kind"]),
        publisher=str(row.get("source_name") or ""),
        collection=collection,
    )
