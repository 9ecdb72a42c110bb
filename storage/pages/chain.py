"""The hash chain over captures: each page's row is bound to all rows before it.

Whoever keeps one link (a digest may print it) can prove later that no earlier page was changed,
added or removed.
"""

import hashlib
from collections.abc import Mapping

#: What the first link is bound to.
START = "0" * 64

_BOUND = ("url", "fetched_at", "sha256", "file", "offset", "size")


def link(previous: str, row: Mapping[str, object]) -> str:
    """The link of a page: SHA-256 over the link before it and what its row says, line by line."""
    lines = [previous, *(str(row[name]) for name in _BOUND)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
