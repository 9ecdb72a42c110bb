"""Pings to a monitor outside that notices when they stop: the protocol of Healthchecks.

POST to the URL after a success, to …/start before, to …/fail after a failure; the body says more
(https://healthchecks.io/docs/http_api/). A ping never delays or fails a job: a thread of its own sends it.
"""

import logging
import queue
import threading
from collections.abc import Sequence
from urllib.parse import quote, urlsplit, urlunsplit

import httpx

from monitoring import Check, Level
from yaluwatch.config import PingSettings
from yaluwatch.shown import without_secrets

log = logging.getLogger(__name__)

#: Time for one ping and its one retry, seconds each.
TIMEOUT = 10.0
#: What is kept of a body; Healthchecks takes 100 kB, and a sentence is enough.
_MAX_BODY = 2_000
#: Pings that wait while the monitor does not answer; of more, the oldest are dropped.
_MAX_WAITING = 100


def ping_url(url: str, event: str = "") -> str:
    """The URL of an event ("", "start" or "fail"), with parameters kept.

    >>> ping_url("https://hc-ping.com/key/yalu-backup?create=1", "start")
    'https://hc-ping.com/key/yalu-backup/start?create=1'
    """
    if not event:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{event}"))


class Pinger:
    """Sends pings in the background. Without URLs it does nothing."""

    def __init__(self, settings: PingSettings) -> None:
        self._url = settings.url.get_secret_value()
        self._job_url = settings.job_url.get_secret_value()
        self._waiting: queue.Queue[tuple[str, str] | None] = queue.Queue(_MAX_WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def checked(self, checks: Sequence[Check]) -> None:
        """Ping the check of the service: success, or a failure with what is wrong."""
        failed = [f"{check.name}: {check.text}" for check in checks if check.level is Level.FAIL]
        self._put(self._url, "fail" if failed else "", "\n".join(failed) or "ok")

    def started(self, job: str) -> None:
        """Ping the start of a job."""
        self._put(self._of(job), "start", "")

    def ended(self, job: str, error: str = "", text: str = "ok") -> None:
        """Ping the end of a job: success with `text`, or a failure if there is an `error`."""
        self._put(self._of(job), "fail" if error else "", error or text)

    def close(self, seconds: float = 2.0) -> None:
        """Send what waits, for at most so long."""
        if self._thread is not None:
            self._offer(None)
            self._thread.join(seconds)

    def _of(self, job: str) -> str:
        """The URL of a job's check: its name as Healthchecks writes names in URLs."""
        slug = "-".join("".join(c if c.isalnum() else " " for c in job.lower()).split())
        return self._job_url.replace("{job}", quote(slug))

    def _put(self, url: str, event: str, body: str) -> None:
        if not url:
            return
        with self._lock:
            if self._thread is None:
                try:
                    self._thread = threading.Thread(target=self._run, name="ping", daemon=True)
                    self._thread.start()
                except RuntimeError as error:
                    self._thread = None
                    log.warning("no thread for pings error=%s", error)
                    return
        self._offer((ping_url(url, event), without_secrets(body)[:_MAX_BODY]))

    def _offer(self, item: tuple[str, str] | None) -> None:
        while True:
            try:
                self._waiting.put_nowait(item)
            except queue.Full:
                # The newest say how things are.
                try:
                    self._waiting.get_nowait()
                except queue.Empty:
                    continue
            else:
                return

    def _run(self) -> None:
        while (item := self._waiting.get()) is not None:
            try:
                _post(*item)
            # No memory, no files left: the next ping may get through.
            except Exception:
                log.exception("ping not sent")


def _post(url: str, body: str) -> None:
    """Send one ping, twice if the first gets no answer."""
    for is_last in (False, True):
        try:
            answer = httpx.post(url, content=body.encode(), timeout=TIMEOUT, follow_redirects=True)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if is_last or isinstance(error, httpx.HTTPStatusError):
                log.warning("ping not accepted reason=%s", _reason(error))
                return
        else:
            return


def _reason(error: httpx.HTTPError | httpx.InvalidURL) -> str:
    """What went wrong, without the URL, which is a secret: whoever knows it can say that all is well."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"status {error.response.status_code}"
    return type(error).__name__
