"""Places, actors and goods as the lists have them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from classifier.lexicon.spelling import parse_spelling

_FILES = {"place": "data/places.csv", "actor": "data/actors.csv", "goods": "data/goods.csv"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A place, actor or kind of goods."""

    id: str
    #: Of places "crossing", "bridge", "city"…; of actors "party", "ministry"…; of goods "mineral", "food"….
    kind: str
    #: "CN", "KP", "both" for what lies between them, "-" or another ISO 3166-1 code.
    side: str
    #: English.
    name: str
    #: ISO 639-1 → spellings, the usual one first; also those that count only beside a cue.
    spellings: Mapping[str, tuple[str, ...]]


@cache
def entries(kind: str) -> Mapping[str, Entry]:
    """Id → entry, for "place", "actor" or "goods", as shipped.

    >>> entries("place")["quanhe"].side
    'CN'
    """
    return {
        row["id"]: Entry(
            id=row["id"],
            kind=row["kind"],
            side=row["side"],
            name=row["name"],
            spellings={language: _spellings(row[language] or "") for language in ("en", "ko", "zh", "ja")},
        )
        for row in _rows(_FILES[kind])
    }


def _rows(file: str) -> list[dict[str, str]]:
    text = (files("classifier") / file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _spellings(cell: str) -> tuple[str, ...]:
    """The spellings in a cell; those that need no cue first."""
    found = [parse_spelling(form) for form in cell.split("|") if form]
    return tuple(one.text for one in sorted(found, key=lambda one: one.is_held))
