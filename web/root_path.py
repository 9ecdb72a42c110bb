"""Pages below a path of a proxy: links on pages begin with it, requests may arrive with or without it."""

import re
from contextvars import ContextVar

from jinja2.ext import Extension
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

_CURRENT: ContextVar[str] = ContextVar("root_path", default="")

# Addresses of ours in templates; "//host" would be another site.
_LOCAL = re.compile(r'\b(href|action|src|formaction|data-href)="/(?!/)')


def at_root(path: str) -> str:
    """A path of ours as browsers are to ask for it."""
    return _CURRENT.get() + path


class LocalLinks(Extension):
    """Lets addresses in templates be written as if there were no proxy: `href="/search"`."""

    @override
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _LOCAL.sub(r'\1="{{ at_root("/") }}', source)


class RootPath:
    """Middleware that takes the path off requests, and puts it before redirects."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app, self._root_path = app, root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        root = self._root_path
        if scope["type"] != "http" or not root:
            await self._app(scope, receive, send)
            return
        _CURRENT.set(root)
        if scope["path"] == root or scope["path"].startswith(f"{root}/"):
            path = scope["path"][len(root) :] or "/"
            raw = scope.get("raw_path") or scope["path"].encode()
            scope = {**scope, "path": path, "raw_path": raw[len(root) :] or b"/"}

        async def send_below(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                goal = headers.get("location", "")
                if goal.startswith("/") and not goal.startswith((f"{root}/", "//")):
                    headers["location"] = root + goal
            await send(message)

        await self._app(scope, receive, send_below)
