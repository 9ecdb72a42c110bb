"""The page that says what went wrong."""

from fastapi import Request, Response
from starlette.requests import HTTPConnection

from web.templating import TEMPLATES
from yaluwatch.shown import without_secrets


def problem_page(request: HTTPConnection, message: str, status: int) -> Response:
    """A page with one sentence; secrets in it are masked."""
    words = {"message": without_secrets(message), "page": ""}
    return TEMPLATES.TemplateResponse(Request(request.scope), "problem.html", words, status)
