"""The largest body of a request, checked before and while it is read."""

from collections.abc import Callable, Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Of forms and of what programs send, bytes.
MAX_FORM, MAX_CALL = 256 * 1024, 64 * 1024


class BodyLimit:
    """Middleware that answers 413 to a larger body, whether it says its length or not.

    `larger` are the paths that may have more than `most` bytes, `refuse` makes the answer. Forms are read
    before anybody looks whether their code is right, and some pages have forms for everybody.
    """

    def __init__(
        self,
        app: ASGIApp,
        most: int,
        refuse: Callable[[Scope, str], ASGIApp],
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self._app, self._most, self._refuse, self._larger = app, most, refuse, larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._larger.get(scope["path"], self._most)
        too_large = f"The body may have {most // 1024} KB."
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > most:
            await self._refuse(scope, too_large)(scope, receive, send)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(413, too_large)
            return message

        await self._app(scope, receive_counted, send)
