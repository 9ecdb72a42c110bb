"""Errors as problem details (RFC 9457): every error inside /api is one."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from web.api.models import Invalid, Problem
from yaluwatch.errors import ArchiveError, ArchiveLocked, QueryError, YaluError
from yaluwatch.shown import shown_line, without_secrets

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

# Seconds after which to ask again an archive that is busy or can't be read.
_BUSY_SECONDS, _UNREADABLE_SECONDS = 5, 60


class RequestError(Exception):
    """A request that can't be answered; the message says in one sentence what is wrong with it."""


class CursorError(RequestError):
    """A cursor that this API did not make, or made for another query."""


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as a response."""
    content = problem.model_dump_json(exclude_none=True, exclude=None if problem.invalid else {"invalid"})
    return Response(content, problem.status, dict(headers or {}), media_type=MEDIA_TYPE)


def plain_problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A problem whose status says what kind it is."""
    return problem_response(Problem(title=_title(status), status=status, detail=detail), headers)


def add_handlers(api: FastAPI) -> None:
    """Make every error of the application a problem."""
    api.add_exception_handler(HTTPException, _refused)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(QueryError, _mistaken_query)
    api.add_exception_handler(RequestError, _wrong_request)
    api.add_exception_handler(YaluError, _unavailable)
    api.add_exception_handler(Exception, _failed)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.NOT_MODIFIED:
        return Response(status_code=error.status_code, headers=headers)
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", "Bearer")
    detail = error.detail
    if detail == "Not Found":
        detail = "There is no such resource; /api/v1/openapi.json lists them all."
    elif detail == "Method Not Allowed":
        detail = f"This resource takes {headers.get('Allow', 'GET')} only."
    return plain_problem(error.status_code, without_secrets(detail), headers)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = tuple(_one_invalid(found["loc"], found["msg"]) for found in error.errors()[:20])
    return problem_response(
        Problem(
            type="urn:yaluwatch:problem:parameters",
            title=_title(422),
            status=422,
            detail="; ".join(f"{one.where}: {one.detail}" for one in wrong[:3]),
            invalid=wrong,
        )
    )


def _one_invalid(place: tuple[int | str, ...], message: str) -> Invalid:
    where = ".".join(shown_line(str(part), 60) for part in place)
    return Invalid(where=_encodable(where), detail=_encodable(message))


async def _mistaken_query(_request: Request, error: Exception) -> Response:
    assert isinstance(error, QueryError)
    return problem_response(
        Problem(
            type="urn:yaluwatch:problem:query",
            title=_title(400),
            status=400,
            detail=_encodable(str(error)),
            position=error.position,
        )
    )


async def _wrong_request(_request: Request, error: Exception) -> Response:
    return plain_problem(400, str(error))


async def _unavailable(_request: Request, error: Exception) -> Response:
    """The archive is locked, damaged or gone, or the source list can't be read."""
    log.warning("a request to the API failed error=%s", error)
    seconds = _BUSY_SECONDS if isinstance(error, ArchiveLocked) else _UNREADABLE_SECONDS
    text = str(error) if isinstance(error, ArchiveError) else "The service is not set up completely."
    return plain_problem(503, without_secrets(text), {"Retry-After": str(seconds)})


async def _failed(_request: Request, _error: Exception) -> Response:
    """A fault of ours; the server logs its traceback."""
    return plain_problem(500, "This is a fault of the server; its log says more.")


def _title(status: int) -> str:
    return HTTPStatus(status).phrase


def _encodable(text: str) -> str:
    """The text without lone surrogates, which have no UTF-8."""
    return text.encode(errors="replace").decode()


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route can answer besides success, for the description of the API."""
    with_content = {status: {"model": Problem} for status in statuses if status != HTTPStatus.NOT_MODIFIED}
    return {status: {"description": _WHY[status], **with_content.get(status, {})} for status in statuses}


_WHY = {
    304: "You have the answer already (If-None-Match).",
    400: "The query, the cursor or the body can't be read; `position` says where a query is wrong.",
    401: "Log in, or send a token.",
    403: "Your account may not do this, or the form code is missing.",
    404: "There is no such thing.",
    406: "You don't accept JSON.",
    413: "The body is too large.",
    409: "The article has no verdict to judge.",
    422: "A parameter is wrong or unknown; `invalid` says which.",
    429: "Too many requests; Retry-After says when to come back.",
    500: "A fault of the server.",
    503: "The archive is busy or can't be read; Retry-After says when to come back.",
}
#: The errors of all routes.
EVERYWHERE = (401, 403, 422, 429, 500, 503)
