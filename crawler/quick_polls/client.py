"""The light client: polls one source with as few requests and as little work as possible.

It keeps the promises of a crawl: user agent, conditional requests, robots.txt with Crawl-delay, one request
at a time with the delay in between, allowed addresses only, verified TLS, limits on size, time and redirects,
no proxy of the environment. It keeps no cookies. Whatever it is not made for, it leaves to the crawl.
"""

import asyncio
import re
import ssl
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import lru_cache
from types import TracebackType
from typing import Final, Self
from urllib.parse import urljoin, urlsplit

import httpcore

from crawler.quick_polls.addresses import ascii_url
from crawler.quick_polls.bodies import ACCEPT_ENCODING, MAX_BYTES, UnreadableBody, unpacked
from crawler.quick_polls.digest import digest_of
from crawler.quick_polls.guarded_backend import GuardedBackend, Resolver
from crawler.quick_polls.messages import PolledPage, PollUrl, QuickAnswer, QuickPoll, RobotsAnswer
from crawler.robots import RobotsRules, authority_of, rules_in

#: Limit on one answer, seconds, from connecting to the last byte; and on redirects. As in a crawl.
TIMEOUT: Final = 30.0
MAX_REDIRECTS: Final = 5

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# Answers that ask for a pause; whoever asked hears of them with their headers.
_PAUSES: Final = frozenset({429, 503})
# The start of a web page, after what may stand before it.
_HTML: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^<>]*>\s*|<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_REFRESH: Final = re.compile(rb"http-equiv\s*=\s*[\"']?\s*refresh", re.IGNORECASE)
# As much of an answer as is searched for what kind of page it is, bytes.
_SEARCHED: Final = 4_096
# A page that redirects by a script is shorter than this, bytes, and has fewer links.
_MAX_SCRIPTED: Final = 80_000
_MAX_LINKS: Final = 10
# Files of robots.txt that are kept parsed, and how long one may be, characters of Base64.
_MAX_RULES: Final = 500
_MAX_KEPT: Final = 30_000


class LeftToCrawl(Exception):
    """The poll is left to a crawl, for the reason given."""


#: Errors of a request, whatever the site does.
_FAILURES: Final = (
    LeftToCrawl,
    UnreadableBody,
    TimeoutError,
    OSError,
    ValueError,
    httpcore.ConnectionNotAvailable,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)


