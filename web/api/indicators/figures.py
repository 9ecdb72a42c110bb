"""Indicators as the models of the API: for its routes and for the tools of `yalu mcp`."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from indicators import point_rows, publishers_of, read_series
from indicators.trade import (
    TRADE_KINDS,
    TradeVerdict,
    claim_row,
    compared_claims,
    figure_row,
    is_month,
    is_year,
    newest_vintages,
    read_book,
)
from storage import Archive, FactQuery, PriceQuery, Query
from web.api.cursors import read_cursor, write_cursor
from web.api.models import (
    PriceModel,
    Prices,
    TradeClaimModel,
    TradeClaimsPage,
    TradeFigureModel,
    TradeFigures,
)
from web.api.problems import RequestError

#: Without a first day, prices of this time before the newest are answered.
LOOK_BACK = timedelta(days=730)
#: Most prices of an answer.
MAX_PRICES = 20_000


def prices_model(
    archive: Archive, good: str, places: Sequence[str], since: date | None, until: date | None
) -> Prices:
    """Prices of a good by place and day. Raises RequestError if there would be too many."""
    query = PriceQuery(goods=(good,), places=tuple(places), since=since, until=until)
    found = read_series(archive, query, LOOK_BACK)
    if sum(len(series.points) for series in found) > MAX_PRICES:
        raise RequestError(f"There are more than {MAX_PRICES} prices: send since and until, or a place.")
    items = []
    for series in found:
        for row, point in zip(point_rows(series), series.points, strict=True):
            del row["good"]
            items.append(PriceModel.model_validate(row | {"publishers": publishers_of(point)}))
    return Prices(good=good, held_back=sum(len(series.held) for series in found), items=tuple(items))


def trade_model(
    archive: Archive, by: Literal["year", "month"], reporter: str, *, vintages: bool
) -> TradeFigures:
    """Official figures; `reporter` is ISO 3166 alpha-3, "" for all."""
    wanted = is_month if by == "month" else is_year
    figures = [
        one for one in read_book(archive).everything() if wanted(one) and reporter in {"", one.reporter}
    ]
    shown = figures if vintages else newest_vintages(figures)
    return TradeFigures(by=by, items=tuple(TradeFigureModel.model_validate(figure_row(one)) for one in shown))


def trade_claims_page(
    archive: Archive, query: Query, verdict: TradeVerdict | None, limit: int, cursor: str
) -> TradeClaimsPage:
    """A page of claims. Raises RequestError for `asof:`, CursorError for a cursor of another query."""
    if query.as_of is not None:
        raise RequestError("Claims can't be searched with asof:; leave it out.")
    belongs_to = ("claims", query, verdict)
    wanted = FactQuery(kinds=TRADE_KINDS, articles=query)
    page = archive.facts.page(wanted, limit=limit, after=read_cursor(belongs_to, cursor) if cursor else None)
    compared = compared_claims(archive, page.facts)
    return TradeClaimsPage(
        items=tuple(
            TradeClaimModel.model_validate(claim_row(one) | {"published_at": one.found.published_at})
            for one in compared
            if verdict in {None, one.comparison.verdict}
        ),
        next=write_cursor(belongs_to, *page.next) if page.next else None,
    )
