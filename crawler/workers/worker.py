"""A crawl worker: one crawl of one source, with the job as JSON on stdin and the result on stdout.

It runs in its own process with limits on memory and time, so that whatever a site sends can only end its own
crawl, and it is killed when the fork server that forked it dies.
"""

import ctypes
import logging
import resource
import sys

from pydantic import TypeAdapter
from scrapy.crawler import AsyncCrawlerProcess

from crawler.fetching import TIMEOUT, crawl_settings
from crawler.polling import ARCHIVE_ERROR, READING, RESULT, Clock, Job, JobResult, Tally
from crawler.spiders import (
    BackfillSpider,
    FeedSpider,
    JsonApiSpider,
    ListingSpider,
    PageSpider,
    SitemapSpider,
    SourceSpider,
    WordPressSpider,
)
from storage import open_archive
from yaluwatch.child_process import die_with
from yaluwatch.errors import ArchiveError
from yaluwatch.model import SourceKind

_PR_SET_NAME = 15
_JOB: TypeAdapter[Job] = TypeAdapter(Job)
_RESULT: TypeAdapter[JobResult] = TypeAdapter(JobResult)
_SPIDERS: dict[SourceKind, type[SourceSpider]] = {
    SourceKind.FEED: FeedSpider,
    SourceKind.SITEMAP: SitemapSpider,
    SourceKind.LISTING: ListingSpider,
    SourceKind.WORDPRESS: WordPressSpider,
    SourceKind.JSON: JsonApiSpider,
}


def run(job: Job) -> JobResult:
    """Crawl one source into the archive. Only once per process: Twisted's reactor can't be restarted.

    Raises ArchiveError when the archive can't be opened or written.
    """
    clock = Clock(job.now)
    tally = Tally(job.source.id)
    kind = BackfillSpider if job.backfill_id else _SPIDERS[job.source.kind]
    spider = PageSpider if job.page_url else _telling(kind)
    settings = crawl_settings(job.source, job.user_agent, _seconds_of_work(job.limits.seconds))
    with open_archive(job.archive_path, page_level=job.limits.page_level) as archive:
        process = AsyncCrawlerProcess(settings)
        # It warns in every crawl that Referer headers are off, which is intended.
        logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)
        process.crawl(spider, job=job, archive=archive, clock=clock, tally=tally)
        process.start()
    if tally.archive_error:
        raise ArchiveError(tally.archive_error)
    return tally.result(clock.seconds)


def _seconds_of_work(seconds: float) -> float:
    """Seconds after which the spider stops by itself, in time for a last answer before it is killed."""
    return max(seconds / 2, seconds - TIMEOUT - 10)


def _telling(kind: type[SourceSpider]) -> type[SourceSpider]:
    """The spider class, extended to report on stdout which page it is extracting."""

    def progress(_self: SourceSpider, url: str) -> None:
        _tell(READING + url)

    return type(kind.__name__, (kind,), {"progress": progress})


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _limit(job: Job, parent: int) -> None:
    """Limit the memory and die with the parent; on Linux, also set the process name, prctl(2)."""
    size = job.limits.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, f"yalu:{job.source.id}".encode())
    die_with(parent)


def main(parent: int) -> None:
    """Read a job from stdin, run it, write the result to stdout; `parent` is the fork server's process id."""
    # The level is set on the handler, because Scrapy sets the root logger to NOTSET.
    warnings = logging.StreamHandler()
    warnings.setLevel(logging.WARNING)
    logging.basicConfig(handlers=[warnings], format="%(levelname)s %(name)s: %(message)s")
    job = _JOB.validate_json(sys.stdin.buffer.read())
    _limit(job, parent)
    try:
        result = run(job)
    except ArchiveError as error:
        _tell(ARCHIVE_ERROR + " ".join(str(error).split()))
        sys.exit(error.exit_code)
    _tell(RESULT + _RESULT.dump_json(result).decode())
