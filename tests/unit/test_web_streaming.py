"""What a function writes to a stream, as chunks."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
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


async def read(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


def test_everything_written_comes_in_order() -> None:
    texts = [bytes([number]) * 50_000 for number in range(40)]
    assert asyncio.run(read(streamed(writes(*texts)))) == b"".join(texts)


def test_nothing_written_is_an_empty_answer() -> None:
    assert asyncio.run(read(streamed(writes()))) == b""


def test_what_fails_at_once_is_raised_before_the_answer_begins() -> None:
    with pytest.raises(ValueError, match="no"):
        streamed(writes(then=ValueError("no")))


def test_what_fails_later_breaks_off() -> None:
    chunks = streamed(writes(b"x" * 100_000, then=ValueError("late")))
    with pytest.raises(ValueError, match="late"):
        asyncio.run(read(chunks))


@pytest.mark.parametrize("is_failing", [False, True])
def test_a_reader_that_leaves_ends_the_writer(is_failing: bool) -> None:
    ended = threading.Event()

    def write(stream: IO[bytes]) -> None:
        try:
            while True:
                stream.write(b"x" * 100_000)
        finally:
            ended.set()
            if is_failing:
                raise ValueError("as it ends")

    async def leave() -> None:
        async for _ in streamed(write):
            break
        # As the server does when the connection is lost.
        reading = asyncio.create_task(read(streamed(write)))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    asyncio.run(leave())
    assert ended.wait(10)


def test_a_reader_that_waits_for_a_slow_writer_can_leave() -> None:
    go_on = threading.Event()

    def write(stream: IO[bytes]) -> None:
        stream.write(b"x" * 100_000)
        stream.flush()
        go_on.wait(10)

    async def leave() -> None:
        chunks = streamed(write)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(read(chunks), 0.05)

    asyncio.run(leave())
    go_on.set()
