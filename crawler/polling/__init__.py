"""When sources are polled, how often, and what one poll and crawl of a source results in. Pure."""

from crawler.polling.gaps import has_gap, keys_of
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
    FetchedPage,
    Job,
    JobResult,
    Tally,
    notes_of,
    overall,
)
from crawler.polling.requests import ACCEPT, poll_headers, reading_key
from crawler.polling.staleness import PAST, staleness_of

__all__ = [
    "ACCEPT",
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
    "FetchedPage",
    "Job",
    "JobResult",
    "PollResult",
    "Tally",
    "due_sources",
    "has_gap",
    "jitter_of",
    "keys_of",
    "next_state",
    "notes_of",
    "overall",
    "poll_headers",
    "postponed",
    "reading_key",
    "staleness_of",
]
