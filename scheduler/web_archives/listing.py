"""Which files a backfill reads: those given, those in folders and lists, and those of CC-NEWS."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from crawler.text import decompressed
from yaluwatch.errors import CrawlError, SettingsError
from yaluwatch.shown import shown_line

#: Longest list of files, bytes; that of a month of CC-NEWS has 100 KB.
MAX_LIST = 20_000_000
_WARC = (".warc", ".warc.gz", ".warc.zst")
#: The first month of CC-NEWS.
FIRST_MONTH = date(2016, 8, 1)


def is_url(name: str) -> bool:
    """Whether a file has to be downloaded."""
    return name.startswith(("https://", "http://"))


def files_in(arguments: Iterable[str]) -> list[str]:
    """The WARC files that arguments stand for, as absolute paths and URLs, each once, in order.

    An argument is a WARC file, its URL, a folder with WARC files, or a list of all of these, one a line;
    paths in a list are relative to it. Raises SettingsError for one that is not there or gives no file.
    """
    found: list[str] = []
    for argument in arguments:
        files = list(_of(argument))
        if not files:
            raise SettingsError(f"{argument}: no WARC file is in it")
        found += files
    return list(dict.fromkeys(found))


def _of(argument: str) -> Iterator[str]:
    path = Path(argument)
    if is_url(argument):
        yield argument
    elif path.is_dir():
        yield from (str(one.resolve()) for one in sorted(path.rglob("*")) if one.name.endswith(_WARC))
    elif not path.exists():
        raise SettingsError(f"{argument}: there is no such file or folder")
    elif path.name.endswith(_WARC) or _is_warc(path):
        yield str(path.resolve())
    else:
        for line in _lines(path):
            yield line if is_url(line) else str((path.parent / line).resolve())


def _is_warc(path: Path) -> bool:
    """Whether a file without the usual ending is one."""
    try:
        with path.open("rb") as stream:
            first = stream.read(4096)
        if first.startswith(b"\x1f\x8b"):
            first = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(first)
    except (OSError, zlib.error):
        return False
    return first.startswith(b"WARC/")


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > MAX_LIST:
            raise SettingsError(f"{path} is longer than {MAX_LIST:,} bytes; is it a list of files?")
        content = path.read_bytes()
        text = (gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content).decode()
    except (OSError, EOFError, zlib.error) as error:
        raise SettingsError(f"{path} can't be read: {error}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is neither a WARC file nor a list of such files") from error
    lines = [line.strip() for line in text.splitlines()]
    wanted = [line for line in lines if line and not line.startswith("#")]
    for line in wanted:
        if not is_url(line) and not (path.parent / line).exists():
            raise SettingsError(f"{path} lists {shown_line(line, 200)!r}, which does not exist")
    return wanted


def months(first: date, last: date) -> list[date]:
    """The first days of the months from one to another. Raises SettingsError if there are none."""
    if first < FIRST_MONTH:
        raise SettingsError(f"--from {first:%Y-%m} is before {FIRST_MONTH:%Y-%m}, the first month of CC-NEWS")
    if first > last:
        raise SettingsError(f"--from {first:%Y-%m} is after --to {last:%Y-%m}")
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        date(first.year + (first.month - 1 + number) // 12, (first.month - 1 + number) % 12 + 1, 1)
        for number in range(count)
    ]


def ccnews_files(base: str, month: date, fetch: Callable[[str, int], bytes]) -> list[str]:
    """The URLs of the WARC files of a month of CC-NEWS.

    `fetch` returns the content at a URL, up to a number of bytes. Raises CrawlError when the month's list
    can't be had or is none.
    """
    base = base.rstrip("/") + "/"
    address = f"{base}crawl-data/CC-NEWS/{month:%Y/%m}/warc.paths.gz"
    try:
        lines = decompressed(fetch(address, MAX_LIST), MAX_LIST).decode().split()
    except ValueError as error:
        raise CrawlError(f"{address} is no list of files: {error}") from error
    urls = [urljoin(base, line) for line in lines]
    for url in urls:
        if urlsplit(url).netloc != urlsplit(base).netloc or not url.endswith(_WARC):
            raise CrawlError(f"{address} lists {shown_line(url, 200)!r}, which is no WARC file beside it")
    if not urls:
        raise CrawlError(f"{address} lists no files")
    return list(dict.fromkeys(urls))
