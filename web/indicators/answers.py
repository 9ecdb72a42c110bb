"""Charts and tables as answers: a picture with its own colours for light and dark, a file to save."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, Literal

from fastapi import Request, Response

from storage.exports import csv_rows
from web.indicators.drawing import BarChart, LineChart
from web.templating import TEMPLATES

#: Pixels; the narrow one is for phones, where the wide one would be scaled down to illegible.
SIZES = {"wide": (860, 300), "narrow": (360, 240)}
Width = Literal["wide", "narrow"]

_HEADERS = {
    "Cache-Control": "private, max-age=300",
    # Nothing but its style may do anything.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}


def picture(request: Request, chart: LineChart | BarChart | None, title: str) -> Response:
    """The chart; an empty picture if there is nothing to draw."""
    if chart is None:
        empty = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
        return Response(empty, media_type="image/svg+xml", headers=_HEADERS)
    words = {"chart": chart, "title": title}
    return TEMPLATES.TemplateResponse(
        request, "indicators/chart.svg", words, media_type="image/svg+xml", headers=_HEADERS
    )


def csv_file(fields: Iterable[str], rows: Iterable[Mapping[str, Any]], name: str) -> Response:
    """Rows as a CSV to save; they have these fields in this order."""
    stream = BytesIO()
    csv_rows(fields, (tuple(row.values()) for row in rows), stream)
    headers = {"Content-Disposition": f'attachment; filename="yaluwatch-{name}.csv"'}
    return Response(stream.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
