"""Runs the newsroom's web server in a background thread."""

import contextlib
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

import uvicorn

from newsroom.page_renderer import PageRenderer
from newsroom.publications import read_publications
from newsroom.reports import STATES, read_reports
from newsroom.site_state import Expected, SiteState
from newsroom.sites import Request, RequestLog, Site, build_app
from yaluwatch.errors import ServiceError
from yaluwatch.model import Source

HOST = "127.0.0.1"

# Maximum time for starting and for stopping, seconds.
_TIMEOUT = 10.0


class Newsroom:
    """A dozen invented publications on 127.0.0.1, one port each, served inside a `with` block.

    >>> with Newsroom(datetime.now(UTC)) as newsroom:  # doctest: +SKIP
    ...     crawl(newsroom.sources)
    ...     newsroom.advance()
    ...     crawl(newsroom.sources)
    """

    def __init__(self, now: datetime, *, seed_ports: Sequence[int] | None = None) -> None:
        """Articles are dated relative to `now` (aware).

        `seed_ports` fixes the ports, one per publication in the order of publications.toml; otherwise free
        ports are chosen. Raises ValueError for a naive `now` or a wrong number of ports; entering the block
        raises ServiceError if a port is taken or the server does not start.
        """
        if now.tzinfo is None:
            raise ValueError("now has no time zone")
        self._now = now
        self._publications = read_publications()
        self._reports = {publication.id: read_reports(publication.id) for publication in self._publications}
        if seed_ports is not None and len(seed_ports) != len(self._publications):
            raise ValueError(f"{len(seed_ports)} ports for {len(self._publications)} publications")
        self._ports = tuple(seed_ports) if seed_ports is not None else (0,) * len(self._publications)
        self._log = RequestLog()
        self._sites: dict[int, Site] = {}
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        #: Publication id → base URL without trailing slash. Empty before the start.
        self.publications: Mapping[str, str] = {}
        #: The source entry of each publication. Empty before the start.
        self.sources: list[Source] = []
        #: What a correct crawl finds. Empty before the start.
        self.expected: list[Expected] = []

    def __enter__(self) -> Self:
        sockets = _listen(self._ports)
        try:
            self._open(sockets)
        except BaseException:
            for listener in sockets:
                listener.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = True
        self._thread.join(_TIMEOUT)

    def advance(self) -> None:
        """Switch to the later state: some articles are edited, new or gone."""
        for site in self._sites.values():
            site.show(STATES[-1])

    def redesign(self, publication_id: str, layout: str) -> None:
        """Switch a publication to the article layout of another one, or to "shell" (no text)."""
        self._site(publication_id).redesign(layout)

    def move_feed(self, publication_id: str, path: str) -> None:
        """Move a publication's feed to another path; the old URL answers 404."""
        self._site(publication_id).move_feed(path)

    def requests(self) -> list[Request]:
        """Every request answered so far, oldest first."""
        return self._log.read()

    def _site(self, publication_id: str) -> Site:
        return next(site for site in self._sites.values() if site.publication.id == publication_id)

    def _open(self, sockets: list[socket.socket]) -> None:
        ports = [listener.getsockname()[1] for listener in sockets]
        self.publications = {
            publication.id: f"http://{HOST}:{port}"
            for publication, port in zip(self._publications, ports, strict=True)
        }
        state = SiteState(self._now, self._publications, self._reports, self.publications)
        renderer = PageRenderer()
        self._sites = {
            port: Site(publication, self.publications[publication.id], state, renderer)
            for publication, port in zip(self._publications, ports, strict=True)
        }
        self.sources = [each.source(self.publications[each.id]) for each in self._publications]
        self.expected = state.expected()
        self._serve(sockets)

    def _serve(self, sockets: list[socket.socket]) -> None:
        config = uvicorn.Config(
            build_app(self._sites, self._log),
            lifespan="off",
            loop="asyncio",
            http="h11",
            ws="none",
            log_config=None,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=(sockets,), name="newsroom", daemon=True
        )
        self._thread.start()
        deadline = time.monotonic() + _TIMEOUT
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise ServiceError("the newsroom's server did not start")
            time.sleep(0.005)


def _listen(ports: Sequence[int]) -> list[socket.socket]:
    """A listening socket per port; 0 chooses a free one. If one fails, all are closed."""
    with contextlib.ExitStack() as opened:
        sockets = []
        for port in ports:
            # The protocol is given explicitly because asyncio sets TCP_NODELAY only for IPPROTO_TCP sockets;
            # without it each response takes 40 ms.
            listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            opened.enter_context(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((HOST, port))
            except OSError as error:
                raise ServiceError(
                    f"the newsroom can't use port {port} of {HOST}: {error.strerror}"
                ) from error
            sockets.append(listener)
        opened.pop_all()
    return sockets
