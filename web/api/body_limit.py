"""The largest body of a request, checked before and while it is read."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.api.problems import plain_problem

#: Bytes.
MAX_BODY = 64 * 1024

_TOO_LARGE = f"The body may have {MAX_BODY // 1024} KB."


class BodyLimit:
    """Middleware that answers 413 to a larger body, whether it says its length or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        length = Headers(scope=scope).get("content-length", "0") if scope["type"] == "http" else "0"
        if length.isdecimal() and int(length[:20]) > MAX_BODY:
            await plain_problem(413, _TOO_LARGE)(scope, receive, send)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY:
                raise HTTPException(413, _TOO_LARGE)
            return message

        await self._app(scope, receive_counted, send)
