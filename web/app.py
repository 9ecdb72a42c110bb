"""The application: the pages, hardened."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from web.pages import WebContext, router
from web.templating import TEMPLATES
from yaluwatch.errors import ArchiveError, SubscriptionError
from yaluwatch.model import Source

_HEADERS = {
    # Nothing on our pages needs a script or anything from elsewhere; digests carry inline style.
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def create_app(
    archive: Path,
    read_sources: Callable[[], Sequence[Source]],
    *,
    hosts: Sequence[str],
    secret: str = "",
) -> FastAPI:
    """The pages over an archive file; `hosts` are the names they may be asked for by.

    `secret` checks the links in mails by which readers end a subscription.

    Requests for any other host name are refused, so that a page elsewhere can't reach this one by
    pointing its own name at it (DNS rebinding).
    """
    app = FastAPI(title="Yaluwatch", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = WebContext(archive, read_sources, secret)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.middleware("http")(_harden)
    app.add_exception_handler(404, _not_found)
    app.add_exception_handler(ArchiveError, _unavailable)
    app.add_exception_handler(SubscriptionError, _no_such_link)
    app.mount("/static", StaticFiles(packages=[("web", "static")]), name="static")
    app.include_router(router)
    return app


async def _harden(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await proceed(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _not_found(request: Request, error: Exception) -> Response:
    detail = error.detail if isinstance(error, HTTPException) else ""
    message = detail if detail and detail != "Not Found" else "There is no such page."
    return _problem(request, message, 404)


async def _unavailable(request: Request, error: Exception) -> Response:
    return _problem(request, str(error), 503)


async def _no_such_link(request: Request, error: Exception) -> Response:
    return _problem(request, str(error), 404)


def _problem(request: Request, message: str, status: int) -> Response:
    return TEMPLATES.TemplateResponse(request, "problem.html", {"message": message, "page": ""}, status)
