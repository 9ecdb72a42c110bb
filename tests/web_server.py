"""Serves a web application on a free port, for a client in the same process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.types import ASGIApp

# How long a page may take on a busy machine.
_SECONDS = 60


@contextmanager
def served(app: ASGIApp) -> Iterator[httpx.Client]:
    """A client of the application, which listens on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            with httpx.Client(base_url=base, trust_env=False, timeout=_SECONDS) as opened:
                yield opened
        finally:
            server.should_exit = True
            thread.join()
