"""Processes of a load test: the web service, Datasette over the same file, and a crawl that writes."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks.web.filling import Stories, recent_articles, shipped_sources, store
from classifier import Classifier
from crawler.polling import CrawlLimits
from storage import open_archive
from storage.datasette import metadata
from web import Desk, create_app

_CONTEXT = multiprocessing.get_context("spawn")
# Articles that the crawl has ready, and the pause between two, seconds.
_READY, _PAUSE = 2_000, 0.2


class Server:
    """A server in a process of its own."""

    def __init__(self, port: int, asked: Connection) -> None:
        #: The address it listens on.
        self.address = f"http://127.0.0.1:{port}"
        self._asked = asked

    def cpu_seconds(self) -> float:
        """CPU time its process has used so far, of all threads."""
        self._asked.send("time")
        seconds: float = self._asked.recv()
        return seconds


@contextmanager
def served(make: Callable[[Path], Any], archive: Path) -> Iterator[Server]:
    """Serve the application that `make` makes for an archive."""
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_serve, args=(make, archive, theirs), daemon=True)
    process.start()
    try:
        yield Server(ours.recv(), ours)
    finally:
        process.terminate()
        process.join()


@contextmanager
def crawled(archive: Path) -> Iterator[None]:
    """Have another process store, tag and group an article every fifth of a second."""
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_crawl, args=(archive, theirs), daemon=True)
    process.start()
    try:
        # Until it writes.
        ours.recv()
        yield
    finally:
        process.terminate()
        process.join()


def pages(archive: Path) -> Any:
    """Our pages."""
    sources = shipped_sources()
    desk = Desk(Path("crawler/sources/sources.toml"), CrawlLimits(), "Yaluwatch/benchmark")
    return create_app(archive, lambda: sources, hosts=["127.0.0.1"], secret="secret", read_desk=lambda: desk)  # noqa: S106


def tables(archive: Path) -> Any:
    """Datasette over the same file."""
    from datasette.app import Datasette  # noqa: PLC0415 - an extra

    described = metadata(archive.stem, is_public=False)
    return Datasette([str(archive)], metadata=described).app()


def _serve(make: Callable[[Path], Any], archive: Path, asked: Connection) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(make(archive), log_config=None, access_log=False, lifespan="off")
    threading.Thread(target=_tell_time, args=(asked,), daemon=True).start()
    asked.send(listener.getsockname()[1])
    uvicorn.Server(config).run(sockets=[listener])


def _tell_time(asked: Connection) -> None:
    while asked.recv():
        asked.send(time.process_time())


def _crawl(archive: Path, said: Connection) -> None:
    now, classifier = datetime.now(UTC), Classifier.load()
    # Other texts than before, so that they are new stories.
    texts = recent_articles(_READY, now, now + timedelta(hours=1), seed=now.microsecond)
    with open_archive(archive) as opened:
        stories = Stories(opened, {})
        for number, text in enumerate(texts):
            store(opened, classifier, [text], stories)
            if not number:
                said.send("writing")
            time.sleep(_PAUSE)
