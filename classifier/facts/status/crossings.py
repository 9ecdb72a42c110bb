"""The crossings of the gazetteer: which places belong to each, and what traffic it can take."""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

#: Kinds of traffic, in the order they are shown.
MODES: Final = ("road", "rail", "foot", "freight", "passengers", "ship")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing of the border: two ports and the bridges between them."""

    #: Stable id, as in `yalu border quanhe-wonjong`.
    id: str
    #: English name, the Chinese side first.
    name: str
    #: Of MODES, the traffic it is built for.
    modes: tuple[str, ...]
    #: Place ids of its ports and bridges.
    ports: tuple[str, ...]
    #: Place ids of the towns, lines and zones it serves; a sentence about traffic there is about it.
    towns: tuple[str, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """All place ids that mean this crossing."""
        return self.ports + self.towns


def _names(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _read() -> tuple[Crossing, ...]:
    text = (files(__package__) / "crossings.csv").read_text(encoding="utf-8")
    return tuple(
        Crossing(row["id"], row["name"], *(_names(row[column]) for column in ("modes", "ports", "towns")))
        for row in csv.DictReader(text.splitlines())
    )


#: From west to east: down the Yalu first, the Tumen last.
CROSSINGS: Final = _read()
#: All places that mean a crossing.
PLACES: Final = frozenset(place for crossing in CROSSINGS for place in crossing.places)
