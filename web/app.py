"""The web application: the pages, with security headers and error pages."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from secrets import token_hex

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.staticfiles import StaticFiles

from alerts.delivery import MessageDefaults
from monitoring import Watch
from web import analyst, monitoring
from web.access import CHECKED_FORMS, Gate
from web.context import WebContext
from web.mail import feeds, links, messages
from web.operator import sources
from web.research import article, search
from web.templating import TEMPLATES
from yaluwatch.errors import ArchiveError, SubscriptionError
from yaluwatch.model import Source
from yaluwatch.shown import without_secrets

# Without settings: nobody can be asked to confirm, and mail is only written to the outbox.
_MAIL = MessageDefaults("Yaluwatch <yaluwatch@localhost>")

_HEADERS = {
    # Nothing from other sites, nothing inline; mails, which have inline styles, come with a policy of theirs.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    # To other sites nothing. "no-referrer" would make browsers send our own forms with "Origin: null"
    # (https://fetch.spec.whatwg.org/#append-a-request-origin-header), like those of another site.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def create_app(
    archive: Path,
    read_sources: Callable[[], Sequence[Source]],
    *,
    hosts: Sequence[str],
    secret: str = "",
    monitor_token: str = "",
    mail: MessageDefaults | None = None,
) -> FastAPI:
    """The application for an archive file; `hosts` are the host names it answers to.

    `secret` verifies the unsubscribe and confirmation links in e-mails. `monitor_token` lets in monitors on
    other computers; "" = only this computer. `mail` is what
    mails ordered on the pages contain.

    Requests for any other host name are rejected, so that other sites can't reach the pages by
    DNS rebinding.
    """
    app = FastAPI(title="Yaluwatch", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = WebContext(
        archive, read_sources, secret, Watch(archive, read_sources), monitor_token, mail or _MAIL
    )
    # Keys the codes in forms. Without a secret there are no accounts to protect, and each start has its own.
    app.state.form_secret = secret or token_hex(32)
    app.add_middleware(Gate)
    app.add_middleware(monitoring.HostCheck, allowed_hosts=list(hosts))
    app.middleware("http")(_harden)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(404, _refused)
    app.add_exception_handler(ArchiveError, _unavailable)
    app.add_exception_handler(SubscriptionError, _no_such_link)
    app.mount("/static", StaticFiles(packages=[("web", "static")]), name="static")
    for page in (monitoring, links, feeds):
        app.include_router(page.router)
    for router in analyst.PAGES:
        app.include_router(router, dependencies=[CHECKED_FORMS])
    for page in (search, article, sources, messages):
        app.include_router(page.router, dependencies=[CHECKED_FORMS])
    return app


async def _harden(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await proceed(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _refused(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (404, "")
    return _problem(request, detail if detail and detail != "Not Found" else "There is no such page.", status)


async def _unavailable(request: Request, error: Exception) -> Response:
    return _problem(request, str(error), 503)


async def _no_such_link(request: Request, error: Exception) -> Response:
    return _problem(request, str(error), 404)


def _problem(request: Request, message: str, status: int) -> Response:
    words = {"message": without_secrets(message), "page": ""}
    return TEMPLATES.TemplateResponse(request, "problem.html", words, status)
