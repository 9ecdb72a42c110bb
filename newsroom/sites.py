"""The sites' HTTP responses; each publication has its own port."""

import hashlib
import math
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from newsroom.page_renderer import PageRenderer
from newsroom.publications import Publication
from newsroom.scenarios import Case
from newsroom.site_state import Published, SiteState, last_change

#: How long a client must wait for a rate-limited page, seconds.
RETRY_AFTER = 1.0

_CONDITIONAL = ("if-none-match", "if-modified-since")


@dataclass(frozen=True, slots=True)
class Request:
    """One request to the newsroom."""

    #: time.monotonic() on arrival, seconds.
    time: float
    #: Publication id.
    publication: str
    method: str
    #: Path with query string.
    path: str
    user_agent: str
    #: HTTP status of the response.
    status: int
    #: If-None-Match and If-Modified-Since as sent; names in lower case.
    conditional: Mapping[str, str]


class Site:
    """One publication's site in its current state."""

    def __init__(
        self, publication: Publication, base_url: str, state: SiteState, renderer: PageRenderer
    ) -> None:
        self.publication = publication
        self.base_url = base_url
        self._state = state
        self._renderer = renderer
        #: Current template of its article pages.
        self._layout = publication.layout
        self._first_asked: dict[str, float] = {}
        self._missing: frozenset[str] = frozenset()
        self._articles: list[Published] = []
        self.show(0)

    def show(self, state: int) -> None:
        """Switch to a state; pages of earlier states that are not in it answer 410."""
        articles = self._state.articles(self.publication.id, state)
        known = self._missing | {article.path for article in self._articles}
        self._missing = known - {article.path for article in articles}
        self._articles = articles

    def redesign(self, layout: str) -> None:
        """Switch to another article layout; "shell" has no text, as a site that loads it by script."""
        self._layout = layout

    def move_feed(self, path: str) -> None:
        """Move the feed to another path; the old URL answers 404."""
        self.publication = replace(self.publication, paths=(path,))

    def answer(self, path: str, headers: Mapping[str, str]) -> Response:
        """The response for `path`, which includes the query string without tracking parameters."""
        if path == "/robots.txt":
            text = self._renderer.robots(self.publication, self.base_url)
            return Response(text, media_type="text/plain")
        if path in self.publication.paths:
            return self._feed(self.publication.paths.index(path), headers)
        if path == "/" and self.publication.form != "dead":
            return self._page(self._renderer.home(self.publication, self.base_url, self._linked()))
        for article in self._articles:
            if article.path == path:
                return self._article(article)
        return self._notice("gone", 410) if path in self._missing else self._notice("not_found", 404)

    def _linked(self) -> list[Published]:
        """Articles that its own pages link to; a feed item that leads to the home page is not one."""
        return [article for article in self._articles if article.report.case is not Case.HOME_PAGE]

    def _feed(self, page: int, headers: Mapping[str, str]) -> Response:
        if self.publication.form == "listing":
            text = self._renderer.listing(self.publication, self.base_url, self._articles, page)
        else:
            text = self._renderer.feed(self.publication, self.base_url, self._articles)
        response = self._page(text, media_type=self._renderer.feed_type(self.publication))
        if self.publication.form == "dead":
            return response
        changed = last_change(self._articles)
        validators = _validators(bytes(response.body), changed)
        response.headers.update(validators)
        if _is_unchanged(validators, changed, headers):
            return Response(status_code=304, headers=validators)
        return response

    def _article(self, article: Published) -> Response:
        if not self._layout:
            return self._notice("forbidden", 403)
        if article.report.case is Case.RATE_LIMITED:
            now = time.monotonic()
            wait = self._first_asked.setdefault(article.path, now) + RETRY_AFTER - now
            if wait > 0:
                return self._notice("slow_down", 429, {"Retry-After": str(math.ceil(wait))})
        return self._page(self._renderer.article(article, self.base_url, self._linked(), self._layout))

    def _notice(self, name: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
        response = self._page(self._renderer.notice(self.publication, self.base_url, name), status=status)
        response.headers.update(headers or {})
        return response

    def _page(self, text: str, *, status: int = 200, media_type: str = "text/html") -> Response:
        publication = self.publication
        charset = f"; charset={publication.charset}" if publication.charset_in_header else ""
        # Set as a header because Starlette adds "charset=utf-8" to text media types.
        return Response(
            text.encode(publication.codec), status_code=status, headers={"Content-Type": media_type + charset}
        )


def _validators(body: bytes, changed: datetime) -> dict[str, str]:
    digest = hashlib.sha256(body).hexdigest()[:20]
    return {"ETag": f'"{digest}"', "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)}


def _is_unchanged(validators: Mapping[str, str], changed: datetime, headers: Mapping[str, str]) -> bool:
    """Whether to answer 304; If-None-Match takes precedence over If-Modified-Since (RFC 9110 §13.2.2)."""
    if "if-none-match" in headers:
        known = {tag.strip().removeprefix("W/") for tag in headers["if-none-match"].split(",")}
        return validators["ETag"] in known
    if "if-modified-since" in headers:
        try:
            return changed <= parsedate_to_datetime(headers["if-modified-since"])
        except (TypeError, ValueError):
            return False
    return False


class RequestLog:
    """Every request answered so far. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: list[Request] = []

    def add(self, request: Request) -> None:
        """Append a request."""
        with self._lock:
            self._requests.append(request)

    def read(self) -> list[Request]:
        """All requests, oldest first."""
        with self._lock:
            return list(self._requests)


def build_app(sites: Mapping[int, Site], log: RequestLog) -> Starlette:
    """The ASGI application; the port of a request selects the site."""

    async def answer(request: HttpRequest) -> Response:
        arrived = time.monotonic()
        site = sites[request.scope["server"][1]]
        query = _without_tracking(request.scope["query_string"].decode("latin-1"))
        response = site.answer(request.url.path + query, request.headers)
        log.add(_logged(request, arrived, site.publication.id, response.status_code))
        return response

    route = Route("/{path:path}", answer, methods=["GET", "HEAD"])
    return Starlette(routes=[route], middleware=[Middleware(GZipMiddleware, minimum_size=500)])


def _without_tracking(query: str) -> str:
    kept: Sequence[str] = [part for part in query.split("&") if part and not part.startswith("utm_")]
    return "?" + "&".join(kept) if kept else ""


def _logged(request: HttpRequest, arrived: float, publication: str, status: int) -> Request:
    query = request.scope["query_string"].decode("latin-1")
    return Request(
        time=arrived,
        publication=publication,
        method=request.method,
        path=request.url.path + (f"?{query}" if query else ""),
        user_agent=request.headers.get("user-agent", ""),
        status=status,
        conditional={name: request.headers[name] for name in _CONDITIONAL if name in request.headers},
    )
