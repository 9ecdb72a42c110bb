"""The gate in front of all pages: finds out who makes a request, and lets nobody in whom it doesn't know."""

from secrets import token_urlsafe
from typing import Any, cast
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from web.access import Identifier, bearer_token, cookie_name
from web.problems import problem_page
from yaluwatch.errors import ArchiveError

#: A browser that is not logged in, for the codes in its forms.
BROWSER_COOKIE = "yalu_browser"

# Who has the token in the path may see it, and act (see web.mail.links and web.mail.feeds).
_SIGNED = ("/unsubscribe/", "/confirm/", "/feedback/", "/carried/", "/feeds/")
# Rules of their own (see web.monitoring).
_MONITORED = frozenset({"/livez", "/readyz", "/healthz", "/health", "/metrics"})
# The only one below /api for people.
_API_PAGE = "/api/v1/docs"
_OPEN = frozenset({"/favicon.ico", "/login", "/login/oidc", "/login/oidc/done"})

_NO_ACCOUNTS = (
    "Nobody has an account yet, so the pages can only be seen on the computer they run on. "
    "There, `yalu users add` adds an account."
)


class PeerNote:
    """Outermost middleware: keeps who is connected, then lets trusted proxies say for whom they ask."""

    def __init__(self, app: ASGIApp, proxies: tuple[str, ...]) -> None:
        # Starlette and uvicorn type the same protocol in two ways.
        self._app: Any = ProxyHeadersMiddleware(cast(Any, app), list(proxies)) if proxies else app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and scope.get("client"):
            scope.setdefault("state", {})["peer"] = scope["client"][0]
        await self._app(scope, receive, send)


class Gate:
    """Middleware that sets `request.state.visitor` and `request.state.browser`."""

    def __init__(self, app: ASGIApp, identifier: Identifier) -> None:
        self._app, self._identifier = app, identifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its visitor, or answer it."""
        if scope["type"] != "http" or scope["path"] in _MONITORED or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        name = cookie_name(BROWSER_COOKIE, scope["scheme"])
        cookie = connection.cookies.get(name, "")
        browser = cookie or token_urlsafe(24)
        state = scope.setdefault("state", {})
        state["browser"], state["visitor"] = browser, None
        answer = await self._refusal(connection, browser)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and not cookie and not bearer_token(connection):
                secure = "; Secure" if scope["scheme"] == "https" else ""
                value = f"{name}={browser}; Path=/; HttpOnly; SameSite=Strict{secure}"
                message["headers"] = [*message.get("headers", []), (b"set-cookie", value.encode())]
            await send(message)

        await (answer or self._app)(scope, receive, send_with_cookie)

    async def _refusal(self, connection: HTTPConnection, browser: str) -> Response | None:
        """The answer to someone who may not pass; None for all others, whose visitor is now known."""
        path: str = connection.scope["path"]
        is_open = path.startswith(_SIGNED) or path in _OPEN
        try:
            visitor = await run_in_threadpool(self._identifier.visitor, connection, browser)
            connection.scope["state"]["visitor"] = visitor
            if visitor or is_open:
                return None
            is_empty = await run_in_threadpool(self._identifier.is_empty)
        except ArchiveError as error:
            # The pages behind signed links say themselves what is wrong.
            return None if is_open else self._answer(connection, 503, str(error))
        if is_empty:
            return self._answer(connection, 403, _NO_ACCOUNTS)
        is_page = not path.startswith("/api/") or path == _API_PAGE
        if not is_page or connection.scope["method"] not in {"GET", "HEAD"}:
            return self._answer(connection, 401, "Please log in.")
        asked = path + (f"?{query}" if (query := connection.url.query) else "")
        return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303, {"Cache-Control": "no-store"})

    def _answer(self, connection: HTTPConnection, status: int, detail: str) -> Response:
        if connection.scope["path"].startswith("/api/"):
            headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
            title = {401: "Unauthorized", 403: "Forbidden"}.get(status, "Service Unavailable")
            content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
            return JSONResponse(content, status, headers, "application/problem+json")
        return problem_page(connection, detail, status)
