"""What a function writes to a stream, as chunks."""

import threading
from collections.abc import Callable
from typing import IO

import pytest

from web.research.streaming import streamed


def writes(*texts: bytes, then: Exception | None = None) -> Callable[[IO[bytes]], None]:
    def write(stream: IO[bytes]) -> None:
        for text in texts:
            stream.write(text)
        if then:
            stream.flush()
            raise then

    return write


def test_everything_written_comes_in_order() -> None:
    texts = [bytes([number]) * 50_000 for number in range(40)]
    assert b"".join(streamed(writes(*texts))) == b"".join(texts)


def test_nothing_written_is_an_empty_answer() -> None:
    assert b"".join(streamed(writes())) == b""


def test_what_fails_at_once_is_raised_before_the_answer_begins() -> None:
    with pytest.raises(ValueError, match="no"):
        streamed(writes(then=ValueError("no")))


def test_what_fails_later_breaks_off() -> None:
    chunks = streamed(writes(b"x" * 100_000, then=ValueError("late")))
    with pytest.raises(ValueError, match="late"):
        list(chunks)


def test_a_reader_that_leaves_ends_the_writer() -> None:
    ended = threading.Event()

    def write(stream: IO[bytes]) -> None:
        try:
            while True:
                stream.write(b"x" * 100_000)
        finally:
            ended.set()

    chunks = streamed(write)
    next(chunks)
    del chunks
    assert ended.wait(10)
