"""Matching articles over time, as a picture and as a table."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from storage import Step
from web.access import Right, needs
from web.context import Opened, Shown
from web.research.asked import TypedQuery, with_mistake
from web.research.chart import draw
from web.templating import TEMPLATES

router = APIRouter(dependencies=[needs(Right.READ)])

# Pixels; the narrow one is for phones, where the wide one would be scaled down to illegible.
_SIZES = {"wide": (840, 220), "narrow": (360, 190)}
_HEADERS = {
    "Cache-Control": "private, max-age=300",
    # A picture with its colours for light and dark in it. Nothing else of it may do anything.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}


@router.get("/search/chart.svg")
def chart(
    request: Request,
    site: Shown,
    archive: Opened,
    typed: TypedQuery,
    width: Literal["wide", "narrow"] = "wide",
) -> Response:
    """The chart of a query as SVG; an empty picture if there is nothing to draw."""
    asked = typed.read(site, archive)
    if asked.query is None:
        return with_mistake(request, asked)
    timeline = archive.research.timeline(asked.query)
    if not timeline.points:
        empty = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
        return Response(empty, media_type="image/svg+xml", headers=_HEADERS)
    words = {
        "chart": draw(timeline, archive.research.trade(), *_SIZES[width]),
        "title": asked.text or "China–North Korea trade",
    }
    return TEMPLATES.TemplateResponse(
        request, "research/chart.svg", words, media_type="image/svg+xml", headers=_HEADERS
    )


@router.get("/search/timeline")
def table(request: Request, site: Shown, archive: Opened, typed: TypedQuery) -> Response:
    """The numbers of the chart, newest first, each with a link to its articles."""
    asked = typed.read(site, archive)
    if asked.query is None:
        return with_mistake(request, asked)
    timeline = archive.research.timeline(asked.query)
    ends = [*(point.start for point in timeline.points[1:]), None]
    words = {
        "page": "search",
        "asked": asked,
        "step": timeline.step.value,
        "rows": [
            (point, asked.within(point.start, end) if end else asked.from_day(point.start))
            for point, end in zip(timeline.points, ends, strict=False)
        ][::-1],
        "most": max((point.articles for point in timeline.points), default=0),
        "trade": {year.year: year for year in archive.research.trade()}
        if timeline.step is Step.MONTH
        else {},
    }
    return TEMPLATES.TemplateResponse(request, "research/timeline.html", words)
