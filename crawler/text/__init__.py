"""Text utilities for web pages: character decoding, dates, language, URLs, and a time limit."""

from crawler.text.date_words import Role
from crawler.text.dates import (
    has_zone,
    local_to_utc,
    parse_date,
    plausible,
    role_of,
    shared_order,
)
from crawler.text.days import DateOrder
from crawler.text.decoding import codec_of, decode
from crawler.text.language import language_of
from crawler.text.repair import Repaired, decompressed, parse_xml, read_text, repair_xml, repairs_note
from crawler.text.time_limit import TimeLimitReached, time_limit
from crawler.text.urls import clean_url, compile_pattern, host_of, is_front_page, is_same_site, is_wanted

__all__ = [
    "DateOrder",
    "Repaired",
    "Role",
    "TimeLimitReached",
    "clean_url",
    "codec_of",
    "compile_pattern",
    "decode",
    "decompressed",
    "has_zone",
    "host_of",
    "is_front_page",
    "is_same_site",
    "is_wanted",
    "language_of",
    "local_to_utc",
    "parse_date",
    "parse_xml",
    "plausible",
    "read_text",
    "repair_xml",
    "repairs_note",
    "role_of",
    "shared_order",
    "time_limit",
]
