"""The table ledger: the digest of every page row, version and verdict, linked into a hash chain.

Used by module name: `ledger.add_page(db, …)`.
"""

from storage.sql.ledger.entries import (
    DETAILS_COLUMNS,
    VERDICT_COLUMNS,
    VERSION_COLUMNS,
    VERSION_NAMES,
    VERSION_WIDTH,
    Kind,
    add_details,
    add_dropped,
    add_page,
    add_verdicts,
    add_versions,
    as_stored,
    as_text,
    digest,
    dropped_digest,
    fill,
    head,
    link_at,
    next_link,
)

__all__ = [
    "DETAILS_COLUMNS",
    "VERDICT_COLUMNS",
    "VERSION_COLUMNS",
    "VERSION_NAMES",
    "VERSION_WIDTH",
    "Kind",
    "add_details",
    "add_dropped",
    "add_page",
    "add_verdicts",
    "add_versions",
    "as_stored",
    "as_text",
    "digest",
    "dropped_digest",
    "fill",
    "head",
    "link_at",
    "next_link",
]
