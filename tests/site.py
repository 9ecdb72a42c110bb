"""A web site on this machine for tests, which remembers what it was asked."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.unit.test_crawler_extract import SENTENCES, html

#: Status, headers and body.
Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A web server whose answers a test sets, and which remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[], Answer]] = {}
        self.asked: list[tuple[str, float]] = []
        self.headers: list[dict[str, str]] = []
        #: When each answer was begun and done.
        self.spans: list[tuple[float, float]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                began = time.monotonic()
                site.asked.append((self.path, began))
                site.headers.append({name.lower(): value for name, value in self.headers.items()})
                answer = site.answers.get(self.path, (404, {}, b"nothing here"))
                status, headers, body = answer() if callable(answer) else answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(BrokenPipeError):
                    self.wfile.write(body)
                site.spans.append((began, time.monotonic()))

            def log_message(self, *_: object) -> None: ...

        return Handler

    def page(self, path: str, body: str | bytes, content_type: str = "text/html; charset=utf-8") -> None:
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = (200, {"Content-Type": content_type}, content)

    def article(self, path: str, title: str, more: str = "") -> None:
        self.page(path, html([*SENTENCES, f"This is the story of {title}. {more}"], title=title))

    def feed(self, path: str, *paths: str, headers: dict[str, str] | None = None) -> None:
        items = "".join(
            f"<item><title>T {name}</title><link>{self.address}{name}</link></item>" for name in paths
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
        self.answers[path] = (200, {"Content-Type": "application/rss+xml"} | (headers or {}), body.encode())

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
