"""Turns a function that writes to a stream into chunks of bytes, in constant memory."""

import io
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import IO

from starlette.concurrency import iterate_in_threadpool
from typing_extensions import Buffer, override

# Bytes of a chunk, and chunks that may wait for a slow reader.
_CHUNK, _WAITING = 1 << 16, 8
# How soon either side sees that the other has left, seconds.
_LOOK = 0.5


class _Closed(Exception):
    """Nobody reads any longer."""


class _Pipe(io.RawIOBase):
    """A stream whose writer waits for its reader."""

    def __init__(self) -> None:
        self._chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
        self._is_left = threading.Event()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Buffer, /) -> int:
        written = bytes(data)
        self.put(written)
        return len(written)

    def put(self, chunk: bytes | BaseException | None) -> None:
        """Wait until there is room; None is the end. Raises _Closed if nobody reads any longer."""
        while not self._is_left.is_set():
            try:
                self._chunks.put(chunk, timeout=_LOOK)
            except queue.Full:
                continue
            return
        raise _Closed

    def chunks(self) -> Iterator[bytes]:
        """What is written, until the end or until nobody reads; raises what ended the writer."""
        while not self._is_left.is_set():
            try:
                chunk = self._chunks.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if chunk is None:
                return
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk

    def leave(self) -> None:
        """Read no more: the writer ends with its next chunk."""
        self._is_left.set()


def streamed(write: Callable[[IO[bytes]], object]) -> AsyncIterator[bytes]:
    """The bytes that `write` writes, as it writes them, in a thread of its own.

    The first chunk is written before this returns, so that what fails at once raises here. A reader that
    leaves ends the writer.
    """
    pipe = _Pipe()
    threading.Thread(target=_run, args=(write, pipe), name="export", daemon=True).start()
    chunks = pipe.chunks()
    return _read(next(chunks, b""), chunks, pipe)


def _run(write: Callable[[IO[bytes]], object], pipe: _Pipe) -> None:
    try:
        with io.BufferedWriter(pipe, _CHUNK) as stream:
            write(stream)
            stream.flush()
            pipe.put(None)
    except _Closed:
        return
    except BaseException as error:  # noqa: BLE001 - raised again where it is read
        _pass_on(error, pipe)


def _pass_on(error: BaseException, pipe: _Pipe) -> None:
    try:
        pipe.put(error)
    except _Closed:
        return


async def _read(first: bytes, rest: Iterator[bytes], pipe: _Pipe) -> AsyncIterator[bytes]:
    # The server does not close an iterator it has not read to its end, but it cancels this.
    try:
        yield first
        async for chunk in iterate_in_threadpool(rest):
            yield chunk
    finally:
        pipe.leave()
