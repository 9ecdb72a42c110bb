"""WARC files in a bucket of an object store: S3 and what speaks its protocol, Google's, Azure's."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from typing_extensions import override

from storage.contract import PackedPage
from storage.pages.folder import PageFolder
from storage.pages.store import Append, PageStore, day_of
from yaluwatch.errors import ArchiveError, PagesUnreachable

if TYPE_CHECKING:
    from obstore.store import ObjectStore

#: How URLs of buckets begin.
SCHEMES = ("s3://", "gs://", "az://")

#: The archive has one writer at a time, and others wait ten seconds for it.
_PATIENCE = timedelta(seconds=8)


class PageBucket(PageStore):
    """A bucket, or a folder in one: `s3://bucket/folder`.

    Objects can't be appended to, so the pages of one transaction that are of one source and day are one
    object. Its name is used once. Keys, region and end point come from the environment by the names that the
    providers' own programs use, such as AWS_ACCESS_KEY_ID
    (https://docs.rs/object_store/latest/object_store/aws/enum.AmazonS3ConfigKey.html).
    """

    def __init__(self, url: str) -> None:
        self._url = url

    @property
    @override
    def beside(self) -> Path | None:
        return None

    @contextmanager
    @override
    def appending(self, end_of: Callable[[str], int]) -> Iterator[Append]:
        names: dict[str, str] = {}
        contents: dict[str, bytearray] = {}

        def append(page: PackedPage) -> tuple[str, int]:
            name = names.setdefault(day_of(page), f"{day_of(page)}-{secrets.token_hex(8)}.warc.gz")
            content = contents.setdefault(name, bytearray())
            offset = len(content)
            content += page.record
            return name, offset

        yield append
        for name, content in contents.items():
            self.put(name, bytes(content))

    @override
    def read(self, file: str, offset: int, size: int) -> bytes:
        with self._translated(f"reading {file}", is_read=True):
            return bytes(self._store.get_range(file, start=offset, length=size))

    @override
    def sizes(self) -> dict[str, int]:
        with self._translated("listing"):
            found = (each for some in self._store.list() for each in some)
            return {
                str(each["path"]): int(each["size"]) for each in found if each["path"].endswith(".warc.gz")
            }

    @override
    def put(self, file: str, content: bytes) -> None:
        with self._translated(f"storing {file}"):
            # In one request: parts of an upload that breaks off would stay, and cost, unseen.
            self._store.put(file, content, use_multipart=False)

    @override
    def delete(self, file: str) -> None:
        if "/" in file:
            # A row that was changed must not make us delete an object elsewhere.
            return
        with self._translated(f"deleting {file}"), suppress(FileNotFoundError):
            self._store.delete(file)

    # Made on first use, and so after a process has forked: the library has threads.
    @cached_property
    def _store(self) -> "ObjectStore":
        from obstore.store import from_url  # noqa: PLC0415

        # Without encryption where the end point is said to be http://.
        options: dict[str, Any] = {
            "client_options": {"timeout": _PATIENCE, "connect_timeout": _PATIENCE / 2, "allow_http": True},
            "retry_config": {"max_retries": 2, "retry_timeout": _PATIENCE},
        }
        return from_url(self._url, **options)

    @contextmanager
    def _translated(self, doing: str, *, is_read: bool = False) -> Iterator[None]:
        """Raise the library's errors as PagesUnreachable, or as those of a file when reading one."""
        try:
            from obstore.exceptions import BaseError, NotFoundError  # noqa: PLC0415
        except ImportError as error:
            raise ArchiveError(
                f'pages in {self._url} need an extra: pip install "yaluwatch[bucket]"'
            ) from error
        try:
            yield
        except (NotFoundError, FileNotFoundError) as error:
            if is_read:
                raise FileNotFoundError(str(error)) from error
            raise PagesUnreachable(f"{doing} in {self._url}: {_reason(error)}") from error
        except (BaseError, OSError, ValueError) as error:
            raise PagesUnreachable(f"{doing} in {self._url}: {_reason(error)}") from error


def open_pages(where: str) -> PageStore:
    """The store at a folder, or at the URL of a bucket. Raises ArchiveError for any other URL."""
    if where.startswith(SCHEMES):
        if not urlsplit(where).netloc:
            raise ArchiveError(f"{where} has no bucket in it, as s3://bucket/folder has")
        return PageBucket(where)
    if "://" in where:
        known = ", ".join(SCHEMES)
        raise ArchiveError(f"pages can't be in {where}: name a folder, or a bucket by {known}")
    return PageFolder(Path(where))


def _reason(error: Exception) -> str:
    """The first line of an error; the rest is the library's own structure."""
    return next(iter(str(error).splitlines()), type(error).__name__)
