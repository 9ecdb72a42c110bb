"""Turns a function that writes to a stream into chunks of bytes, in constant memory."""

import io
import queue
import threading
from collections.abc import Callable, Iterator
from typing import IO

from typing_extensions import Buffer, override

# Bytes of a chunk, and chunks that may wait for a slow reader.
_CHUNK, _WAITING = 1 << 16, 8


class _Closed(Exception):
    """Nobody reads any longer."""


class _Pipe(io.RawIOBase):
    """A stream whose writer waits for its reader."""

    def __init__(self) -> None:
        self._chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
        self._is_closed = threading.Event()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Buffer, /) -> int:
        written = bytes(data)
        self.put(written)
        return len(written)

    def put(self, chunk: bytes | BaseException | None) -> None:
        """Wait until there is room; raises _Closed if nobody reads any longer."""
        while not self._is_closed.is_set():
            try:
                self._chunks.put(chunk, timeout=0.5)
            except queue.Full:
                continue
            return
        raise _Closed

    def chunks(self) -> Iterator[bytes]:
        """What is written, until the end; raises what ended the writer."""
        try:
            while (chunk := self._chunks.get()) is not None:
                if isinstance(chunk, BaseException):
                    raise chunk
                yield chunk
        finally:
            self._is_closed.set()


def streamed(write: Callable[[IO[bytes]], object]) -> Iterator[bytes]:
    """The bytes that `write` writes, as it writes them, in a thread of its own.

    The first chunk is written before this returns, so that what fails at once raises here.
    """
    pipe = _Pipe()

    def run() -> None:
        try:
            with io.BufferedWriter(pipe, _CHUNK) as stream:
                write(stream)
                stream.flush()
                pipe.put(None)
        except _Closed:
            return
        except BaseException as error:  # noqa: BLE001 - raised again where it is read
            _tell(pipe, error)

    threading.Thread(target=run, name="export", daemon=True).start()
    chunks = pipe.chunks()
    first = next(chunks, b"")
    return _joined(first, chunks)


def _tell(pipe: _Pipe, error: BaseException) -> None:
    try:
        pipe.put(error)
    except _Closed:
        return


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
