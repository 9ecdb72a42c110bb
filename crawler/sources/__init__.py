"""The source list: sources.toml read, checked, edited, and exchanged as OPML and CSV."""

from crawler.sources.import_export import Outline, exported_toml, from_csv, from_opml, to_csv, to_opml
from crawler.sources.source_file import (
    append_sources,
    change_source,
    remove_source,
    replace_urls,
    set_paused,
)
from crawler.sources.source_list import (
    UNLISTED,
    address_key,
    mistakes_in,
    parse_sources,
    read_sources,
    source_of,
    to_toml,
    write_sources,
)
from crawler.sources.unlisted import unlisted_source

__all__ = [
    "UNLISTED",
    "Outline",
    "address_key",
    "append_sources",
    "change_source",
    "exported_toml",
    "from_csv",
    "from_opml",
    "mistakes_in",
    "parse_sources",
    "read_sources",
    "remove_source",
    "replace_urls",
    "set_paused",
    "source_of",
    "to_csv",
    "to_opml",
    "to_toml",
    "unlisted_source",
    "write_sources",
]
