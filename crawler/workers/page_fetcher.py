"""Fetches single pages for `yalu sources add URL`, each in a crawl worker.

robots.txt, the limits on time and size, and the address guard apply as in any crawl. The host is claimed in
the archive, so that no crawl requests anything from it meanwhile, with a pause between two pages.
"""

import math
import tempfile
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Self
from urllib.parse import urlsplit

from crawler.fetching import Refusal
from crawler.polling import CrawlLimits, Job
from crawler.workers.claiming import Hold
from crawler.workers.pool import WorkerPool
from storage import Archive
from yaluwatch.model import Outcome, Page, Source, SourceKind, SourceState

#: Between two requests to a host that is in no source list, seconds.
DELAY = 1.0

# How often to check whether a host is free, seconds.
_CLAIM_CHECK = 0.05


class PageFetcher:
    """Fetches pages one after another; owns a worker pool, so use it in a `with` block."""

    def __init__(
        self,
        archive: Archive,
        user_agent: str,
        now: datetime,
        *,
        limits: CrawlLimits,
        allow_private: bool = False,
        delay: float = DELAY,
        seconds: float = math.inf,
    ) -> None:
        """`seconds` is the time for all pages together; when it is over, no more is fetched."""
        self._archive, self._user_agent, self._now, self._limits = archive, user_agent, now, limits
        self._allow_private, self._delay = allow_private, delay
        self._end = monotonic() + seconds
        self._workers = WorkerPool()
        self._folder = tempfile.TemporaryDirectory(prefix="yalu-fetch-")

    def __enter__(self) -> Self:
        self._workers.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._workers.__exit__(*error)
        self._folder.cleanup()

    def get(self, url: str) -> Page:
        """The page at a URL, following redirects. Raises Refusal with the outcome if there is none."""
        hold = self._claim(f"host:{urlsplit(url).netloc.lower()}")
        try:
            exit_ = self._workers.run(self._job(url))
        except KeyboardInterrupt:
            self._workers.stop()
            raise
        finally:
            hold.release()
        if exit_.result is None:
            raise Refusal(Outcome.CRASHED, "it was stopped")
        if (page := exit_.result.page) is None:
            raise Refusal(exit_.result.report.outcome, exit_.result.report.detail)
        return page.to_page(url, self._now)

    def _claim(self, name: str) -> Hold:
        self._check_time()
        while (hold := Hold.take(self._archive, [name], self._delay)) is None:
            self._check_time()
            sleep(_CLAIM_CHECK)
        return hold

    def _check_time(self) -> None:
        if monotonic() > self._end:
            raise Refusal(Outcome.TIMEOUT, "the time for looking at this site is over")

    def _job(self, url: str) -> Job:
        source = Source(
            id="page",
            name="page",
            publisher="page",
            homepage=url,
            language="en",
            country="KR",
            kind=SourceKind.LISTING,
            urls=(url,),
            allow_private=self._allow_private,
            delay_seconds=self._delay,
        )
        return Job(
            source=source,
            state=SourceState(source_id=source.id),
            # robots.txt is cached here between pages.
            archive_path=Path(self._folder.name) / "fetch.db",
            user_agent=self._user_agent,
            limits=self._limits,
            now=self._now,
            page_url=url,
        )
