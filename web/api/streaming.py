"""Turns a function that writes a file into a response that is sent while it writes."""

import io
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from queue import Empty, Full, Queue
from typing import IO

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from typing_extensions import override

# Bytes in a part, and parts that wait for a slow reader.
_PART, _WAITING = 64 * 1024, 4
# How often a writer whose reader takes nothing looks whether it is still there, seconds.
_LOOK = 1.0


class _Gone(Exception):
    """The reader has left."""


class Parts(Iterator[bytes]):
    """What `write` writes, part by part, in constant memory.

    It runs in a thread of its own, which waits while nothing is taken and ends when this is closed. An error
    of `write` is raised by `next`, after what was written before it.
    """

    def __init__(self, write: Callable[[IO[bytes]], None]) -> None:
        self._sink = _Sink()
        threading.Thread(target=self._sink.fill, args=[write], name="export", daemon=True).start()

    @override
    def __next__(self) -> bytes:
        part = self._sink.parts.get()
        if part is not None:
            return part
        # So that another call does not wait for ever.
        self._sink.parts.put(None)
        if self._sink.error is not None:
            raise self._sink.error
        raise StopIteration

    def close(self) -> None:
        """Say that nothing more will be taken; a writer that waits goes on, and ends."""
        self._sink.is_closed = True
        with suppress(Empty):
            while True:
                self._sink.parts.get_nowait()


class FileResponse(StreamingResponse):
    """A file that is sent while it is written; an error before its first part is raised at once."""

    def __init__(
        self, write: Callable[[IO[bytes]], None], headers: Mapping[str, str], media_type: str
    ) -> None:
        self._parts = Parts(write)
        first = next(self._parts, b"")
        super().__init__(chain([first], self._parts), headers=headers, media_type=media_type)

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            # A client that leaves is an exception, which may keep the iterator alive for long.
            self._parts.close()


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
        with suppress(_Gone):
            self._put(None)

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
