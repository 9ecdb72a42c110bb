"""Counts, time series and facts of matching articles."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from storage import FactQuery
from web.access import Right, needs
from web.api.answers import facts_page, series_model
from web.api.conditional import check_unchanged
from web.api.indicators import claims_page
from web.api.links import link_next
from web.api.models import ClaimsPage, Facets, FactsPage, Series, ValueCount
from web.api.negotiation import check_accept
from web.api.parameters import (
    TAGGED,
    ClaimsParameters,
    FacetParameters,
    FactsParameters,
    IfNoneMatch,
    SeriesParameters,
    typed_query,
)
from web.api.problems import responses
from web.context import Opened, Shown

router = APIRouter(
    tags=["research"],
    dependencies=[needs(Right.READ), Depends(check_accept), TAGGED],
    responses=responses(304, 400, 406),
)


@router.get("/facets")
def facets(
    response: Response,
    site: Shown,
    archive: Opened,
    asked: Annotated[FacetParameters, Query()],
    if_none_match: IfNoneMatch,
) -> Facets:
    """Matching articles, counted by topic, place, source, month and more."""
    query = typed_query(site, archive, asked.q)
    if tag := check_unchanged(archive, query, if_none_match, asked):
        response.headers["ETag"] = tag
    counts = archive.research.facet(query, asked.by, limit=asked.limit)
    return Facets(
        by=asked.by,
        total=archive.search.count(query),
        items=tuple(ValueCount(value=count.value, articles=count.articles) for count in counts),
    )


@router.get("/series")
def series(
    site: Shown,
    archive: Opened,
    asked: Annotated[SeriesParameters, Query()],
) -> Series:
    """Matching articles over time, with the number of sources that could be read."""
    query = typed_query(site, archive, asked.q)
    return series_model(archive, query, asked.by, datetime.now(UTC))


@router.get("/facts")
def facts(
    request: Request,
    response: Response,
    site: Shown,
    archive: Opened,
    asked: Annotated[FactsParameters, Query()],
) -> FactsPage:
    """Prices, figures, dates and claims in matching articles, with their quotations; newest article first."""
    query = FactQuery(
        kinds=asked.kind,
        goods=asked.good,
        places=asked.place,
        actors=asked.actor,
        units=asked.unit,
        directions=asked.direction,
        articles=typed_query(site, archive, asked.q),
    )
    page = facts_page(archive, query, asked.limit, asked.cursor)
    link_next(request, response, page.next)
    return page


@router.get("/claims")
def claims(
    request: Request,
    response: Response,
    site: Shown,
    archive: Opened,
    asked: Annotated[ClaimsParameters, Query()],
) -> ClaimsPage:
    """Claims and promises in matching articles: who says it, and what became of it; newest article first."""
    articles = typed_query(site, archive, asked.q)
    page = claims_page(archive, articles, asked, datetime.now(UTC).date())
    link_next(request, response, page.next)
    return page
