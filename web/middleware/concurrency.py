"""How many pages are made at once.

A page is made by Python code between short queries. Threads that do so at once wait for the interpreter's
lock after every query, which takes up to twice the CPU time, and each holds an archive of its own open. So
two are made at once; the others wait without a thread, in the order in which they came.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: One would have to wait for the other's disk and database.
AT_ONCE = 2
# Files are only sent, monitors are answered at once, providers of log-ins are waited for. Datasette has
# threads and time limits of its own. The others may take seconds in the database.
_NOT_LIMITED = (
    "/static/",
    "/livez",
    "/readyz",
    "/health",
    "/metrics",
    "/login/",
    "/data",
    "/export/",
    "/search/",
    "/subscriptions/preview",
)
_API = "/api/"


class ConcurrencyLimit:
    """Middleware that passes on only so many requests for pages at once, and as many of the API.

    A request leaves its place when its answer begins: what remains is sent as fast as its reader takes it.
    Requests that change something are not limited: they are few, and some wait for other sites.
    """

    def __init__(self, app: ASGIApp, at_once: int = AT_ONCE) -> None:
        self._app = app
        # Programs that ask for much keep no reader waiting.
        self._pages, self._api = asyncio.Semaphore(at_once), asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when there is a place."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_NOT_LIMITED):
            await self._app(scope, receive, send)
            return
        places = self._api if scope["path"].startswith(_API) else self._pages
        await places.acquire()
        has_place = True

        def leave() -> None:
            nonlocal has_place
            if has_place:
                has_place = False
                places.release()

        async def send_and_leave(message: Message) -> None:
            leave()
            await send(message)

        try:
            await self._app(scope, receive, send_and_leave)
        finally:
            leave()