class LightClient:
    """Polls sources, any number at a time."""

    def __init__(
        self,
        tls: ssl.SSLContext,
        *,
        resolve: Resolver | None = None,
        limit: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._tls, self._resolve, self._limit = tls, resolve, limit

    async def poll(self, poll: QuickPoll) -> QuickAnswer:
        """Ask for a source's URLs one after another; never raises for what a site does."""
        pages: list[PolledPage] = []
        left = ""
        backend = GuardedBackend(allow_private=poll.allow_private, resolve=self._resolve)
        async with _Visit(poll, self._tls, backend, self._limit) as visit:
            try:
                async with asyncio.timeout(poll.seconds):
                    for url in poll.urls:
                        page = await visit.ask(url)
                        pages.append(page)
            except _FAILURES as error:
                left = f"{type(error).__name__}: {error}"[:200]
        if not left and all(page.is_unchanged for page in pages):
            pages = [replace(page, body="") for page in pages]
        return QuickAnswer(pages=tuple(pages), left=left, pause=visit.pause)


class _Visit:
    """One poll of one source, with connections of its own."""

    def __init__(
        self,
        poll: QuickPoll,
        tls: ssl.SSLContext,
        backend: GuardedBackend,
        limit: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self._poll, self._limit = poll, limit
        self._pool = httpcore.AsyncConnectionPool(ssl_context=tls, max_connections=1, network_backend=backend)
        #: Scheme, host and port → when it last answered, by the monotonic clock.
        self._answered: dict[str, float] = {}
        self._end = time.monotonic() + poll.seconds
        #: Seconds that the host asked last wants between two requests.
        self.pause = poll.delay_seconds

    async def __aenter__(self) -> Self:
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.__aexit__(kind, error, trace)

    async def ask(self, asked: PollUrl) -> PolledPage:
        """The answer for one URL, redirects followed. Raises one of `_FAILURES`."""
        url = ascii_url(asked.url)
        chain: list[str] = []
        statuses: list[int] = []
        while len(chain) <= MAX_REDIRECTS:
            await self._wait_for(url)
            async with asyncio.timeout(TIMEOUT):
                answer = await self._request(url, asked)
            if answer.status not in _REDIRECTS:
                return replace(answer, redirected_from=tuple(chain), redirected_by=tuple(statuses))
            if "set-cookie" in answer.headers:
                raise LeftToCrawl("a redirect sets a cookie")
            chain.append(url)
            statuses.append(answer.status)
            url = ascii_url(urljoin(url, _target_of(answer)))
        raise LeftToCrawl("too many redirects")

    async def _wait_for(self, url: str) -> None:
        """Wait until the host may be asked again. Raises LeftToCrawl for what must not be asked."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            raise LeftToCrawl("its address is not one that can be asked")
        host = authority_of(url)
        with self._limit():
            rules = _rules_of(self._poll.robots, host)
            if rules is not None and not rules.can_fetch(url, self._poll.user_agent):
                raise LeftToCrawl("robots.txt forbids it")
            delay = rules.crawl_delay(self._poll.user_agent) if rules is not None else 0.0
        self.pause = max(self._poll.delay_seconds, delay)
        now = time.monotonic()
        wait = self._answered.get(host, now - self.pause) + self.pause - now
        if now + wait >= self._end:
            raise LeftToCrawl("the delay between two requests is too long")
        await asyncio.sleep(max(wait, 0.0))

    async def _request(self, url: str, asked: PollUrl) -> PolledPage:
        """The answer to one request. Raises one of `_FAILURES`."""
        sent = {
            "User-Agent": self._poll.user_agent,
            "Accept-Language": "en",
            "Accept-Encoding": ACCEPT_ENCODING,
            **asked.headers,
        }
        raw = [(name.encode("ascii"), value.encode("latin-1")) for name, value in sent.items()]
        limits = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT)
        began = time.monotonic()
        try:
            async with self._pool.stream("GET", url, headers=raw, extensions={"timeout": limits}) as response:
                milliseconds = round((time.monotonic() - began) * 1000)
                headers = _headers_of(response.headers)
                body = await _body_of(response) if response.status == 200 else b""
        finally:
            self._answered[authority_of(url)] = time.monotonic()
        with self._limit():
            body = unpacked(body, headers.pop("content-encoding", "")) if body else b""
            is_unchanged = self._is_unchanged(response.status, body, asked)
        return PolledPage(
            asked=asked.url,
            url=url,
            status=response.status,
            headers=headers,
            body=b64encode(body).decode("ascii"),
            size=len(body),
            milliseconds=milliseconds,
            is_unchanged=is_unchanged,
        )

    def _is_unchanged(self, status: int, body: bytes, asked: PollUrl) -> bool:
        """Whether an answer is as it was. Raises LeftToCrawl if it is no answer to a poll."""
        if status == 304 and asked.headers.keys() & {"If-None-Match", "If-Modified-Since"}:
            return True
        if status in _REDIRECTS | _PAUSES:
            return False
        if status != 200:
            raise LeftToCrawl(f"HTTP {status}")
        if asked.digest and digest_of(body, self._poll.reading_key) == asked.digest:
            return True
        if _HTML.match(body[:_SEARCHED]) and (not self._poll.reads_html or leads_elsewhere(body)):
            raise LeftToCrawl("the answer is a page that may lead to another one")
        return False


def leads_elsewhere(body: bytes) -> bool:
    """Whether an HTML page may send its visitor to another one, which only a crawl follows."""
    if _REFRESH.search(body[:_SEARCHED]):
        return True
    return len(body) <= _MAX_SCRIPTED and b"location" in body and body.count(b"<a ") < _MAX_LINKS


def _target_of(redirect: PolledPage) -> str:
    """Where an answer redirects to, which some servers write in UTF-8. Raises LeftToCrawl if nowhere."""
    target = redirect.headers.get("location", "").encode("latin-1")
    if not target:
        raise LeftToCrawl("a redirect leads nowhere")
    try:
        return target.decode()
    except UnicodeDecodeError:
        return target.decode("latin-1")


def _rules_of(robots: Mapping[str, RobotsAnswer], host: str) -> RobotsRules | None:
    """The rules of a host; None if it has none. Raises LeftToCrawl if they are not at hand."""
    answer = robots.get(host)
    if answer is None or answer.status >= 500 or answer.status == 429:
        raise LeftToCrawl(f"robots.txt of {host} is not at hand")
    if not 200 <= answer.status < 300:
        return None
    return _parsed(answer.body) if len(answer.body) <= _MAX_KEPT else rules_in(b64decode(answer.body))


@lru_cache(_MAX_RULES)
def _parsed(body: str) -> RobotsRules:
    return rules_in(b64decode(body))


def _headers_of(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw, value in headers:
        name = raw.decode("latin-1").lower()
        text = value.decode("latin-1")
        found[name] = f"{found[name]}, {text}" if name in found else text
    return found


async def _body_of(response: httpcore.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_stream():
        body += piece
        if len(body) > MAX_BYTES:
            raise UnreadableBody("the answer is too large")
    return bytes(body)
