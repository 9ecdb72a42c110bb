"""The hash chain over pages: each row's link depends on all rows before it.

Anyone who kept one link (a digest may print it) can later prove that no earlier page was changed, added or
removed.
"""

import hashlib
from collections.abc import Mapping

#: The predecessor of the first link.
START = "0" * 64

_COVERED = ("url", "fetched_at", "sha256", "file", "offset", "size")


def link(previous: str, row: Mapping[str, object]) -> str:
    """The link of a page: SHA-256 (hexadecimal) of the previous link and the row's columns, one per line."""
    return linked(previous, *(row[name] for name in _COVERED))


def linked(previous: str, *values: object) -> str:
    """SHA-256 (hexadecimal) of the previous link and some values, one per line."""
    lines = [previous, *map(str, values)]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
