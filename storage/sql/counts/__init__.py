"""The tables relevant_counts, relevant_pairs and topic_counts: counts of articles, kept up to date.

Counting without words or filters then need not read every article. Used by module name: `counts.fill(db)`.
"""

from storage.sql.counts.changes import ALL, CountChanges, Counted, add_stored
from storage.sql.counts.computed import differing, fill, fill_stored, fill_topics
from storage.sql.counts.kept import days, pairs, read, total

__all__ = [
    "ALL",
    "CountChanges",
    "Counted",
    "add_stored",
    "days",
    "differing",
    "fill",
    "fill_stored",
    "fill_topics",
    "pairs",
    "read",
    "total",
]
