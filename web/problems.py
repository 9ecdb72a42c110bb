"""The page that says what went wrong."""

from fastapi import Request, Response
from starlette.requests import HTTPConnection

from web.languages import said_in
from web.templating import TEMPLATES, language_of
from yaluwatch.shown import without_secrets


def problem_page(request: HTTPConnection, message: str, status: int) -> Response:
    """A page with one sentence, in the visitor's language; secrets in it are masked."""
    asked = Request(request.scope)
    words = {"message": without_secrets(said_in(language_of(asked), message)), "page": ""}
    return TEMPLATES.TemplateResponse(asked, "problem.html", words, status)
