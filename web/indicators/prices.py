"""Prices and exchange rates in North Korean markets: series by good and place, each with its quotations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as Argument
from pydantic import BeforeValidator

from indicators import (
    POINT_FIELDS,
    PriceLine,
    PricePoint,
    PriceSeries,
    point_rows,
    price_lines,
    publishers_of,
    read_series,
    series_points,
    shown_value,
)
from storage import PriceQuery
from web.access import Known, Right, needs
from web.context import Opened
from web.indicators.answers import SIZES, Width, csv_file, picture
from web.indicators.drawing import MOST_LINES, line_chart, sparkline
from web.indicators.names import good_name, price_change
from web.names import name_of
from web.root_path import at_root
from web.templating import TEMPLATES, language_of
from yaluwatch.model import PRICE_GOODS

router = APIRouter(dependencies=[needs(Right.READ)])

#: Without a first day, prices of this time before the newest are shown.
LOOK_BACK = timedelta(days=730)
# Points of which the quotations are shown, newest first.
_MOST_ROWS = 30

Good = Literal["rice", "corn", "gasoline", "diesel", "usd", "cny"]


def _typed_day(typed: object) -> object:
    """What was typed, where "" stands for none; pydantic would take a number for seconds since 1970."""
    if isinstance(typed, str) and typed.isdecimal():
        raise ValueError("not a day")
    return typed or None


#: A day in a form.
Day = Annotated[date | None, BeforeValidator(_typed_day), Argument()]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which prices to show."""

    good: Good = "rice"
    #: Id of a place; "" = all.
    place: Annotated[str, Argument(max_length=80)] = ""
    since: Day = None
    until: Day = None

    @property
    def query(self) -> PriceQuery:
        """What to ask the archive for."""
        places = (self.place,) if self.place else ()
        return PriceQuery(goods=(self.good,), places=places, since=self.since, until=self.until)

    def link(self, path: str = "/prices", **other: str) -> str:
        """A page with these prices, apart from what is given otherwise."""
        values = {
            "good": self.good,
            "place": self.place,
            "since": str(self.since or ""),
            "until": str(self.until or ""),
        }
        return at_root(
            f"{path}?{urlencode({name: value for name, value in (values | other).items() if value})}"
        )


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest price of a series."""

    line: PriceLine
    #: Number of its line in the chart, from 1; 0 if it is not drawn.
    number: int
    change: str
    spark: str


@dataclass(frozen=True, slots=True)
class Row:
    """A day of a series, with its first quotation."""

    series: PriceSeries
    point: PricePoint
    publishers: Sequence[str]


@router.get("/prices")
def prices(request: Request, archive: Opened, visitor: Known, asked: Annotated[Asked, Depends()]) -> Response:
    """The prices of one good: a chart, the newest of each place, and the quotations."""
    tongue = language_of(request)
    everywhere = read_series(archive, Asked(asked.good, "", asked.since, asked.until).query, LOOK_BACK)
    found = [one for one in everywhere if asked.place in {"", one.place}]
    drawn = drawn_series(found)
    words = {
        "page": "prices",
        "asked": asked,
        "goods": [(good, good_name(good, tongue)) for good in PRICE_GOODS],
        "places": _places(everywhere, asked.place, tongue),
        "newest": list(_newest(found, drawn)),
        "drawn": drawn,
        "size": SIZES["wide"],
        "rows": _rows(found)[:_MOST_ROWS],
        "points": sum(len(one.points) for one in found),
        "held": sum(len(one.held) for one in found),
        "may_judge": visitor.may(Right.JUDGE),
        "name_of": lambda place: name_of("place", place, tongue),
        "value": shown_value,
    }
    return TEMPLATES.TemplateResponse(request, "indicators/prices.html", words)


@router.get("/prices/chart.svg")
def chart(
    request: Request, archive: Opened, asked: Annotated[Asked, Depends()], width: Width = "wide"
) -> Response:
    """The chart of the same prices."""
    tongue = language_of(request)
    drawn = drawn_series(read_series(archive, asked.query, LOOK_BACK))
    lines = [(name_of("place", one.place, tongue), series_points(one)) for one in drawn]
    return picture(request, line_chart(lines, *SIZES[width]), good_name(asked.good, tongue))


@router.get("/prices.csv")
def table(archive: Opened, asked: Annotated[Asked, Depends()]) -> Response:
    """The same prices as a file, one row per day and series; without a first day all of them."""
    rows = (row for series in read_series(archive, asked.query) for row in point_rows(series))
    return csv_file(POINT_FIELDS, rows, f"prices-{asked.good}")


def drawn_series(found: Sequence[PriceSeries]) -> list[PriceSeries]:
    """The series of a chart: of one unit, the one with most points, and of these the longest."""

    def unit(series: PriceSeries) -> tuple[str, str]:
        return series.unit, series.per

    groups = [list(group) for _, group in groupby(sorted(found, key=unit), key=unit)]
    chosen = max(groups, key=lambda group: sum(len(one.points) for one in group), default=[])
    longest = sorted((one for one in chosen if one.points), key=lambda one: -len(one.points))
    return longest[:MOST_LINES]


def _newest(found: Sequence[PriceSeries], drawn: Sequence[PriceSeries]) -> Iterable[Newest]:
    """The newest price of each series: first those of the chart, in its order."""
    ordered = [*drawn, *(one for one in found if one.points and one not in drawn)]
    for number, (series, line) in enumerate(zip(ordered, price_lines(ordered), strict=True), 1):
        spark = sparkline(series_points(series))
        yield Newest(line, number if number <= len(drawn) else 0, price_change(line), spark)


def _rows(found: Sequence[PriceSeries]) -> list[Row]:
    rows = [Row(series, point, publishers_of(point)) for series in found for point in series.points]
    return sorted(rows, key=lambda row: row.point.day, reverse=True)


def _places(everywhere: Sequence[PriceSeries], chosen: str, language: str) -> list[tuple[str, str]]:
    """Id and name of the places that can be chosen, by name."""
    ids = {one.place for one in everywhere} | ({chosen} if chosen else set())
    return sorted(((id_, name_of("place", id_, language)) for id_ in ids), key=lambda named: named[1])
