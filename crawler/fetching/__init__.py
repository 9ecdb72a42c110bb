"""."""

from crawler.fetching.address_guard import is_reachable, refused_hosts
from crawler.fetching.download_errors import Refusal, outcome_of_error
from crawler.fetching.outcomes import SILENT, TEMPORARY, UNREACHED, is_final, outcome_of_status
from crawler.fetching.responses import milliseconds, page_of, pause_asked, validators_of
from crawler.fetching.robots import verdict
from crawler.fetching.settings import FIXED, MAX_BYTES, MAX_REDIRECTS, TIMEOUT, crawl_settings

__all__ = [
    "FIXED",
    "MAX_BYTES",
    "MAX_REDIRECTS",
    "SILENT",
    "TEMPORARY",
    "TIMEOUT",
    "UNREACHED",
    "Refusal",
    "crawl_settings",
    "is_final",
    "is_reachable",
    "milliseconds",
    "outcome_of_error",
    "outcome_of_status",
    "page_of",
    "pause_asked",
    "refused_hosts",
    "validators_of",
    "verdict",
]
