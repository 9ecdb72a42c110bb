"""Queries as SQL, over today's tables or those of an earlier moment."""
