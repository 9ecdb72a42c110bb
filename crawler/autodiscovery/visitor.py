"""A person's look at a site, page by page, under the rules of a crawl. For `yalu sources add URL`.

robots.txt is obeyed, requests keep their distance, answers are bounded in time and size, and no address of
ours is reached: a name is resolved once, and what is connected to is the address that was checked.
"""

import logging
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Self
from urllib.parse import urlsplit

import httpx
from protego import Protego

from crawler.fetching import MAX_BYTES, MAX_REDIRECTS, TIMEOUT, Refusal, is_reachable, verdict
from crawler.text import TimeLimitReached, time_limit
from yaluwatch.model import Outcome, Page

log = logging.getLogger(__name__)

#: Between two requests to an unknown host, seconds.
DELAY = 1.0
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Visitor:
    """Fetches single pages. Main thread only, for its time limit is the process's alarm."""

    def __init__(
        self,
        user_agent: str,
        *,
        allow_private: bool = False,
        delay: float = DELAY,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`transport` stands in for the network in tests."""
        self._user_agent = user_agent
        self._delay = delay
        self._rules: dict[str, Protego | Refusal | None] = {}
        self._asked: dict[str, float] = {}
        self._client = httpx.Client(
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
            transport=transport or _GuardedTransport(allow_private=allow_private),
            timeout=TIMEOUT,
            # A proxy of the environment would connect in our place, unchecked.
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str) -> Page:
        """The page at an address, redirects followed. Raises Refusal with the outcome when there is none."""
        try:
            with time_limit(TIMEOUT):
                return self._follow(url)
        except TimeLimitReached as error:
            raise Refusal(Outcome.TIMEOUT, f"no whole answer after {TIMEOUT:g} s") from error

    def _follow(self, url: str) -> Page:
        at = url
        for _ in range(MAX_REDIRECTS + 1):
            if urlsplit(at).scheme not in _DEFAULT_PORTS:
                raise Refusal(Outcome.UNSUPPORTED_URL, f"{at} is not http or https")
            self._ask_robots(at)
            page, target = self._fetch(at, url)
            if target is None:
                return page
            at = target
        raise Refusal(Outcome.TOO_MANY_REDIRECTS, f"more than {MAX_REDIRECTS} redirects")

    def _ask_robots(self, url: str) -> None:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._rules:
            self._rules[host] = self._robots(host)
        rules = self._rules[host]
        if isinstance(rules, Refusal):
            raise rules
        if rules is not None and not rules.can_fetch(url, self._user_agent):
            raise Refusal(Outcome.ROBOTS, "robots.txt forbids it")

    def _robots(self, host: str) -> Protego | Refusal | None:
        at = f"{host}/robots.txt"
        try:
            for _ in range(MAX_REDIRECTS + 1):
                page, target = self._fetch(at, at)
                if target is None or urlsplit(target).scheme not in _DEFAULT_PORTS:
                    return verdict(page.status, page.body)
                at = target
        except Refusal as refusal:
            return None if refusal.outcome is Outcome.TOO_LARGE else refusal
        return None

    def _fetch(self, url: str, asked: str) -> tuple[Page, str | None]:
        """One answer, and where it redirects to."""
        self._keep_distance(url)
        try:
            with self._client.stream("GET", url) as response:
                following = response.next_request
                body = b"" if following else _bounded_body(response)
                page = Page(
                    source_id="visit",
                    requested_url=asked,
                    url=str(response.url),
                    status=response.status_code,
                    headers={name.lower(): value for name, value in response.headers.items()},
                    body=body,
                    fetched_at=datetime.now(UTC),
                )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Refusal(_outcome_of(error), " ".join(str(error).split())[:200]) from error
        return page, str(following.url) if following else None

    def _keep_distance(self, url: str) -> None:
        host = urlsplit(url).netloc
        earlier = self._asked.get(host)
        if earlier is not None:
            time.sleep(max(0.0, earlier + self._delay - time.monotonic()))
        self._asked[host] = time.monotonic()


class _GuardedTransport(httpx.BaseTransport):
    """Connects to addresses that were checked, never to a name."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        # No connection is kept: two hosts on one address must not share one.
        self._inner = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        failure: httpx.ConnectError | None = None
        for address in self._addresses(host, request.url.port or _DEFAULT_PORTS[request.url.scheme]):
            try:
                return self._inner.handle_request(_addressed(request, host, address))
            except httpx.ConnectError as error:
                failure = error
        raise failure or Refusal(Outcome.DNS, f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise Refusal(Outcome.DNS, f"{host}: {error.strerror or error}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        reachable = [one for one in addresses if is_reachable(one, allow_private=self._allow_private)]
        if addresses and not reachable:
            raise Refusal(Outcome.BLOCKED_ADDRESS, f"{host} is an address inside our own network")
        return reachable

    def close(self) -> None:
        self._inner.close()


def _addressed(request: httpx.Request, host: str, address: str) -> httpx.Request:
    """The request to an address; Host header and certificate check are still those of the name."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions=dict(request.extensions) | {"sni_hostname": host},
    )


def _bounded_body(response: httpx.Response) -> bytes:
    """The body, gzip undone, refused where it grows too large before or after that."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise Refusal(Outcome.PARSE_ERROR, f"packed as {encoding}, which was not asked for")
    body = bytearray()
    for piece in _unpacked(response.iter_raw(65_536), is_packed="gzip" in encoding):
        body += piece
        if len(body) > MAX_BYTES:
            raise Refusal(Outcome.TOO_LARGE, "larger than we read")
    return bytes(body)


def _unpacked(chunks: Iterator[bytes], *, is_packed: bool) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in chunks:
        if not is_packed:
            yield chunk
            continue
        waiting = chunk
        while waiting:
            try:
                yield unpacker.decompress(waiting, 1 << 20)
            except zlib.error as error:
                raise Refusal(Outcome.PARSE_ERROR, f"its gzip is damaged: {error}") from error
            waiting = unpacker.unconsumed_tail


def _outcome_of(error: Exception) -> Outcome:
    if isinstance(error, httpx.TimeoutException):
        return Outcome.TIMEOUT
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Outcome.UNSUPPORTED_URL
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Outcome.TLS
        cause = cause.__cause__ or cause.__context__
    return Outcome.CONNECTION
