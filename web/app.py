"""The web application: the pages, with security headers and error pages."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.staticfiles import StaticFiles

from monitoring import Watch
from web import mail_links, monitoring, pages
from web.context import WebContext
from web.templating import TEMPLATES
from yaluwatch.errors import ArchiveError, SubscriptionError
from yaluwatch.model import Source
from yaluwatch.shown import without_secrets

_HEADERS = {
    # Our pages need no scripts and nothing from other sites; digests have inline styles.
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
    monitor_token: str = "",
) -> FastAPI:
    """The application for an archive file; `hosts` are the host names it answers to.

    `secret` verifies the unsubscribe and confirmation links in e-mails. `monitor_token` lets in monitors on
    other computers; "" = only this computer.

    Requests for any other host name are rejected, so that other sites can't reach the pages by
    DNS rebinding.
    """
    app = FastAPI(title="Yaluwatch", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = WebContext(archive, read_sources, secret, Watch(archive, read_sources), monitor_token)
    app.add_middleware(monitoring.HostCheck, allowed_hosts=list(hosts))
    app.middleware("http")(_harden)
    app.add_exception_handler(404, _not_found)
    app.add_exception_handler(ArchiveError, _unavailable)
    app.add_exception_handler(SubscriptionError, _no_such_link)
    app.mount("/static", StaticFiles(packages=[("web", "static")]), name="static")
    app.include_router(monitoring.router)
    app.include_router(pages.router)
    app.include_router(mail_links.router)
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
    words = {"message": without_secrets(message), "page": ""}
    return TEMPLATES.TemplateResponse(request, "problem.html", words, status)
