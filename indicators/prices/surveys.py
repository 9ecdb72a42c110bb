"""Reports of one survey counted once, and their prices in comparable units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from storage import StoredPrice
from yaluwatch.patterns import lazy_regex

_PER = lazy_regex(r"(?P<count>\d+(?:\.\d+)?)?(?P<unit>.+)")
# Units of weight in kilograms; a jin is 500 g.
_KILOGRAMS: Final = {"kg": 1.0, "g": 0.001, "jin": 0.5, "tonne": 1000.0}
# Markets in North Korea sell grain and fuel by the kilogram, as the surveys of Daily NK and ASIAPRESS say.
_USUAL: Final = "kg"
# A report without a day may be of a survey up to this long before it was published.
_REPORTED_WITHIN: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One price of a survey in a comparable unit, with everybody who reported it."""

    #: As in `MarketPrice`.
    good: str
    place: str
    day: date
    #: In `unit` for one `per`; of a range the middle.
    value: float
    unit: str
    #: "kg" or "litre"; of a rate the other currency.
    per: str
    #: Who reported it, first report first; never empty.
    reports: tuple[StoredPrice, ...]

    @property
    def first(self) -> StoredPrice:
        """The first report."""
        return self.reports[0]

    @property
    def publishers(self) -> tuple[str, ...]:
        """Who reported it, each once, in order."""
        return tuple(dict.fromkeys(each.publisher for each in self.reports))


def prices_of(stored: Iterable[StoredPrice]) -> list[Price]:
    """One price for each survey, ordered by good, place, unit and day.

    Reports of one day with equal values are one survey; so is one that doesn't say its day and repeats a
    value of the two weeks before. Of several articles of one story or publisher for one day, the newest
    counts.
    """
    ordered = sorted(stored, key=lambda one: (*_series_of(one), _day(one), one.article_id, one.number))
    found: list[Price] = []
    for _, group in groupby(ordered, key=_series_of):
        found += _surveys(list(group))
    return found


def _series_of(stored: StoredPrice) -> tuple[str, str, str, str]:
    said = stored.price
    return said.good, said.place, said.unit, _comparable(stored)[1]


def _comparable(stored: StoredPrice) -> tuple[float, str]:
    """The value for one unit, and the unit."""
    said = stored.price
    value = said.value if said.high is None else (said.value + said.high) / 2
    found = _PER.fullmatch(said.per)
    if found is None:
        return value, _USUAL
    value /= float(found["count"] or 1)
    weight = _KILOGRAMS.get(found["unit"])
    return (value, found["unit"]) if weight is None else (value / weight, "kg")


def _day(stored: StoredPrice) -> date:
    return date.fromisoformat(stored.price.day)


def _surveys(stored: Sequence[StoredPrice]) -> list[Price]:
    """The surveys of one series."""
    printed = [each for each in stored if each.price.is_day_printed]
    days = {}
    for each in stored:
        days[each.id] = _day(each) if each.price.is_day_printed else _day_of_survey(each, printed)
    surveys = []
    for day, same in groupby(sorted(stored, key=lambda each: days[each.id]), key=lambda each: days[each.id]):
        kept = _newest_of_each(list(same))
        for _, equal in groupby(sorted(kept, key=lambda each: _comparable(each)[0]), key=_comparable):
            reports = sorted(equal, key=lambda each: (not each.price.is_day_printed, each.article_id))
            said, (value, per) = reports[0].price, _comparable(reports[0])
            surveys.append(
                Price(
                    good=said.good,
                    place=said.place,
                    day=day,
                    value=value,
                    unit=said.unit,
                    per=per,
                    reports=tuple(reports),
                )
            )
    return surveys


def _day_of_survey(stored: StoredPrice, printed: Sequence[StoredPrice]) -> date:
    """The day of the survey whose value it repeats, else that of its publication."""
    published = _day(stored)
    same = [
        _day(each)
        for each in printed
        if _comparable(each) == _comparable(stored)
        and timedelta() <= published - _day(each) <= _REPORTED_WITHIN
    ]
    return max(same, default=published)


def _newest_of_each(stored: Sequence[StoredPrice]) -> list[StoredPrice]:
    """Without the reports that a later article of the same story or publisher replaces by another value."""
    kept = []
    for each in stored:
        mine = {_comparable(other) for other in stored if other.article_id == each.article_id}
        replaced = any(
            other.article_id > each.article_id
            and (other.publisher == each.publisher or (other.story == each.story and each.story is not None))
            and _comparable(other) not in mine
            and _comparable(each)
            not in {_comparable(one) for one in stored if one.article_id == other.article_id}
            for other in stored
        )
        if not replaced:
            kept.append(each)
    return kept
