"""A site that answers as WordPress's posts endpoint does, with as many invented posts as a test wants."""

import json
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.unit.test_crawler_extract import SENTENCES

#: What a request is answered with instead of posts: a status, and seconds for Retry-After.
Refusal = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Post:
    """A post by its number and time of publication (UTC)."""

    number: int
    at: datetime
    #: Whether the API gives its text; otherwise only its page does.
    is_whole: bool = True


def posts(count: int, first: datetime, every: timedelta) -> list[Post]:
    """So many posts from a time on, at equal intervals."""
    return [Post(number, first + number * every) for number in range(1, count + 1)]


@dataclass
class WordPressSite:
    """A web server on this machine; `refuse` may answer a request in its place, given its number from 1."""

    posts: Sequence[Post]
    refuse: Callable[[int], Refusal | None] = lambda _: None
    #: Whether headers tell how many posts and pages there are.
    tells_totals: bool = True
    #: Posts on a page at most; more are answered with 504, as by a server that gives up.
    most: int = 100
    #: Sentences of every post.
    sentences: Sequence[str] = tuple(SENTENCES)
    asked: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock, self._turns = threading.Lock(), 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self.endpoint = f"{self.address}/wp-json/wp/v2/posts"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def lists(self) -> list[str]:
        """The requests for posts."""
        return [path for path, _ in self.asked if path.startswith("/wp-json")]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with site._lock:
                    site.asked.append((self.path, time.monotonic()))
                    number = sum(path != "/robots.txt" for path, _ in site.asked)
                status, headers, body = site._answer(self.path, number)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(BrokenPipeError, ConnectionResetError):
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        return Handler

    def _answer(self, path: str, number: int) -> tuple[int, dict[str, str], bytes]:
        if path == "/robots.txt":
            return 404, {}, b""
        if refusal := self.refuse(number):
            status, after = refusal
            return status, {"Retry-After": str(after)} if after is not None else {}, b"later"
        if path.startswith("/wp-json"):
            return self._list(parse_qs(urlsplit(path).query))
        found = [post for post in self.posts if path == f"/story/{post.number}"]
        if not found:
            return 404, {}, b"nothing here"
        body = (
            f"<html><head><title>Post {found[0].number}</title>"
            f'<meta property="article:published_time" content="{found[0].at.isoformat()}"></head>'
            f"<body><article><h1>Post {found[0].number}</h1>{self._text(found[0])}</article></body></html>"
        )
        return 200, {"Content-Type": "text/html; charset=utf-8"}, body.encode()

    def _list(self, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        after, before = (_moment(query, name) for name in ("after", "before"))
        found = [
            post
            for post in self.posts
            if (after is None or post.at > after) and (before is None or post.at < before)
        ]
        if query.get("orderby") == ["id"]:
            found.sort(key=lambda post: post.number)
        else:
            # The order of posts of one second is another at each request.
            self._turns += 1
            found.sort(key=lambda post: (post.at, post.number * self._turns % 7))
        if query.get("order") != ["asc"]:
            found.reverse()
        page, size = int(query.get("page", ["1"])[0]), int(query.get("per_page", ["10"])[0])
        if size > self.most:
            return 504, {}, b"gateway timeout"
        pages = -(-len(found) // size)
        if page > max(pages, 1):
            return _json(400, {"code": "rest_post_invalid_page_number", "data": {"status": 400}}, {})
        totals = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)} if self.tells_totals else {}
        return _json(200, [self._post(post) for post in found[(page - 1) * size : page * size]], totals)

    def _text(self, post: Post) -> str:
        return "".join(f"<p>{sentence} Report number {post.number}.</p>" for sentence in self.sentences)

    def _post(self, post: Post) -> dict[str, Any]:
        local = post.at.replace(tzinfo=None).isoformat()
        return {
            "id": post.number,
            "date": local,
            "date_gmt": local,
            "modified": local,
            "modified_gmt": local,
            "status": "publish",
            "link": f"{self.address}/story/{post.number}",
            "guid": {"rendered": f"{self.address}/?p={post.number}"},
            "title": {"rendered": f"Post {post.number}"},
            "content": {"rendered": self._text(post) if post.is_whole else "", "protected": False},
            "excerpt": {"rendered": "<p>An excerpt</p>"},
        }


def _json(status: int, body: object, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"} | headers, json.dumps(body).encode()


def _moment(query: dict[str, list[str]], name: str) -> datetime | None:
    return datetime.fromisoformat(query[name][0]).astimezone(UTC) if name in query else None
