"""Downloading files of web archives: in parts that survive any interruption, within limits."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from yaluwatch.errors import CrawlError
from yaluwatch.shown import shown_url

#: Longest file, bytes. Those of CC-NEWS have 1 GB.
MAX_FILE = 16 << 30
#: Attempts in a row that bring nothing, and the pause after the first, seconds; each further one is longer.
MAX_FRUITLESS, FIRST_PAUSE = 6, 2.0
_LONGEST_PAUSE = 300.0
# For each read, seconds.
_TIMEOUT = 60.0
_STEP = 1 << 20
_FINAL = "it answered {} {}"


class Downloader:
    """Downloads from one place, over one connection."""

    def __init__(
        self,
        folder: Path,
        user_agent: str,
        wait: Callable[[float], object] = time.sleep,
        limit: int = MAX_FILE,
    ) -> None:
        self._folder = folder
        self._wait = wait
        self._limit = limit
        # No compression on the way: it could expand beyond any limit. No proxy from the environment.
        headers = {"user-agent": user_agent, "accept-encoding": "identity"}
        self._client = httpx.Client(
            headers=headers, timeout=_TIMEOUT, follow_redirects=True, max_redirects=5, trust_env=False
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def small(self, url: str, limit: int) -> bytes:
        """The content of a short file. Raises CrawlError when it can't be had or is longer than `limit`."""
        for number in range(MAX_FRUITLESS):
            try:
                with self._client.stream("GET", url) as response:
                    _check(response, url)
                    content = b""
                    for chunk in response.iter_raw():
                        content += chunk
                        if len(content) > limit:
                            raise CrawlError(f"{shown_url(url)} is longer than {limit:,} bytes")
                    return content
            except _MayPass as error:
                last = error
            except httpx.InvalidURL as error:
                raise CrawlError(f"{shown_url(url)} is no address: {error}") from error
            except httpx.HTTPError as error:
                last = _MayPass(str(error) or type(error).__name__, None)
            self._wait(last.pause(number))
        raise CrawlError(f"{shown_url(url)} can't be read: {last}")

    def file(self, url: str, on_progress: Callable[[int, int], None] = lambda _, __: None) -> Path:
        """A file with the whole content, for the caller to delete; goes on where an earlier call stopped.

        `on_progress` gets the bytes there are, and those of the whole file, 0 if unknown. Raises CrawlError
        when it can't be had or is too long, OSError when it can't be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(url.encode()).hexdigest()[:32]
        whole, part = self._folder / f"{name}.warc", self._folder / f"{name}.part"
        fruitless = 0
        while not whole.exists():
            had = _length(part)
            try:
                self._continue(url, part, on_progress)
            except httpx.InvalidURL as error:
                raise CrawlError(f"{shown_url(url)} is no address: {error}") from error
            except (httpx.HTTPError, _MayPass) as error:
                fruitless = 0 if _length(part) > had else fruitless + 1
                if fruitless >= MAX_FRUITLESS:
                    raise CrawlError(f"{shown_url(url)} can't be downloaded: {error}") from error
                reason = error if isinstance(error, _MayPass) else _MayPass(str(error), None)
                self._wait(reason.pause(fruitless))
            else:
                part.rename(whole)
        return whole

    def _continue(self, url: str, part: Path, on_progress: Callable[[int, int], None]) -> None:
        """Download what is missing of a file."""
        mark = part.with_suffix(".etag")
        had = _length(part)
        headers = {}
        if had:
            # Of another state of the file, the whole is wanted.
            headers = {"range": f"bytes={had}-"} | ({"if-range": mark.read_text()} if mark.exists() else {})
        with self._client.stream("GET", url, headers=headers) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                if response.headers.get("content-range", "").rpartition("/")[2] == str(had):
                    return
                part.unlink(missing_ok=True)
                raise _MayPass("it has changed", None)
            _check(response, url)
            is_part = response.status_code == httpx.codes.PARTIAL_CONTENT
            if is_part and not response.headers.get("content-range", "").startswith(f"bytes {had}-"):
                part.unlink(missing_ok=True)
                raise _MayPass("it sent another part than asked for", None)
            size = int(length) if (length := response.headers.get("content-length", "")).isdigit() else 0
            at = had if is_part else 0
            if at + size > self._limit:
                raise CrawlError(
                    f"{shown_url(url)} has {at + size:,} bytes; at most {self._limit:,} are read"
                )
            with part.open("ab" if is_part else "wb") as stream:
                etag = response.headers.get("etag", "")
                if etag and not etag.startswith("W/"):
                    mark.write_text(etag)
                for chunk in response.iter_raw(_STEP):
                    at += stream.write(chunk)
                    on_progress(at, size + had if is_part else size)
                    if at > self._limit:
                        raise CrawlError(f"{shown_url(url)} has more than {self._limit:,} bytes")
        mark.unlink(missing_ok=True)


class _MayPass(Exception):
    """A failure that may pass."""

    def __init__(self, reason: str, seconds: float | None) -> None:
        super().__init__(reason)
        self._seconds = seconds

    def pause(self, number: int) -> float:
        """Seconds to wait, after so many failures before it."""
        return min(self._seconds or FIRST_PAUSE * 2**number, _LONGEST_PAUSE)


def _check(response: httpx.Response, url: str) -> None:
    """Raise for an answer that is not the content: _MayPass, or CrawlError if it will stay so."""
    if response.is_success:
        return
    said = _FINAL.format(response.status_code, response.reason_phrase).strip()
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        asked = response.headers.get("retry-after", "")
        raise _MayPass(said, float(asked) if asked.isdigit() else None)
    raise CrawlError(f"{shown_url(url)} can't be read: {said}")


def _length(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
