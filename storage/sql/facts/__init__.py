"""Facts of articles: the tables facts, fact_sets and fact_names, and `Facts` over them."""

from storage.sql.facts.facts import SqlFacts
from storage.sql.facts.rows import Names, add

__all__ = ["Names", "SqlFacts", "add"]
