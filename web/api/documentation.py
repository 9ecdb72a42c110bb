"""The documentation of the API for people, at /api/v1/docs: made from its description."""

from fastapi import APIRouter, Request, Response

from web.access import Right, needs
from web.templating import TEMPLATES

router = APIRouter(dependencies=[needs(Right.READ)])


@router.get("/api/v1/docs")
def docs(request: Request) -> Response:
    """What the API offers."""
    made = request.app.state.api.openapi()
    return TEMPLATES.TemplateResponse(request, "api/documentation.html", {"page": "", "made": made})
