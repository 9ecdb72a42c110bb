"""Ships by name and IMO number, and Security Council resolutions by number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_IMO: Final = re.compile(r"\bIMO\s?(?:No\.?|number|编号|번호|:)?\s?:?\s?(?P<imo>\d{7})(?!\d)", re.IGNORECASE)
_NAME: Final = re.compile(
    r"\b(?:M/?V|M/?T|[Vv]essel|[Ss]hip|[Tt]anker|[Ff]reighter|[Cc]arrier|[Cc]argo\sship)\s"
    r"[“\"‘']?(?P<en>[A-Z][\w-]+(?:\s(?:[A-Z][\w-]*|\d{1,4})){0,3})"
    r"|(?:货轮|貨輪|油轮|油輪|货船|貨船|渔船|漁船|商船|货柜船)[“「『\"](?P<zh>[^”」』\"\n]{1,20})[”」』\"]"
    r"|[“「『\"](?P<hao>[^”」』\"\n]{1,12})[”」』\"](?:号|號)"
    r"|[‘'“\"](?P<ko>[^’'”\"\n]{1,15}?)호?[’'”\"]호?(?=\s?(?:등|는|은|가|이|를|을|와|과|에)?\s?(?:선박|화물선|유조선|호))"
    r"|(?:화물선|유조선|선박|벌크선)\s?[‘'“\"](?P<ko2>[^’'”\"\n]{1,15}?)호?[’'”\"]"
    r"|(?:貨物船|タンカー|船舶)「(?P<ja>[^」\n]{1,20})」"
)
_RESOLUTION: Final = re.compile(
    r"\b(?:UNSCR|UNSC|[Rr]esolutions?(?:\s[Nn]o\.?)?|S/RES/)\s?(?P<en>(?:1[4-9]|2[0-9])\d\d)(?!\d)"
    r"|결의(?:안)?\s?(?:제\s?)?(?P<ko>(?:1[4-9]|2[0-9])\d\d)호?"
    r"|第?(?P<zh>(?:1[4-9]|2[0-9])\d\d)[号號](?:决议|決議)"
    r"|(?:决议|決議)(?:第)?(?P<ja>(?:1[4-9]|2[0-9])\d\d)[号號]?(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Ship:
    """A ship's name or IMO number and its position in the text."""

    start: int
    end: int
    text: str
    #: As printed; empty for an IMO number.
    name: str
    #: Seven digits with a valid check digit; empty for a name.
    imo: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The number of a Security Council resolution and its position in the text."""

    start: int
    end: int
    text: str
    number: int


def find_ships(text: str) -> Iterator[Ship]:
    """Ships in order of appearance; IMO numbers with a wrong check digit are skipped."""
    ships = [
        Ship(*match.span(), match.group(), "", match["imo"])
        for match in _IMO.finditer(text)
        if is_imo_number(match["imo"])
    ]
    for match in _NAME.finditer(text):
        name = next(name for name in match.groups() if name)
        ships.append(Ship(*match.span(), match.group(), name.strip(), ""))
    yield from sorted(ships, key=lambda ship: ship.start)


def is_imo_number(digits: str) -> bool:
    """Whether the last of seven digits is the correct check digit.

    >>> is_imo_number("9074729")
    True
    """
    return sum(int(digit) * (7 - index) for index, digit in enumerate(digits[:6])) % 10 == int(digits[6])


def find_resolutions(text: str) -> Iterator[Resolution]:
    """Resolutions in order of appearance; numbers from 1400 to 2999, so about those since 2002."""
    for match in _RESOLUTION.finditer(text):
        number = next(number for number in match.groups() if number)
        yield Resolution(*match.span(), match.group(), int(number))
