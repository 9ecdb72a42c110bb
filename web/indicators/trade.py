"""Official China–North Korea trade: series with their revisions, and what articles claim beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as Argument

from indicators.trade import (
    TRADE_KINDS,
    ComparedClaim,
    Known,
    TradeVerdict,
    claim_row,
    compared_claims,
    figure_row,
    is_month,
    is_year,
    newest_vintages,
    period,
    read_book,
)
from storage import Archive, FactQuery
from web.access import Right, needs
from web.context import LARGEST_ID, Opened
from web.indicators.answers import SIZES, Width, csv_file, picture
from web.indicators.drawing import bar_chart
from web.indicators.names import FLOWS, source_name
from web.root_path import at_root
from web.templating import TEMPLATES, language_of

router = APIRouter(dependencies=[needs(Right.READ)])

# Claims below the figures, on a page of their own, and in a file.
_FEW, _LINES, _MOST_IN_FILE = 10, 30, 5_000
# Bars in the chart.
_MOST_BARS = 60

Place = Annotated[int, Argument(ge=0, le=LARGEST_ID)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures to show."""

    by: Literal["year", "month"] = "year"
    reporter: Literal["", "CHN", "PRK"] = ""
    #: Every revision of every source, not only the newest.
    vintages: bool = False

    def link(self, path: str = "/trade", **other: str) -> str:
        """A page with these figures, apart from what is given otherwise."""
        values = {
            "by": "" if self.by == "year" else self.by,
            "reporter": self.reporter,
            "vintages": "1" if self.vintages else "",
        }
        query = urlencode({name: value for name, value in (values | other).items() if value})
        return at_root(f"{path}?{query}" if query else path)


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one source for one period, as it published them at one time."""

    period: str
    #: Flow → millions of the currency.
    amounts: Mapping[str, float]
    currency: str
    source: str
    released: date | None
    vintage: int


def chosen(archive: Archive, asked: Asked) -> list[Known]:
    """The figures asked for, by period, source and age."""
    wanted = is_month if asked.by == "month" else is_year
    found = [
        one for one in read_book(archive).everything()
        if wanted(one) and asked.reporter in {"", one.reporter}
    ]  # fmt: skip
    return found if asked.vintages else newest_vintages(found)


@router.get("/trade")
def trade(request: Request, archive: Opened, asked: Annotated[Asked, Depends()]) -> Response:
    """The series as chart and table, and the newest claims."""
    tongue = language_of(request)
    figures = chosen(archive, asked)
    page = archive.facts.page(FactQuery(kinds=TRADE_KINDS), limit=_FEW)
    words = {
        "page": "trade",
        "asked": asked,
        "rows": rows_of(figures)[::-1],
        "size": SIZES["wide"],
        "claims": compared_claims(archive, page.facts),
        "flows": FLOWS,
        "period": period,
        "source_name": lambda source: source_name(source, tongue),
    }
    return TEMPLATES.TemplateResponse(request, "indicators/trade.html", words)


@router.get("/trade/chart.svg")
def chart(
    request: Request, archive: Opened, asked: Annotated[Asked, Depends()], width: Width = "wide"
) -> Response:
    """The chart of the newest figures: exports and imports, or the total where the split is not known."""
    figures = newest_vintages(chosen(archive, asked))
    counted = [one for one in figures if one.reporter == (asked.reporter or "CHN")]
    drawn = bar_chart(amounts_by_period(counted), *SIZES[width])
    return picture(request, drawn, "China–North Korea trade")


@router.get("/trade.csv")
def table(archive: Opened, asked: Annotated[Asked, Depends()]) -> Response:
    """The same figures as a file."""
    rows = list(map(figure_row, chosen(archive, asked)))
    return csv_file(rows[0] if rows else ["period"], rows, f"trade-by-{asked.by}")


@router.get("/trade/claims")
def claims(
    request: Request,
    archive: Opened,
    verdict: TradeVerdict | None = None,
    after: Place = 0,
    number: Place = 0,
) -> Response:
    """Claims, newest article first; the next page begins after the fact with that article and number."""
    tongue = language_of(request)
    page = archive.facts.page(
        FactQuery(kinds=TRADE_KINDS), limit=_LINES, after=(after, number) if after else None
    )
    compared = compared_claims(archive, page.facts)
    words = {
        "page": "trade",
        "claims": [one for one in compared if verdict in {None, one.comparison.verdict}],
        "looked_at": len(compared),
        "verdict": verdict,
        "verdicts": list(TradeVerdict),
        "next": page.next,
        "is_first": not after,
        "flows": FLOWS,
        "period": period,
        "source_name": lambda source: source_name(source, tongue),
    }
    return TEMPLATES.TemplateResponse(request, "indicators/claims.html", words)


@router.get("/trade/claims.csv")
def claims_table(archive: Opened) -> Response:
    """The newest claims as a file."""
    found = archive.facts.find(FactQuery(kinds=TRADE_KINDS), limit=_MOST_IN_FILE)
    compared: Sequence[ComparedClaim] = compared_claims(archive, found)
    rows = list(map(claim_row, compared))
    return csv_file(rows[0] if rows else ["article"], rows, "trade-claims")


def rows_of(figures: Sequence[Known]) -> list[Row]:
    """One row for each period, source, currency and vintage, with its three flows."""
    rows: dict[tuple[object, ...], dict[str, Known]] = {}
    for one in figures:
        key = (one.first, one.last, one.source, one.released, one.vintage, one.currency)
        rows.setdefault(key, {})[one.direction] = one
    return [_row(flows) for flows in rows.values()]


def _row(flows: Mapping[str, Known]) -> Row:
    one = next(iter(flows.values()))
    amounts = {flow: known.value / 1e6 for flow, known in flows.items()}
    return Row(period(one.first, one.last), amounts, one.currency, one.source, one.released, one.vintage)


def amounts_by_period(figures: Sequence[Known]) -> dict[str, dict[str, float]]:
    """Period → flow → million dollars, at most the last sixty.

    Each period is of one source: the one with most flows, of several the last.
    """
    sources: dict[tuple[str, str], dict[str, float]] = {}
    for one in figures:
        if one.currency == "USD":
            name = period(one.first, one.last)
            sources.setdefault((name, one.source), {})[one.direction] = one.value / 1e6
    found: dict[str, dict[str, float]] = {}
    for (name, _), amounts in sources.items():
        if len(amounts) >= len(found.get(name, ())):
            found[name] = amounts
    return dict(sorted(found.items())[-_MOST_BARS:])
