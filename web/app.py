"""The web application: the pages, with security headers and error pages."""

from collections.abc import Callable, Sequence
from pathlib import Path
from secrets import token_hex

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import HTTPConnection
from starlette.routing import Match
from starlette.types import Scope

from alerts.delivery import MessageDefaults
from monitoring import Watch
from web import analyst, indicators, monitoring, operator, research
from web.access import CHECKED_FORMS, AccessRules, Identifier, Provider
from web.accounts import Gate, PeerNote, audit, login, own, provider_login, tokens, users
from web.api import create_api, documentation, plain_problem
from web.archives import OpenArchives
from web.context import WebContext
from web.desk import Desk
from web.mail import feeds, links, messages
from web.middleware import MAX_FORM, BodyLimit, ConcurrencyLimit, SecurityHeaders
from web.problems import problem_page
from web.root_path import RootPath
from yaluwatch.errors import ArchiveError, SettingsError, SubscriptionError
from yaluwatch.model import Source
from yaluwatch.sentence import Sentence, sentence_of
from yaluwatch.shown import without_secrets

_NO_PAGE = Sentence("There is no such page.")
_NO_WAY = Sentence("This page can't be asked for in this way.")
# Without settings: nobody can be asked to confirm, and mail is only written to the outbox.
_MAIL = MessageDefaults("Yaluwatch <yaluwatch@localhost>")


def create_app(
    archive: Path,
    read_sources: Callable[[], Sequence[Source]],
    *,
    hosts: Sequence[str],
    secret: str = "",
    monitor_token: str = "",
    access: AccessRules | None = None,
    provider: Provider | None = None,
    read_desk: Callable[[], Desk] | None = None,
    mail: MessageDefaults | None = None,
    read_translation_engine: Callable[[], str] = str,
) -> FastAPI:
    """The application for an archive file; `hosts` are the host names it answers to.

    `secret` verifies the unsubscribe and confirmation links in e-mails. `monitor_token` lets in monitors on
    other computers; "" = only this computer. `access` says how long a log-in lasts and which proxies count,
    `provider` who else may log people in. `read_desk` gives the operator's pages what they need to change
    things; without it they only show them. `mail` is what mails ordered on the pages contain.
    `read_translation_engine` names the service whose stored translations of headlines are shown, "" for none.

    Requests for any other host name are rejected, so that other sites can't reach the pages by
    DNS rebinding. Raises SettingsError for a root path that is the address of a page.
    """
    app = FastAPI(title="Yaluwatch", docs_url=None, redoc_url=None, openapi_url=None)
    rules = access or AccessRules()
    archives = OpenArchives(archive)
    identifier = Identifier(archives, rules)
    app.state.site = WebContext(
        archive=archive,
        read_sources=read_sources,
        secret=secret,
        watch=Watch(archive, read_sources),
        monitor_token=monitor_token,
        archives=archives,
        identifier=identifier,
        mail=mail or _MAIL,
        provider=provider,
        read_desk=read_desk,
        read_translation_engine=read_translation_engine,
    )
    # Keys the codes in forms. Without a secret there are no accounts to protect, and each start has its own.
    app.state.form_secret = secret or token_hex(32)
    # Innermost: whom the gate lets not pass, nothing is read from.
    app.add_middleware(BodyLimit, most=MAX_FORM, refuse=_too_large, larger=operator.LARGER_BODIES)
    app.add_middleware(Gate, identifier=identifier)
    app.add_middleware(ConcurrencyLimit)
    app.add_middleware(monitoring.HostCheck, allowed_hosts=list(hosts))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(PeerNote, proxies=rules.proxies)
    app.add_middleware(RootPath, root_path=rules.root_path)
    app.add_exception_handler(HTTPException, _refused)
    for status in (404, 405):
        app.add_exception_handler(status, _refused)
    app.add_exception_handler(RequestValidationError, _odd_argument)
    app.add_exception_handler(ArchiveError, _unavailable)
    app.add_exception_handler(SubscriptionError, _no_such_link)
    _add_pages(app, archive)
    _check_root_path(app, rules.root_path)
    return app


def _check_root_path(app: FastAPI, root_path: str) -> None:
    """Raise SettingsError if pages below this path could not be told from a page at it."""
    asked = {"type": "http", "method": "GET", "path": root_path, "root_path": "", "headers": []}
    if root_path and any(route.matches(asked)[0] is not Match.NONE for route in app.routes):
        raise SettingsError(
            f"[web] root_path {root_path} is the address of a page; choose another one, such as /yalu"
        )


def _add_pages(app: FastAPI, archive: Path) -> None:
    app.add_api_route("/favicon.ico", _icon, include_in_schema=False)
    app.mount(research.TABLES_PATH, research.Tables(archive))
    app.mount("/static", StaticFiles(packages=[("web", "static")]), name="static")
    # Those asked for most often first: every request is compared with one route after another.
    for router in (*analyst.PAGES, research.router, *indicators.PAGES):
        app.include_router(router, dependencies=[CHECKED_FORMS])
    pages = (operator, messages, login, provider_login, own, tokens, users, audit)
    for page in pages:
        app.include_router(page.router, dependencies=[CHECKED_FORMS])
    for page in (monitoring, links, feeds):
        app.include_router(page.router)
    app.include_router(documentation.router)
    app.state.api = create_api(app.state)
    app.mount("/api", app.state.api, name="api")


def _too_large(scope: Scope, text: str) -> Response:
    return problem_page(HTTPConnection(scope), text, 413)


async def _icon() -> Response:
    """Where browsers look for an icon on pages that name none: pictures, and Datasette's pages."""
    return RedirectResponse("/static/mark.svg", 308)


async def _refused(request: Request, error: Exception) -> Response:
    # Starlette raises its own for addresses and methods that no route has.
    assert isinstance(error, StarletteHTTPException)
    status, detail = error.status_code, error.detail
    said = {"": _NO_PAGE, "Not Found": _NO_PAGE, "Method Not Allowed": _NO_WAY}
    return _problem(request, said.get(detail, detail), status)


async def _odd_argument(request: Request, error: Exception) -> Response:
    """An argument or a field of a form that is none: names it, as addresses are sometimes typed by hand."""
    assert isinstance(error, RequestValidationError)
    places = [one["loc"] for one in error.errors()]
    if any(place[0] == "path" for place in places):
        return _problem(request, _NO_PAGE, 404)
    names = dict.fromkeys(str(place[-1]) for place in places)
    message = Sentence("%(name)s has a value that can't be used here.", name=", ".join(names)[:200])
    return _problem(request, message, 422)


async def _unavailable(request: Request, error: Exception) -> Response:
    return _problem(request, sentence_of(error), 503)


async def _no_such_link(request: Request, error: Exception) -> Response:
    return _problem(request, sentence_of(error), 404)


def _problem(request: Request, message: str, status: int) -> Response:
    if request.url.path.startswith("/api/"):
        # A path that even the API's own application is not reached by, such as one with a line break.
        return plain_problem(status, without_secrets(message))
    return problem_page(request, message, status)
