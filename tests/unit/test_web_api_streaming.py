"""Files that are read while they are written."""

import threading
from itertools import islice
from typing import IO

import pytest

from web.api.streaming import stream


def test_everything_written_is_read_in_parts() -> None:
    def write(sink: IO[bytes]) -> None:
        for number in range(1_000):
            assert sink.writable()
            sink.write(b"%03d" % number * 100)
        assert sink.tell() == 300_000

    parts = list(stream(write))
    assert b"".join(parts) == b"".join(b"%03d" % number * 100 for number in range(1_000))
    assert all(len(part) < 70_000 for part in parts)


def test_nothing_written_is_an_empty_file() -> None:
    assert b"".join(stream(lambda _: None)) == b""


def test_an_error_comes_after_what_was_written() -> None:
    def write(sink: IO[bytes]) -> None:
        sink.write(b"x" * 100_000)
        raise ValueError("half")

    parts = stream(write)
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

    parts = stream(write)
    assert len(list(islice(parts, 3))) == 3
    parts.close()  # type: ignore[attr-defined]
    assert ended.wait(60)
    # Only a few parts were made in advance.
    assert written < 1_000_000
