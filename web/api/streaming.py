"""Turns a function that writes a file into an iterator of its parts."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import IO

from typing_extensions import override

# Bytes in a part, and parts that wait for a slow reader.
_PART, _WAITING = 64 * 1024, 4
# How often a writer whose reader takes nothing looks whether it is still there, seconds.
_LOOK = 1.0


class _Gone(Exception):
    """The reader has left."""


def stream(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """What `write` writes, part by part, in constant memory.

    It runs in a thread of its own, which waits while nothing is taken and ends when the iterator is closed.
    An error of `write` is raised here.
    """
    sink = _Sink()
    threading.Thread(target=sink.fill, args=[write], name="export", daemon=True).start()
    try:
        while (part := sink.parts.get()) is not None:
            yield part
    finally:
        sink.close_reader()
    if sink.error is not None:
        raise sink.error


class _Sink(io.RawIOBase):
    """A stream whose parts another thread takes."""

    def __init__(self) -> None:
        super().__init__()
        #: None = the end.
        self.parts: Queue[bytes | None] = Queue(_WAITING)
        self.error: Exception | None = None
        self.is_closed = False
        self._collected = bytearray()
        self._written = 0

    def fill(self, write: Callable[[IO[bytes]], None]) -> None:
        """Run `write`, then say that this is the end."""
        try:
            write(self)  # type: ignore[arg-type]
            self._put(bytes(self._collected))
        except _Gone:
            return
        # Whatever it is, the reader gets it.
        except Exception as error:  # noqa: BLE001
            self.error = error
        try:
            self._put(None)
        except _Gone:
            return

    def close_reader(self) -> None:
        """Say that nothing more will be taken; a writer that waits goes on, and ends."""
        self.is_closed = True
        with suppress(Empty):
            while True:
                self.parts.get_nowait()

    @override
    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._collected += part
        self._written += len(part)
        if len(self._collected) >= _PART:
            self._put(bytes(self._collected))
            self._collected.clear()
        return len(part)

    @override
    def writable(self) -> bool:
        return True

    @override
    def tell(self) -> int:
        return self._written

    def _put(self, part: bytes | None) -> None:
        while not self.is_closed:
            try:
                self.parts.put(part, timeout=_LOOK)
            except Full:
                continue
            return
        raise _Gone
