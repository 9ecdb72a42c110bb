"""The tables relevant_counts and relevant_pairs: counts of relevant articles, and of all, kept up to date.

Counting without words or filters then need not read every article. Used by module name: `counts.fill(db)`.
"""

from storage.sql.counts.changes import CountChanges, Counted, add_stored
from storage.sql.counts.computed import differing, fill, fill_stored
from storage.sql.counts.kept import days, pairs, read, total

__all__ = [
    "CountChanges",
    "Counted",
    "add_stored",
    "days",
    "differing",
    "fill",
    "fill_stored",
    "pairs",
    "read",
    "total",
]
