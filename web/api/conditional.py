"""ETags, answers 304, and HEAD (RFC 9110): one middleware for every resource."""

from hashlib import sha256

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage import Archive, Query
from yaluwatch import __version__
from yaluwatch.patterns import lazy_regex

# Servers in front of this one that compress answers add to their ETags: "x-gzip", "x;br"
# (https://httpd.apache.org/docs/2.4/mod/mod_deflate.html, DeflateAlterETag).
_TAG = lazy_regex(r'(?:W/)?"([^"]*?)(?:[-;]+(?:gzip|br|zstd|deflate))?"')


def matches(asked: str, tag: str) -> bool:
    """Whether If-None-Match names an ETag, by weak comparison: W/ does not count (RFC 9110, 13.1.2)."""
    return asked.strip() == "*" or tag.removeprefix("W/").strip('"') in _TAG.findall(asked)


class Conditional:
    """Middleware that tags each JSON answer, and sends 304 instead of one that the visitor has.

    A resource may set an ETag of its own; otherwise it is a digest of the answer. HEAD is answered as GET is,
    without the content.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        if is_head:
            scope = {**scope, "method": "GET"}
            scope["state"] = {**scope.get("state", {}), "is_head": True}
        answer = _Answer(send, Headers(scope=scope).get("if-none-match", ""), is_head=is_head)
        await self._app(scope, receive, answer.send if scope["method"] == "GET" else send)


class _Answer:
    """An answer on its way: held back until its content is there, unless it comes in parts."""

    def __init__(self, send: Send, asked: str, *, is_head: bool) -> None:
        self._send, self._asked, self._is_head = send, asked, is_head
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            if not message.get("more_body") and self._tagged(start, message.get("body", b"")):
                start["status"] = 304
                message = {**message, "body": b""}
            await self._send(start)
        if self._is_head:
            message = {**message, "body": b""}
        await self._send(message)

    def _tagged(self, start: Message, content: bytes) -> bool:
        """Tag an answer of status 200; whether the visitor has it."""
        headers = MutableHeaders(scope=start)
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add_vary_header("Authorization, Cookie")
        if start["status"] != 200 or headers.get("content-type") != "application/json":
            return False
        tag = headers.setdefault("ETag", f'"{sha256(content).hexdigest()[:32]}"')
        if not matches(self._asked, tag):
            return False
        for name in ("content-length", "content-type"):
            del headers[name]
        return True


def check_unchanged(archive: Archive, query: Query, asked: str | None, *parameters: object) -> str:
    """The ETag of what follows from a query and the archive's texts, verdicts and stories alone.

    It costs two look-ups instead of the answer. "" if the answer depends on more: whether pages are still
    there, and what is not relevant. Raises HTTPException 304 if `asked` (If-None-Match) names it.
    """
    if not query.only_relevant or "status" in query.filters:
        return ""
    mark = archive.stories.mark()
    text = repr((__version__, mark, query, parameters))
    tag = f'W/"{sha256(text.encode(errors="replace")).hexdigest()[:32]}"'
    if matches(asked or "", tag):
        raise HTTPException(304, headers={"ETag": tag})
    return tag
