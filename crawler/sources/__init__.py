"""The source list: sources.toml read, checked, edited, and exchanged as OPML and CSV."""

from crawler.sources.import_export import Outline, from_csv, from_opml, to_csv, to_opml
from crawler.sources.source_file import append_sources, replace_urls, set_paused
from crawler.sources.source_list import UNLISTED, address_key, read_sources, write_sources
from crawler.sources.unlisted import unlisted_source

__all__ = [
    "UNLISTED",
    "Outline",
    "address_key",
    "append_sources",
    "from_csv",
    "from_opml",
    "read_sources",
    "replace_urls",
    "set_paused",
    "to_csv",
    "to_opml",
    "unlisted_source",
    "write_sources",
]
