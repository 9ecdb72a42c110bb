"""Facts of articles: the tables facts, fact_sets and fact_names, and `Facts` over them."""

from storage.sqlite.facts.facts import SqliteFacts
from storage.sqlite.facts.rows import Names, add

__all__ = ["Names", "SqliteFacts", "add"]
