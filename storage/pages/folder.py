"""WARC files in a folder, one for each source and day."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from typing_extensions import override

from storage.contract import PackedPage
from storage.pages.store import Append, PageStore, day_of
from yaluwatch.files import write_whole


class PageFolder(PageStore):
    """A folder. It is created when the first page is stored."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    @override
    def beside(self) -> Path | None:
        return self.path.parent

    @contextmanager
    @override
    def appending(self, end_of: Callable[[str], int]) -> Iterator[Append]:
        self.path.mkdir(parents=True, exist_ok=True)
        slots: dict[str, tuple[Path, int]] = {}

        def append(page: PackedPage) -> tuple[str, int]:
            day = day_of(page)
            file, offset = slots.get(day) or self._next_slot(day, end_of)
            _write_at(file, offset, page.record)
            slots[day] = file, offset + len(page.record)
            return file.name, offset

        yield append
        for file, _ in slots.values():
            _sync(file)

    @override
    def read(self, file: str, offset: int, size: int) -> bytes:
        with (self.path / file).open("rb") as stream:
            stream.seek(offset)
            return stream.read(size)

    @override
    def sizes(self) -> dict[str, int]:
        if not self.path.is_dir():
            return {}
        return {file.name: file.stat().st_size for file in self.path.glob("*.warc.gz")}

    @override
    def put(self, file: str, content: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        write_whole(self.path / file, content)

    @override
    def delete(self, file: str) -> None:
        # A row that was changed must not make us delete a file elsewhere.
        if Path(file).name == file:
            (self.path / file).unlink(missing_ok=True)

    def _next_slot(self, day: str, end_of: Callable[[str], int]) -> tuple[Path, int]:
        """The day's file and the offset where its next record goes: the end of the bytes that have rows.

        A file shorter than that is damaged: it is left for `yalu doctor` to report, and a second file is
        started, so that crawling continues.
        """
        number = 1
        while True:
            file = self.path / f"{day}{f'-{number}' if number > 1 else ''}.warc.gz"
            end = end_of(file.name)
            if end <= (file.stat().st_size if file.exists() else 0):
                return file, end
            number += 1


def _write_at(file: Path, offset: int, record: bytes) -> None:
    """Write a record at an offset; bytes behind it belong to no row and are cut off. `_sync` must follow."""
    with file.open("r+b" if file.exists() else "xb") as stream:
        stream.seek(offset)
        stream.truncate()
        stream.write(record)


def _sync(file: Path) -> None:
    """Have what was written to a file on disk: after a power cut, its rows may have survived."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
