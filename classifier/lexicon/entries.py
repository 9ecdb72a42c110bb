"""Places and actors as the gazetteer has them, and the crossings between China and North Korea in order."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from classifier.lexicon.spelling import parse_spelling

_FILES = {"place": "data/places.csv", "actor": "data/actors.csv"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A place or actor of the gazetteer."""

    id: str
    #: Of places "crossing", "bridge", "city"…; of actors "party", "ministry"….
    kind: str
    #: "CN", "KP", "both" for what lies between them, "-" or another ISO 3166-1 code.
    side: str
    #: English.
    name: str
    #: ISO 639-1 → spellings, the usual one first; also those that count only beside a cue.
    spellings: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A place where one can cross between China and North Korea."""

    #: Short name, such as "quanhe".
    id: str
    #: "yalu", "tumen", or "land" for the one between their springs.
    river: str
    #: Gazetteer ids of the customs posts on the Chinese and the Korean bank, the most important first.
    china: tuple[str, ...]
    korea: tuple[str, ...]
    #: Gazetteer ids; empty where there is a ferry, ice or a ford.
    bridges: tuple[str, ...]
    #: Gazetteer ids of the towns it is named after.
    chinese_town: str
    korean_town: str
    #: Short English names of the two ends.
    chinese_name: str
    korean_name: str
    #: Of the Chinese bank, degrees north and east; some are uncertain by 0.1.
    latitude: float
    longitude: float

    @property
    def posts(self) -> tuple[str, ...]:
        """Gazetteer ids of everything at the crossing itself."""
        return (*self.china, *self.korea, *self.bridges)


@cache
def entries(kind: str) -> Mapping[str, Entry]:
    """Id → entry, for "place" or "actor", as shipped.

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


@cache
def crossings() -> tuple[Crossing, ...]:
    """All crossings in the order of the rivers: up the Yalu from Dandong, down the Tumen to its mouth.

    >>> [crossing.id for crossing in crossings()][::16]
    ['guomenwan', 'quanhe']
    """
    return tuple(
        Crossing(
            id=row["id"],
            river=row["river"],
            china=_ids(row["china"]),
            korea=_ids(row["korea"]),
            bridges=_ids(row["bridges"]),
            chinese_town=row["chinese_town"],
            korean_town=row["korean_town"],
            chinese_name=row["chinese_name"],
            korean_name=row["korean_name"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in _rows("lexicon/crossings.csv")
    )


def _rows(file: str) -> list[dict[str, str]]:
    text = (files("classifier") / file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _spellings(cell: str) -> tuple[str, ...]:
    """The spellings in a cell; those that need no cue first."""
    found = [parse_spelling(form) for form in cell.split("|") if form]
    return tuple(one.text for one in sorted(found, key=lambda one: one.is_held))


def _ids(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))
