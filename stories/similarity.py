"""Probability that two articles report the same event: a logistic regression over a few comparisons.

Each comparison is the cosine similarity of one group of details (weighted by rarity), or a contradiction,
such as figures without one in common. Two articles in one language are more alike whatever they report, so
they need more. The weights are fitted by stories/fitting.py.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar

from stories.details import COUNTED_UNITS, Detail
from stories.encoder import Vector, likeness

#: Groups of details that are compared; an article's kinds of details in each.
GROUPS: Final[Mapping[str, frozenset[str]]] = {
    "names": frozenset({"place", "actor", "goods", "rule"}),
    "days": frozenset({"date"}),
    "figures": frozenset({"figure", "number", "about"}),
    "events": frozenset({"event_type", "meaning"}),
}

#: Comparison → its weight.
WEIGHTS: Final[Mapping[str, float]] = {
    "names": 1.71,
    "days": 2.37,
    "figures": 3.14,
    "events": 2.48,
    "headline": 1.46,
    "title vector": 4.9,
    "title found": 2.4,
    "same title": 1.36,
    "other places or ships": -0.41,
    "other title places": -1.86,
    "other title goods": -0.19,
    "other title actors": -1.94,
    "other title events": -0.61,
    "other days": -0.19,
    "other amounts": -1.49,
    "other issue": -0.48,
    "other reaction": -2.21,
    "one language": -3.88,
    "time": -2.76,
    "constant": -4.76,
}

#: Time between two reports: more than this counts as this. 1.0 stands for four days.
MAX_GAP = timedelta(days=8)
GAP_UNIT = timedelta(days=4)

# From this many numbers on, two articles that share few of them contradict each other.
_MIN_NUMBERS = 2

#: Titles this alike are one title.
SAME_TITLE = 0.8

#: Kind of detail → the comparison that tells whether both titles have such details and none in common.
TITLE_KINDS: Final[Mapping[str, str]] = {
    "place": "other title places",
    "goods": "other title goods",
    "actor": "other title actors",
    "event_type": "other title events",
}

#: A reaction to an event is another event.
REACTION: Final = Detail("event_type", "reaction")

# Reports of these are repeated every week or month with other figures.
_NEXT_ISSUE = timedelta(days=5)
_SERIES = frozenset(Detail("event_type", name) for name in ("price", "exchange-rate", "statistics"))

#: The weight of a detail by its rarity.
Rarity = Callable[[Detail], float]
_Item = TypeVar("_Item", bound=Hashable)


@dataclass(frozen=True)
class Features:
    """What an article is compared by."""

    details: frozenset[Detail]
    #: Search tokens of its title, comparable only within its language.
    words: frozenset[str]
    language: str
    #: Time of publication, or first seen if undated. Aware UTC.
    time: datetime
    #: Event types and meanings of its title and first sentences.
    headline: frozenset[Detail] = field(default=frozenset())
    #: Names, numbers and event types of its title alone.
    title: frozenset[Detail] = field(default=frozenset())
    #: What its title means, see `encode`; None if it was not encoded.
    vector: Vector | None = field(default=None, compare=False)

    # An article is compared with many others.
    @cached_property
    def groups(self) -> Mapping[str, frozenset[Detail]]:
        """The details in each of `GROUPS`."""
        none: frozenset[Detail] = frozenset()
        by_kind = self.by_kind
        return {
            name: none.union(*(by_kind.get(kind, none) for kind in kinds)) for name, kinds in GROUPS.items()
        }

    @cached_property
    def by_kind(self) -> Mapping[str, frozenset[Detail]]:
        """Kind → the details of that kind."""
        return _by_kind(self.details)

    @cached_property
    def title_by_kind(self) -> Mapping[str, frozenset[Detail]]:
        """Kind → the details of that kind in the title."""
        return _by_kind(self.title)

    @cached_property
    def ships(self) -> frozenset[Detail]:
        """The ships among the figures."""
        return frozenset(d for d in self.by_kind.get("figure", ()) if d.value.startswith("ship "))

    @cached_property
    def amounts(self) -> frozenset[str]:
        """The amounts with their unit."""
        return frozenset(d.value for d in self.by_kind.get("figure", ()) if not d.value.startswith("ship "))


def compare(one: Features, other: Features, rarity: Rarity) -> dict[str, float]:
    """Comparison → value, each 0–1 except "time", which is up to 2."""
    is_one_language = one.language == other.language
    title = _cosine(one.words, other.words, _equal) if is_one_language else 0.0
    found = {
        name: _cosine(one.groups[name], other.groups[name], _equal if name == "figures" else rarity)
        for name in GROUPS
    }
    gap = min(abs(one.time - other.time), MAX_GAP) / GAP_UNIT
    return found | {
        "headline": _cosine(one.headline, other.headline, rarity),
        "title vector": likeness(one.vector, other.vector),
        "title found": _found(one, other, rarity),
        "same title": float(title >= SAME_TITLE and not _have_other_in_title(one, other, "number")),
        "other places or ships": max(
            _are_disjoint(_of(one.by_kind, "place"), _of(other.by_kind, "place")),
            _are_disjoint(one.ships, other.ships),
        ),
        **{name: _have_other_in_title(one, other, kind) for kind, name in TITLE_KINDS.items()},
        "other days": _are_disjoint(one.groups["days"], other.groups["days"]),
        "other amounts": _have_other_amounts(one, other),
        "other issue": _are_issues_of_a_series(one, other),
        "other reaction": float((REACTION in one.title) != (REACTION in other.title)),
        "one language": float(is_one_language),
        # The same headline some days later is the same report, sent again.
        "time": gap * (1 - title),
        "constant": 1.0,
    }


def probability(comparisons: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS) -> float:
    """Probability that two articles report the same event, 0–1."""
    total = sum(weights[name] * value for name, value in comparisons.items())
    return 1 / (1 + math.exp(-total))


def _found(one: Features, other: Features, rarity: Rarity) -> float:
    """How much of what each title tells the other article tells, too, 0–1."""
    shares = []
    for title, details in ((one.title, other.details), (other.title, one.details)):
        if title:
            shares.append(math.fsum(map(rarity, title & details)) / math.fsum(map(rarity, title)))
    return sum(shares) / len(shares) if shares else 0.0


def _have_other_amounts(one: Features, other: Features) -> float:
    """1.0 if both have amounts in one unit and none in common; counts of people change with the news."""
    first, second = ({value.rpartition(" ")[2] for value in known.amounts} for known in (one, other))
    units = (first & second) - COUNTED_UNITS
    return float(bool(units) and one.amounts.isdisjoint(other.amounts))


def _are_issues_of_a_series(one: Features, other: Features) -> float:
    """1.0 if both report prices or statistics, some days apart, with other figures in title or text."""
    if abs(one.time - other.time) < _NEXT_ISSUE or one.headline.isdisjoint(other.headline & _SERIES):
        return 0.0
    return _have_other_in_title(one, other, "number") or float(have_other_figures(one, other))


def have_other_figures(one: Features, other: Features) -> bool:
    """Whether both have at least two numbers and share less than half of the shorter list."""
    first, second = _of(one.by_kind, "number"), _of(other.by_kind, "number")
    fewer = min(len(first), len(second))
    return fewer >= _MIN_NUMBERS and 2 * len(first & second) < fewer


def _equal(_item: object) -> float:
    return 1.0


def _cosine(one: frozenset[_Item], other: frozenset[_Item], weight: Callable[[_Item], float]) -> float:
    """Cosine similarity of two sets of weighted items, 0–1; the same whatever the order of the items."""
    common = math.fsum(map(weight, one & other))
    if not common:
        return 0.0
    return common / math.sqrt(math.fsum(map(weight, one)) * math.fsum(map(weight, other)))


def _by_kind(details: frozenset[Detail]) -> Mapping[str, frozenset[Detail]]:
    found: dict[str, set[Detail]] = defaultdict(set)
    for detail in details:
        found[detail.kind].add(detail)
    return {kind: frozenset(known) for kind, known in found.items()}


def _of(details: Mapping[str, frozenset[Detail]], kind: str) -> frozenset[Detail]:
    return details.get(kind, frozenset())


def _have_other_in_title(one: Features, other: Features, kind: str) -> float:
    """1.0 if both titles have details of this kind and none in common."""
    return _are_disjoint(_of(one.title_by_kind, kind), _of(other.title_by_kind, kind))


def _are_disjoint(one: frozenset[Detail], other: frozenset[Detail]) -> float:
    """1.0 if both have details and none in common."""
    return float(bool(one) and bool(other) and one.isdisjoint(other))
