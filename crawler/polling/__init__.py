"""When sources are polled, how often, and what one poll and crawl of a source results in. Pure."""

from crawler.polling.polling import GOOD, PollResult, due_sources, jitter_of, next_state, postponed
from crawler.polling.report import (
    ARCHIVE_ERROR,
    CLAIM_SECONDS,
    READING,
    RESULT,
    SAMPLES,
    Clock,
    CrawlLimits,
    CrawlReport,
    Job,
    JobResult,
    Tally,
)
from crawler.polling.staleness import PAST, staleness_of

__all__ = [
    "ARCHIVE_ERROR",
    "CLAIM_SECONDS",
    "GOOD",
    "PAST",
    "READING",
    "RESULT",
    "SAMPLES",
    "Clock",
    "CrawlLimits",
    "CrawlReport",
    "Job",
    "JobResult",
    "PollResult",
    "Tally",
    "due_sources",
    "jitter_of",
    "next_state",
    "postponed",
    "staleness_of",
]
