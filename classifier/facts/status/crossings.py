"""The crossings between China and North Korea: their places, the traffic they take, and where they lie."""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

#: Kinds of traffic, in the order they are shown.
MODES: Final = ("road", "rail", "foot", "freight", "passengers", "ship")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing of the border: two customs posts and the bridges between them, or harbours."""

    #: Stable id, as in `yalu border quanhe-wonjong`.
    id: str
    #: English name, the Chinese side first.
    name: str
    #: Of MODES, the traffic it is built for.
    modes: tuple[str, ...]
    #: "yalu", "tumen", or "land" for the one between their springs.
    river: str
    #: Gazetteer ids of the customs posts on the Chinese and the Korean bank, the most important first.
    china: tuple[str, ...]
    korea: tuple[str, ...]
    #: Gazetteer ids; empty where there is a ferry, ice or a ford.
    bridges: tuple[str, ...]
    #: Gazetteer ids of the trains that use it.
    lines: tuple[str, ...]
    #: Gazetteer ids of the towns and zones it serves; a sentence about traffic there is about it.
    towns: tuple[str, ...]
    #: Gazetteer ids of the towns it is named after; "" for harbours.
    chinese_town: str
    korean_town: str
    #: Short English names of the two ends; "" for harbours.
    chinese_name: str
    korean_name: str
    #: Of the Chinese bank, degrees north and east, some uncertain by 0.1; None for harbours.
    latitude: float | None
    longitude: float | None

    @property
    def posts(self) -> tuple[str, ...]:
        """Gazetteer ids of everything at the crossing itself."""
        return (*self.china, *self.korea, *self.bridges)

    @property
    def ports(self) -> tuple[str, ...]:
        """Gazetteer ids that mean this crossing and nothing else: no towns."""
        return tuple(each for each in self.posts + self.lines if each not in self.towns)

    @property
    def places(self) -> tuple[str, ...]:
        """Gazetteer ids a report about this crossing can name."""
        return self.ports + self.towns


def _read() -> tuple[Crossing, ...]:
    text = (files(__package__) / "crossings.csv").read_text(encoding="utf-8")
    return tuple(_crossing(row) for row in csv.DictReader(text.splitlines()))


def _crossing(row: dict[str, str]) -> Crossing:
    return Crossing(
        id=row["id"],
        name=row["name"],
        modes=_ids(row["modes"]),
        river=row["river"],
        china=_ids(row["china"]),
        korea=_ids(row["korea"]),
        bridges=_ids(row["bridges"]),
        lines=_ids(row["lines"]),
        towns=_ids(row["towns"]),
        chinese_town=row["chinese_town"],
        korean_town=row["korean_town"],
        chinese_name=row["chinese_name"],
        korean_name=row["korean_name"],
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
    )


def _ids(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))


#: From west to east: up the Yalu from Dandong, down the Tumen to its mouth.
CROSSINGS: Final = _read()
#: Actor id of an office at a crossing → the place it means.
OFFICES: Final = {"dandong-customs": "dandong-port"}
#: Those that can be shown on a map: all but the harbours.
ON_MAP: Final = tuple(each for each in CROSSINGS if each.latitude is not None)
