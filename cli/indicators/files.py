"""The content of a file that somebody names: on this computer, or at an address."""

from contextlib import closing
from pathlib import Path

from cli.app import DataFolder
from scheduler import jobs, web_archives
from yaluwatch.errors import ArchiveError
from yaluwatch.shown import shown_url


def is_url(origin: str) -> bool:
    """Whether it is an address rather than a file."""
    return origin.startswith(("http://", "https://"))


def shown_origin(origin: str) -> str:
    """How to name it to people and in the archive: an address without its keys, a file without its folder."""
    return shown_url(origin) if is_url(origin) else Path(origin).name


def content_of(here: DataFolder, origin: str, limit: int) -> bytes:
    """The content of a file or address of at most `limit` bytes.

    Raises ArchiveError, or CrawlError for an address, when it can't be read or is longer.
    """
    if is_url(origin):
        return _downloaded(here, origin, limit)
    path = Path(origin)
    try:
        if path.stat().st_size > limit:
            raise ArchiveError(f"{origin} is longer than {limit >> 20} MB")
        return path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"{origin} can't be read: {error.strerror}") from error


def _downloaded(here: DataFolder, url: str, limit: int) -> bytes:
    settings = here.settings()
    agent = jobs.user_agent(settings.crawl.contact)
    with closing(web_archives.Downloader(settings.data, agent, limit=limit)) as downloader:
        path = downloader.file(url)
    try:
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)
