"""Indicators: prices in North Korean markets, official trade, and what articles claim beside it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from web.access import Right, needs
from web.api.indicators import prices_model, trade_claims_page, trade_model
from web.api.links import link_next
from web.api.models import Prices, TradeClaimsPage, TradeFigures
from web.api.negotiation import check_accept
from web.api.parameters import TAGGED, PricesParameters, TradeClaimsParameters, TradeParameters, typed_query
from web.api.problems import responses
from web.context import Opened, Shown

router = APIRouter(
    tags=["indicators"],
    dependencies=[needs(Right.READ), Depends(check_accept), TAGGED],
    responses=responses(304, 400, 406),
)


@router.get("/prices")
def prices(archive: Opened, asked: Annotated[PricesParameters, Query()]) -> Prices:
    """Prices of a good, or a rate of exchange, in North Korean markets, each day with its quotation.

    Without `since`, those of the two years before the newest.
    """
    return prices_model(archive, asked.good, asked.place, asked.since, asked.until)


@router.get("/trade")
def trade(archive: Opened, asked: Annotated[TradeParameters, Query()]) -> TradeFigures:
    """Official China–North Korea trade by year or month; with `vintages` every revision of every source."""
    return trade_model(archive, asked.by, asked.reporter, vintages=asked.vintages)


@router.get("/trade/claims")
def trade_claims(
    request: Request,
    response: Response,
    site: Shown,
    archive: Opened,
    asked: Annotated[TradeClaimsParameters, Query()],
) -> TradeClaimsPage:
    """Figures of trade that articles state, newest article first, beside the official ones."""
    query = typed_query(site, archive, asked.q)
    page = trade_claims_page(archive, query, asked.verdict, asked.limit, asked.cursor)
    link_next(request, response, page.next)
    return page
