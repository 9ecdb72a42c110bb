"""The tables relevant_counts and relevant_pairs: counts of relevant articles, kept up to date.

Counting without words or filters then need not read every article. Used by module name: `counts.fill(db)`.
"""

from storage.sqlite.counts.changes import CountChanges, Counted
from storage.sqlite.counts.computed import differing, fill
from storage.sqlite.counts.kept import days, pairs, read, total

__all__ = ["CountChanges", "Counted", "days", "differing", "fill", "pairs", "read", "total"]
