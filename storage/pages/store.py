"""Where the WARC files of pages are: in a folder, or in a bucket."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from storage.contract import PackedPage

#: Stores a page; returns the name of its WARC file and the offset of its first byte there.
Append = Callable[[PackedPage], tuple[str, int]]


class PageStore(Protocol):
    """A store of WARC files. Names of files are without folders.

    Methods raise PagesUnreachable when a store that is elsewhere can't be reached, or refuses, and OSError
    when a folder does.
    """

    @property
    def beside(self) -> Path | None:
        """The folder in which it is; None if it is in none."""

    def appending(self, end_of: Callable[[str], int]) -> AbstractContextManager[Append]:
        """A function that stores pages. They are all on disk at the end of the block.

        A crash may leave bytes without a row, never a row without bytes. `end_of` says where the pages of a
        file end according to the archive.
        """

    def read(self, file: str, offset: int, size: int) -> bytes:
        """The bytes of a file from an offset; fewer than `size` if it is shorter.

        Raises FileNotFoundError if there is no such file, and OSError if it can't be read.
        """

    def sizes(self) -> dict[str, int]:
        """The bytes of each file."""

    def put(self, file: str, content: bytes) -> None:
        """Store a whole file, in the place of one that has the name."""

    def delete(self, file: str) -> None:
        """Delete a file; one that is not there is no error."""


def day_of(page: PackedPage) -> str:
    """How names of WARC files begin: they hold the pages of one source and one UTC day."""
    return f"{page.source_id}-{page.fetched_at:%Y%m%d}"
