"""The hash chain over captures: each page's row is bound to all rows before it.

Whoever keeps one link (a digest may print it) can prove later that no earlier page was changed,
added or taken away.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

#: What the first link is bound to.
START = "0" * 64

_BOUND = ("url", "fetched_at", "sha256", "file", "offset", "size")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link."""

    #: Id of the newest page, 0 when there is none.
    page_id: int
    #: SHA-256, hexadecimal.
    digest: str


def link(previous: str, row: Mapping[str, object]) -> str:
    """The link of a page: SHA-256 over the link before it and what its row says, line by line."""
    lines = [previous, *(str(row[name]) for name in _BOUND)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def head(db: Database) -> Head:
    """The newest link, the start of the chain when there is no page yet."""
    found = db.execute("SELECT id, chain FROM pages ORDER BY id DESC LIMIT 1").fetchone()
    return Head(*found) if found else Head(0, START)


def fill(db: Database) -> None:
    """Link pages stored before there was a chain."""
    previous = START
    for row in list(db.query("SELECT * FROM pages ORDER BY id")):
        previous = link(previous, row)
        db.execute("UPDATE pages SET chain = ? WHERE id = ?", [previous, row["id"]])
