"""Run crawls in worker processes and collect their results."""

from crawler.workers.backfill import read_past
from crawler.workers.collect import collect
from crawler.workers.page_fetcher import DELAY, PageFetcher
from crawler.workers.pool import WorkerPool
from crawler.workers.trial import Trial, try_source, try_sources

__all__ = ["DELAY", "PageFetcher", "Trial", "WorkerPool", "collect", "read_past", "try_source", "try_sources"]
