"""The description of the API as JSON."""

from typing import Any

from fastapi import APIRouter, Depends, Request

from web.access import Right, needs
from web.api.negotiation import check_accept
from web.api.parameters import NO_PARAMETERS, TAGGED
from web.api.problems import responses
from web.root_path import at_root

router = APIRouter(
    tags=["description"],
    dependencies=[needs(Right.READ), Depends(check_accept), TAGGED],
    responses=responses(304, 406),
)


@router.get("/openapi.json", dependencies=[NO_PARAMETERS])
def openapi(
    request: Request,
) -> dict[str, Any]:
    """Describe the API: OpenAPI 3.1."""
    made: dict[str, Any] = request.app.openapi()
    return made | {"servers": [{"url": at_root("/api")}]}
