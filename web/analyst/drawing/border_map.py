"""The border as a strip map, from Dandong to the mouth of the Tumen: crossings in river order. Pure.

A schematic map: crossings stand at equal distances, and the river rises and falls with their latitude.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from alerts.digests import name_of_entity
from classifier import ON_MAP, Crossing

# Size of the drawing, in its own units.
_WIDTH, _HEIGHT = 1240, 300

_LEFT, _STEP = 52, 71
# The river lies between these heights; the Chinese bank is above it, as in an atlas.
_LOWEST, _HIGHEST = 178, 122
_MIN_RADIUS, _MAX_RADIUS = 5, 24
# Names stand in two rows on each side, so that neighbours don't touch.
_CHINESE_ROWS = (26, 50)
_KOREAN_ROWS = (262, 286)


class CrossingState(StrEnum):
    """What is known of a crossing."""

    OPEN = "open"
    #: Open for goods or people only, or on some days.
    PARTIAL = "partial"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingPoint:
    """A crossing on the map."""

    id: str
    #: Names of the two ends in the reader's language.
    chinese_name: str
    korean_name: str
    #: Gazetteer ids of the pages of the two ends.
    chinese_place: str
    korean_place: str
    #: "yalu", "tumen" or "land".
    river: str
    #: Independent mentions.
    mentions: int
    state: CrossingState
    #: Centre and radius of its bubble, and where its names stand, in units of the drawing.
    x: int
    y: int
    radius: int
    chinese_y: int
    korean_y: int


@dataclass(frozen=True, slots=True)
class BorderMap:
    """The map, ready to be drawn."""

    #: In the order of the rivers.
    points: tuple[CrossingPoint, ...]
    #: SVG path data of the two rivers.
    yalu: str
    tumen: str
    #: Size of the drawing, in its own units.
    width: int = _WIDTH
    height: int = _HEIGHT


def mention_groups() -> dict[str, tuple[str, ...]]:
    """Crossing → gazetteer ids whose mentions count for it.

    A town belongs to the larger crossing beside it: its posts and bridge, and the towns it is named after.
    """
    groups = {one.id: (*one.posts, one.chinese_town, one.korean_town) for one in ON_MAP}
    # Sinuiju has two bridges; without more, it means the old one.
    groups["new-yalu-bridge"] = tuple(id_ for id_ in groups["new-yalu-bridge"] if id_ != "sinuiju")
    return {name: tuple(dict.fromkeys(ids)) for name, ids in groups.items()}


def border_map(
    mentions: Mapping[str, int], language: str, states: Mapping[str, CrossingState] | None = None
) -> BorderMap:
    """The map with these independent mentions and states by crossing, names in a language."""
    states = states or {}
    most = max(mentions.values(), default=0)
    points = tuple(
        _point(
            position, one, mentions.get(one.id, 0), most, states.get(one.id, CrossingState.UNKNOWN), language
        )
        for position, one in enumerate(ON_MAP)
    )
    yalu = [(point.x, point.y) for point in points if point.river in {"yalu", "land"}]
    tumen = [(point.x, point.y) for point in points if point.river in {"land", "tumen"}]
    return BorderMap(
        points,
        _path([(0, yalu[0][1] + 6), *yalu]),
        _path([*tumen, (_WIDTH, tumen[-1][1] + 6)]),
    )


def _point(
    position: int, crossing: Crossing, mentions: int, most: int, state: CrossingState, language: str
) -> CrossingPoint:
    # The area of a bubble, not its radius, is proportional to the mentions.
    share = sqrt(mentions / most) if most else 0.0
    latitudes = [one.latitude for one in ON_MAP if one.latitude is not None]
    height = ((crossing.latitude or 0.0) - min(latitudes)) / (max(latitudes) - min(latitudes))
    return CrossingPoint(
        id=crossing.id,
        chinese_name=_name(language, crossing.chinese_town, crossing.chinese_name),
        korean_name=_name(language, crossing.korean_town, crossing.korean_name),
        chinese_place=crossing.china[0],
        korean_place=crossing.korea[0],
        river=crossing.river,
        mentions=mentions,
        state=state,
        x=_LEFT + _STEP * position,
        y=round(_LOWEST + (_HIGHEST - _LOWEST) * height),
        radius=round(_MIN_RADIUS + (_MAX_RADIUS - _MIN_RADIUS) * share),
        chinese_y=_CHINESE_ROWS[position % 2],
        korean_y=_KOREAN_ROWS[position % 2],
    )


def _name(language: str, place: str, english: str) -> str:
    """The name of an end, without what maps leave out: 丹东口岸 → 丹东."""
    name = english if language == "en" else name_of_entity(language, place, english)
    for ending in ("铁路口岸", "口岸", "로동자구", "朝鲜族自治县", "劳动者区"):
        name = name.removesuffix(ending)
    return name


def _path(points: list[tuple[int, int]]) -> str:
    """A smooth curve through points: SVG path data."""
    (x, y), *rest = points
    parts = [f"M{x} {y}"]
    for next_x, next_y in rest:
        middle = (x + next_x) // 2
        parts.append(f"C{middle} {y} {middle} {next_y} {next_x} {next_y}")
        x, y = next_x, next_y
    return "".join(parts)
