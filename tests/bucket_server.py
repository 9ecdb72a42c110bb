"""A bucket of an object store on loopback: as much of the protocol of S3 as storing files in it takes."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from typing_extensions import override


class Bucket:
    """A bucket with the name "kept", and what it was asked."""

    def __init__(self, port: int) -> None:
        #: Name → content.
        self.objects: dict[str, bytes] = {}
        #: Requests answered, such as "PUT /kept/a".
        self.requests: list[str] = []
        #: If not 200, the status of every answer.
        self.status = 200
        #: What a process needs in its environment to reach it.
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "the-secret-key",
            "AWS_REGION": "eu-test-1",
        }


@contextmanager
def serving() -> Iterator[Bucket]:
    """Serve an empty bucket."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    bucket = Bucket(server.server_port)
    _Answers.bucket = bucket
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["content-length"]))
        if name := self._name():
            self.bucket.objects[name] = content
            self._answer(200)

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            self._list(query["prefix"][0] if "prefix" in query else "")
        elif name := self._name():
            if (content := self.bucket.objects.get(name)) is None:
                self._refuse(404, "NoSuchKey")
                return
            first, last = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["range"]).groups()  # type: ignore[union-attr]
            part = content[int(first) : int(last) + 1]
            if not part:
                self._refuse(416, "InvalidRange")
                return
            shown = f"bytes {first}-{int(first) + len(part) - 1}/{len(content)}"
            self._answer(206, part, {"Content-Range": shown})

    def do_DELETE(self) -> None:
        if name := self._name():
            self.bucket.objects.pop(name, None)
            self._answer(204)

    def do_POST(self) -> None:
        """Delete several (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html)."""
        content = self.rfile.read(int(self.headers["content-length"])).decode()
        names = re.findall("<Key>([^<]+)</Key>", content)
        for name in names:
            self.bucket.objects.pop(name, None)
        deleted = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in names)
        if self._name() is not None:
            self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def _name(self) -> str | None:
        """The name of the object asked for; None if the request was refused."""
        self.bucket.requests.append(f"{self.command} {self.path}")
        if self.bucket.status != 200:
            self._refuse(self.bucket.status, "AccessDenied")
            return None
        path = unquote(urlsplit(self.path).path)
        if path.split("/")[1] != "kept":
            self._refuse(404, "NoSuchBucket")
            return None
        return path.removeprefix("/kept/")

    def _list(self, prefix: str) -> None:
        if self._name() is None:
            return
        entries = "".join(
            f"<Contents><Key>{escape(name)}</Key><LastModified>2026-11-24T05:00:00.000Z</LastModified>"
            f'<ETag>"x"</ETag><Size>{len(content)}</Size><StorageClass>STANDARD</StorageClass></Contents>'
            for name, content in sorted(self.bucket.objects.items())
            if name.startswith(prefix)
        )
        self._answer(
            200,
            f"<ListBucketResult><Name>kept</Name><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>".encode(),
        )

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>refused</Message></Error>".encode())

    def _answer(self, status: int, content: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        named = {"ETag": '"x"', "Last-Modified": "Tue, 24 Nov 2026 05:00:00 GMT", **(headers or {})}
        for name, value in named.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
