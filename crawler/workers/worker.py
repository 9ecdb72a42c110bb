"""One crawl of one source, told by a JSON job on stdin, answered on stdout.

It runs in a process of its own, so that whatever a site sends can end nothing but its own crawl:
it has limits of memory and time, and dies with the fork server that forked it.
"""

import ctypes
import logging
import os
import resource
import signal
import sys

from pydantic import TypeAdapter
from scrapy.crawler import AsyncCrawlerProcess

from crawler.fetching import TIMEOUT, crawl_settings
from crawler.polling import READING, RESULT, TROUBLE, Clock, Job, JobResult, Tally
from crawler.spiders import FeedSpider, ListingSpider, PageSpider, SitemapSpider, SourceSpider
from storage import open_archive
from yaluwatch.errors import ArchiveError
from yaluwatch.model import SourceKind

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_SPIDERS: dict[SourceKind, type[SourceSpider]] = {
    SourceKind.FEED: FeedSpider,
    SourceKind.SITEMAP: SitemapSpider,
    SourceKind.LISTING: ListingSpider,
}


def run(job: Job) -> JobResult:
    """Crawl one source into the archive. Once per process: Twisted's reactor does not start twice.

    Raises ArchiveError when the archive could not be opened or took no more.
    """
    clock = Clock(job.now)
    tally = Tally(job.source.id)
    spider = PageSpider if job.page_url else _telling(_SPIDERS[job.source.kind])
    settings = crawl_settings(job.source, job.user_agent, _seconds_of_work(job.limits.seconds))
    with open_archive(job.archive_path) as archive:
        process = AsyncCrawlerProcess(settings)
        # It warns in every crawl that Referer headers are off, which is how we want them.
        logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)
        process.crawl(spider, job=job, archive=archive, clock=clock, tally=tally)
        process.start()
    if tally.trouble:
        raise ArchiveError(tally.trouble)
    return tally.result(clock.seconds)


def _seconds_of_work(seconds: float) -> float:
    """When the spider ends by itself, so that a last answer may still arrive before the process is killed."""
    return max(seconds / 2, seconds - TIMEOUT - 10)


def _telling(kind: type[SourceSpider]) -> type[SourceSpider]:
    """The spider, telling the waiting process which page it takes apart."""

    def progress(_self: SourceSpider, url: str) -> None:
        _tell(READING + url)

    return type(kind.__name__, (kind,), {"progress": progress})


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _limit(job: Job, parent: int) -> None:
    """Bound the memory, die with the parent, and be found in a list of processes (Linux)."""
    size = job.limits.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(_PR_SET_NAME, f"yalu:{job.source.id}".encode())
    # It may have died before it could be told.
    if os.getppid() != parent:
        sys.exit(1)


def main(parent: int) -> None:
    """Read a job, do it, answer. `parent` is the process that forked this one."""
    # On the handler, because Scrapy sets the level of the root logger to everything.
    trouble = logging.StreamHandler()
    trouble.setLevel(logging.WARNING)
    logging.basicConfig(handlers=[trouble], format="%(levelname)s %(name)s: %(message)s")
    job = TypeAdapter(Job).validate_json(sys.stdin.buffer.read())
    _limit(job, parent)
    try:
        result = run(job)
    except ArchiveError as error:
        _tell(TROUBLE + " ".join(str(error).split()))
        sys.exit(error.exit_code)
    _tell(RESULT + TypeAdapter(JobResult).dump_json(result).decode())
