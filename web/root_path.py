"""Pages below a path of a proxy: links on pages begin with it, requests may arrive with or without it."""

from contextvars import ContextVar

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from yaluwatch.patterns import lazy_regex

_CURRENT: ContextVar[str] = ContextVar("root_path", default="")

# Addresses of ours in templates; "//host" would be another site.
_LOCAL = lazy_regex(r'\b(href|action|src|formaction|data-href)="/(?!/)')


def at_root(path: str) -> str:
    """A path of ours as browsers are to ask for it."""
    return _CURRENT.get() + path


class _Root:
    """What paths of ours begin with, wherever a template shows it: cheaper than a call for each link."""

    def __html__(self) -> str:
        return escape(_CURRENT.get())


class LocalLinks(Extension):
    """Lets addresses in templates be written as if there were no proxy: `href="/search"`."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["root"] = _Root()

    @override
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _LOCAL.sub(r'\1="{{ root }}/', source)


class RootPath:
    """Middleware that takes the path off requests, and makes redirects within the pages paths below it.

    Some redirects are made by the framework ("/search/" → "/search") and name our host with the scheme that
    the server knows, which is not the browser's if a proxy ends TLS and does not say so.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app, self._root_path = app, root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        root = self._root_path
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        _CURRENT.set(root)
        if root and (scope["path"] == root or scope["path"].startswith(f"{root}/")):
            path = scope["path"][len(root) :] or "/"
            raw = scope.get("raw_path") or scope["path"].encode()
            scope = {**scope, "path": path, "raw_path": raw[len(root) :] or b"/"}
        host = Headers(scope=scope).get("host", "")

        async def send_below(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if goal := headers.get("location", ""):
                    headers["location"] = goal_below(root, own_path(goal, host))
            await send(message)

        await self._app(scope, receive, send_below)


def goal_below(root: str, goal: str) -> str:
    """Where a redirect leads below a root path; one to another site is left as it is.

    >>> goal_below("/yalu", "/search"), goal_below("/yalu", "https://login.example/")
    ('/yalu/search', 'https://login.example/')
    """
    return goal if goal.startswith((f"{root}/", "//")) or not goal.startswith("/") else root + goal


def own_path(goal: str, host: str) -> str:
    r"""The path of an address at this host, else the address.

    A path that browsers take for another site's ("//evil.example", "/\evil.example") is left with its host.
    """
    before, found, path = goal.partition(f"://{host}/")
    is_ours = host and found and before in {"http", "https"}
    return f"/{path}" if is_ours and not path.startswith(("/", "\\")) else goal
