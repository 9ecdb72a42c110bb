"""Text utilities for web pages: character decoding, dates, language, URLs, and a time limit."""

from crawler.text.dates import has_zone, local_to_utc, parse_date, plausible
from crawler.text.decoding import codec_of, decode
from crawler.text.language import language_of
from crawler.text.time_limit import TimeLimitReached, time_limit
from crawler.text.urls import clean_url, compile_pattern, host_of, is_front_page, is_same_site, is_wanted

__all__ = [
    "TimeLimitReached",
    "clean_url",
    "codec_of",
    "compile_pattern",
    "decode",
    "has_zone",
    "host_of",
    "is_front_page",
    "is_same_site",
    "is_wanted",
    "language_of",
    "local_to_utc",
    "parse_date",
    "plausible",
    "time_limit",
]
