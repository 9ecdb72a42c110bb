"""Open archives for reading, kept for the next request: opening one takes longer than most queries."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from threading import Lock

from starlette.concurrency import run_in_threadpool

from storage import Archive, open_archive

# More would only be open when many pages are asked for at once.
_KEPT = 8


# An archive, and the identity of its file.
_Kept = tuple[Archive, tuple[int, int]]


class OpenArchives:
    """A pool of archives opened for reading; each is used by one request at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        #: Open and unused.
        self._idle: list[_Kept] = []

    @contextmanager
    def borrowed(self) -> Iterator[Archive]:
        """An archive open for reading. Raises ArchiveError when it can't be opened."""
        with self._lent(self._idle_one() or self._opened()) as archive:
            yield archive

    @asynccontextmanager
    async def borrowed_here(self) -> AsyncIterator[Archive]:
        """The same for a coroutine; only opening one takes a thread, as a switch costs more than the rest."""
        taken = self._idle_one()
        if taken is None:
            taken = await run_in_threadpool(self._opened)
        with self._lent(taken) as archive:
            yield archive

    @contextmanager
    def _lent(self, taken: _Kept) -> Iterator[Archive]:
        archive, identity = taken
        is_sound = False
        try:
            yield archive
            is_sound = True
        finally:
            self._give_back(archive, identity, is_sound=is_sound)

    def _opened(self) -> _Kept:
        # The identity first: another file that takes its place meanwhile is noticed later.
        identity = self._identity()
        return open_archive(self._path, read_only=True), identity

    def _idle_one(self) -> _Kept | None:
        identity = self._identity()
        with self._lock:
            # A restored archive is another file under the same name.
            stale = [archive for archive, file in self._idle if file != identity]
            self._idle = [kept for kept in self._idle if kept[1] == identity]
            found = self._idle.pop() if self._idle else None
        for archive in stale:
            archive.close()
        return found

    def _give_back(self, archive: Archive, identity: tuple[int, int], *, is_sound: bool) -> None:
        with self._lock:
            if is_sound and len(self._idle) < _KEPT:
                self._idle.append((archive, identity))
                return
        archive.close()

    def _identity(self) -> tuple[int, int]:
        with suppress(OSError):
            status = os.stat(self._path)  # noqa: PTH116 - the numbers, as they are
            return status.st_dev, status.st_ino
        return 0, 0

    def close(self) -> None:
        """Close those that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for archive, _ in idle:
            archive.close()
