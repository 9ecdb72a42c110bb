"""Exports: every matching article, or fact, as a file that is written while it is sent."""

from importlib.util import find_spec
from threading import BoundedSemaphore
from typing import IO, Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from storage import Format, open_archive
from web.access import Right, needs
from web.api.parameters import typed_query
from web.api.problems import responses
from web.api.streaming import FileResponse
from web.context import Opened, Shown
from web.root_path import at_root

router = APIRouter(tags=["exports"], dependencies=[needs(Right.EXPORT)], responses=responses(400))

_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON_LINES: "application/x-ndjson",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.RIS: "application/x-research-info-systems",
    Format.CSL_JSON: "application/vnd.citationstyles.csl+json",
    Format.ATOM: "application/atom+xml",
}
# Exports at a time: each keeps a processor busy.
_AT_ONCE = BoundedSemaphore(2)
_SUFFIXES = {Format.CSL_JSON: "json", Format.ATOM: "xml"}


def _schema(kind: Format) -> dict[str, Any]:
    """What the description says of the file."""
    if kind is Format.CSL_JSON:
        return {"schema": {"type": "array", "items": {"type": "object"}}}
    if kind is Format.CSV:
        return {"schema": {"type": "string"}}
    return {"schema": {"type": "string", "format": "binary"}}


class ExportParameters(BaseModel):
    """Of an export."""

    model_config = ConfigDict(extra="forbid")
    q: Annotated[str, Field(max_length=4_000, description="As for /search.")] = ""
    format: Annotated[Format, Field(description="csl is CSL-JSON; parquet needs pyarrow.")] = Format.CSV


@router.get(
    "/exports",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The file.",
            "content": {name.partition(";")[0]: _schema(kind) for kind, name in _TYPES.items()},
        }
    },
)
def exports(
    request: Request, site: Shown, archive: Opened, asked: Annotated[ExportParameters, Query()]
) -> Response:
    """Every matching article with its text, newest first, as one file; counts as ten requests.

    Needs the right `export`. If reading fails on the way, the connection is closed before the end, which
    clients report as an error.
    """
    query = typed_query(site, archive, asked.q)
    if asked.format is Format.PARQUET and find_spec("pyarrow") is None:
        raise HTTPException(
            400, "Parquet is not installed on this server; csv and jsonl have the same fields."
        )
    name = f"articles.{_SUFFIXES.get(asked.format, asked.format.value)}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    media_type = _TYPES[asked.format]
    base = str(request.base_url).rstrip("/").removesuffix("/api") + at_root("")

    def write(sink: IO[bytes]) -> None:
        try:
            with open_archive(site.archive, read_only=True) as opened:
                opened.research.export(query, asked.format, sink, site=base)
        finally:
            _AT_ONCE.release()

    if getattr(request.state, "is_head", False):
        return StreamingResponse(iter(()), headers=headers, media_type=media_type)
    if not _AT_ONCE.acquire(blocking=False):
        raise HTTPException(503, "Other exports are running; try again in a minute.", {"Retry-After": "60"})
    return FileResponse(write, headers, media_type)
