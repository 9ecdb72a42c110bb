"""Fetching pages politely and safely: Scrapy settings, robots.txt, Retry-After, address checks, outcomes."""

from crawler.fetching.address_guard import refused_hosts
from crawler.fetching.download_errors import Refusal, outcome_of_error
from crawler.fetching.outcomes import SILENT, TEMPORARY, UNREACHED, is_final, outcome_of_status
from crawler.fetching.responses import milliseconds, moved_to, page_of, pause_asked, validators_of
from crawler.fetching.retry_after import PATIENCE
from crawler.fetching.settings import FIXED, TIMEOUT, crawl_settings, further_pages, own_jar

__all__ = [
    "FIXED",
    "PATIENCE",
    "SILENT",
    "TEMPORARY",
    "TIMEOUT",
    "UNREACHED",
    "Refusal",
    "crawl_settings",
    "further_pages",
    "is_final",
    "milliseconds",
    "moved_to",
    "outcome_of_error",
    "outcome_of_status",
    "own_jar",
    "page_of",
    "pause_asked",
    "refused_hosts",
    "validators_of",
]
