"""Hosts whose feeds don't change: `python -m benchmarks.crawling.quiet_site`, until its stdin closes.

Host h (127.0.1.h) announces the same articles in /feed whenever it is asked. Those with an even number answer
304 to conditional requests; the others generate the feed again each time. Prints the port.
"""

import gzip
from http.server import BaseHTTPRequestHandler
from itertools import count

from benchmarks.crawling.site import serve

#: Items per feed.
ITEMS = 20
_SENTENCE = (
    "Freight trucks crossed the bridge from Dandong to Sinuiju again on Tuesday, traders in the city said. "
)


def main() -> None:
    """Serve until standard input is closed."""
    generations = count()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = self.headers["Host"]
            is_even = int(address.split(":")[0].rsplit(".", 1)[1]) % 2 == 0
            if self.path == "/feed" and is_even and self.headers["If-None-Match"] == '"1"':
                self._answer(304, "application/rss+xml", b"")
            elif self.path == "/feed":
                self._answer(200, "application/rss+xml", _feed(address, next(generations)))
            elif self.path == "/robots.txt":
                self._answer(200, "text/plain", b"User-agent: *\nDisallow: /admin/\n")
            else:
                self._answer(200, "text/html; charset=utf-8", _page(self.path))

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            body = gzip.compress(body, 1) if body else body
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("ETag", '"1"')
            if body:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    serve(Handler)


def _feed(address: str, generation: int) -> bytes:
    items = "".join(
        f"<item><title>Trucks cross at Dandong {number}</title><link>http://{address}/a/100{number}</link>"
        f"<description>{_SENTENCE * 3}</description></item>"
        for number in range(ITEMS)
    )
    clock = f"10:{generation // 60 % 60:02}:{generation % 60:02}"
    date = f"<lastBuildDate>Sun, 27 Sep 2026 {clock} GMT</lastBuildDate>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{date}{items}</channel></rss>'.encode()


def _page(path: str) -> bytes:
    paragraphs = "".join(f"<p>{_SENTENCE * 2}Load {path} number {number}.</p>" for number in range(8))
    return (
        f"<html><head><title>Trucks cross {path}</title></head>"
        f"<body><article><h1>Trucks cross {path}</h1>{paragraphs}</article></body></html>"
    ).encode()


if __name__ == "__main__":
    main()
