"""The front page: what is new."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from web.access import Right, needs

router = APIRouter(dependencies=[needs(Right.READ)])


@router.get("/")
def today(request: Request) -> Response:
    """What is new."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/search{query}")
