"""Exports of exactly the articles that match a query, streamed."""

from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import IO

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from storage import Format, open_archive
from web.access import Right, needs
from web.context import Shown
from web.research.asked import TypedQuery, with_mistake
from web.research.streaming import streamed

router = APIRouter(dependencies=[needs(Right.EXPORT)])

TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON_LINES: "application/jsonl",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.RIS: "application/x-research-info-systems",
    Format.CSL_JSON: "application/vnd.citationstyles.csl+json",
    Format.ATOM: "application/atom+xml",
}
_ENDINGS = {Format.CSL_JSON: "csl.json", Format.ATOM: "xml"}
# Exports at a time: each keeps a processor busy.
_AT_ONCE = BoundedSemaphore(2)


@router.get("/export/{kind}")
def export(request: Request, site: Shown, typed: TypedQuery, kind: Format) -> Response:
    """All matching articles, newest first, as a file."""
    with site.archives.borrowed() as read:
        asked = typed.read(site, read)
    if asked.query is None:
        return with_mistake(request, asked)
    query, base, sources = asked.query, str(request.base_url).rstrip("/"), site.read_sources()
    if not _AT_ONCE.acquire(blocking=False):
        raise HTTPException(
            503, "Other exports are running; try again in a minute.", headers={"Retry-After": "60"}
        )

    def write(stream: IO[bytes]) -> None:
        # Opened in the thread that writes, and kept open as long as it does.
        try:
            with open_archive(site.archive, read_only=True) as archive:
                archive.research.export(query, kind, stream, site=base, sources=sources)
        finally:
            _AT_ONCE.release()

    return StreamingResponse(
        streamed(write), media_type=TYPES[kind], headers={"Content-Disposition": _disposition(kind)}
    )


def _disposition(kind: Format) -> str:
    name = f"yaluwatch-{datetime.now(UTC):%Y-%m-%d}.{_ENDINGS.get(kind, kind.value)}"
    return f'attachment; filename="{name}"'
