"""Text utilities for web pages: character decoding, dates, language, URLs, and a time limit."""

from crawler.text.archive_addresses import (
    archive_address,
    archive_problems,
    has_dates,
    has_pages,
    period_before,
    period_of,
)
from crawler.text.date_words import Role
from crawler.text.dated_addresses import dated_address, has_unknown_date, is_dated
from crawler.text.dates import (
    has_zone,
    local_to_utc,
    name_of,
    order_of,
    parse_date,
    plausible,
    role_of,
    shared_order,
)
from crawler.text.days import DateOrder
from crawler.text.decoding import codec_of, decode
from crawler.text.json_paths import JsonPath, compile_json_path
from crawler.text.language import language_of
from crawler.text.repair import Repaired, decompressed, parse_xml, read_text, repair_xml, repairs_note
from crawler.text.time_limit import TimeLimitReached, time_limit
from crawler.text.urls import (
    clean_url,
    compile_pattern,
    host_of,
    is_front_page,
    is_same_site,
    is_wanted,
    whole_address,
)

__all__ = [
    "DateOrder",
    "JsonPath",
    "Repaired",
    "Role",
    "TimeLimitReached",
    "archive_address",
    "archive_problems",
    "clean_url",
    "codec_of",
    "compile_json_path",
    "compile_pattern",
    "dated_address",
    "decode",
    "decompressed",
    "has_dates",
    "has_pages",
    "has_unknown_date",
    "has_zone",
    "host_of",
    "is_dated",
    "is_front_page",
    "is_same_site",
    "is_wanted",
    "language_of",
    "local_to_utc",
    "name_of",
    "order_of",
    "parse_date",
    "parse_xml",
    "period_before",
    "period_of",
    "plausible",
    "read_text",
    "repair_xml",
    "repairs_note",
    "role_of",
    "shared_order",
    "time_limit",
    "whole_address",
]
