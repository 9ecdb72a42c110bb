"""Run crawls in worker processes and collect their results."""

from crawler.workers.backfill import read_past
from crawler.workers.collect import collect, collect_one
from crawler.workers.host_queue import main_host
from crawler.workers.page_fetcher import DELAY, PageFetcher
from crawler.workers.pool import WorkerPool
from crawler.workers.trial import Trial, try_source, try_sources

__all__ = [
    "DELAY",
    "PageFetcher",
    "Trial",
    "WorkerPool",
    "collect",
    "collect_one",
    "main_host",
    "read_past",
    "try_source",
    "try_sources",
]
