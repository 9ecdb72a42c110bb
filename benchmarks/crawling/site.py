"""Forty hosts on loopback: `python -m benchmarks.crawling.site PAGES_DIR PER_HOST`, until its stdin closes.

Host h (127.0.1.h) lists PER_HOST articles in /feed, each of them one of the real pages in PAGES_DIR.
Prints its port once it is listening.
"""

import gzip
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from pathlib import Path

from crawler.extraction.measure import LabelledPage, labelled_pages

HOSTS = 40
# Removed, because pages that declare the same URL would be the same article.
_DECLARED_URL = re.compile(rb"canonical|og:url|amphtml", re.IGNORECASE)


def host(number: int) -> str:
    """IP address of a host; `number` is 0 to HOSTS - 1."""
    return f"127.0.1.{number + 1}"


def main(pages_dir: Path, per_host: int) -> None:
    """Serve until standard input is closed."""
    pages = [
        (page.content_type, gzip.compress(_without_declared_url(page), 1))
        for page in labelled_pages(pages_dir)
    ]
    chosen = list(islice(cycle(pages), HOSTS * per_host))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.strip("/")
            if name == "feed":
                self._answer("application/rss+xml", gzip.compress(_feed(self.headers["Host"], per_host), 1))
            elif name.isdigit():
                number = int(self.headers["Host"].split(":")[0].rsplit(".", 1)[1]) - 1
                self._answer(*chosen[number * per_host + int(name)])
            else:
                self.send_error(404)

        def _answer(self, content_type: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    serve(Handler)


def serve(handler: type[BaseHTTPRequestHandler]) -> None:
    """Answer at every loopback address until stdin is closed; prints the port."""
    server = ThreadingHTTPServer(("0.0.0.0", 0), handler)  # noqa: S104 - many loopback addresses, one port
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


def _without_declared_url(page: LabelledPage) -> bytes:
    return _DECLARED_URL.sub(b"x-address", page.body)


def _feed(address: str, count: int) -> bytes:
    items = "".join(
        f"<item><title>Page {number}</title><link>http://{address}/{number}</link></item>"
        for number in range(count)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
