"""Security headers of every answer."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    # Nothing from other sites, nothing inline; mails, which have inline styles, come with a policy of theirs.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    # Other sites learn nothing. "no-referrer" would make browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def _caching(scope: Scope) -> str:
    """Pages of an account are not stored: going back after logging out would show them once more.

    Answers of the API are, as programs ask whether they changed.
    """
    visitor = scope.get("state", {}).get("visitor")
    is_of_account = visitor is not None and not visitor.is_local and not scope["path"].startswith("/api/")
    return "private, no-store" if is_of_account else "private, no-cache"


class SecurityHeaders:
    """Middleware that adds the headers an answer does not have.

    Not one of Starlette's `BaseHTTPMiddleware`: that ends a stream that fails on the way as if it were
    complete, so that half an export would pass for the whole.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    # What one visitor sees is not for others, nor for the same one in another language.
                    headers.setdefault("Cache-Control", _caching(scope))
                    headers.add_vary_header("Accept-Language")
                    headers.add_vary_header("Cookie")
            await send(message)

        await self._app(scope, receive, send_with_headers)
