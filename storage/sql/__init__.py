"""What the archive's engines share: the contract's methods, in SQL that each engine understands."""

from storage.sql import counts, ledger
from storage.sql.archive import SqlArchive
from storage.sql.database import Connection, Database
from storage.sql.text_index import AddValue, AllOf, AnyOf, IndexRow, Near, TextIndex, Words

__all__ = [
    "AddValue",
    "AllOf",
    "AnyOf",
    "Connection",
    "Database",
    "IndexRow",
    "Near",
    "SqlArchive",
    "TextIndex",
    "Words",
    "counts",
    "ledger",
]
