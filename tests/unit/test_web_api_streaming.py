"""Files that are read while they are written."""

import asyncio
import threading
from itertools import islice
from typing import IO

import pytest
from starlette.requests import ClientDisconnect

from web.api.streaming import FileResponse, Parts


def test_everything_written_is_read_in_parts() -> None:
    def write(sink: IO[bytes]) -> None:
        for number in range(1_000):
            assert sink.writable()
            sink.write(b"%03d" % number * 100)
        assert sink.tell() == 300_000

    parts = list(Parts(write))
    assert b"".join(parts) == b"".join(b"%03d" % number * 100 for number in range(1_000))
    assert all(len(part) < 70_000 for part in parts)


def test_nothing_written_is_an_empty_file() -> None:
    assert b"".join(Parts(lambda _: None)) == b""


def test_an_error_comes_after_what_was_written() -> None:
    def write(sink: IO[bytes]) -> None:
        sink.write(b"x" * 100_000)
        raise ValueError("half")

    parts = Parts(write)
    assert next(parts) == b"x" * 100_000
    with pytest.raises(ValueError, match="half"):
        next(parts)


def test_a_writer_ends_when_nobody_reads_any_more() -> None:
    written, ended = 0, threading.Event()

    def write(sink: IO[bytes]) -> None:
        nonlocal written
        try:
            while True:
                written += sink.write(b"x" * 10_000)
        finally:
            ended.set()

    parts = Parts(write)
    assert len(list(islice(parts, 3))) == 3
    parts.close()
    assert ended.wait(60)
    # Only a few parts were made in advance.
    assert written < 1_000_000


@pytest.mark.parametrize("sent_before", [0, 1, 5])
def test_a_writer_ends_when_the_client_leaves(sent_before: int) -> None:
    ended = threading.Event()

    def write(sink: IO[bytes]) -> None:
        try:
            while True:
                sink.write(b"x" * 70_000)
        finally:
            ended.set()

    sent = 0

    async def send(_: object) -> None:
        nonlocal sent
        if sent == sent_before:
            raise OSError("gone")
        sent += 1

    async def receive() -> dict[str, str]:
        await asyncio.Event().wait()
        return {}

    response = FileResponse(write, {}, "text/csv")
    # The exception is kept, and with it all that it refers to.
    with pytest.raises(ClientDisconnect):
        asyncio.run(response({"type": "http", "asgi": {"spec_version": "2.4"}}, receive, send))
    assert ended.wait(60)


def test_an_error_before_the_first_part_is_raised_at_once() -> None:
    def write(_: IO[bytes]) -> None:
        raise ValueError("at once")

    with pytest.raises(ValueError, match="at once"):
        FileResponse(write, {}, "text/csv")
