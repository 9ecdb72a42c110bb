"""What the archive's engines share: the contract's methods, in SQL that each engine understands."""

from storage.sql import counts, ledger
from storage.sql.archive import SqlArchive
from storage.sql.rows import Row

__all__ = ["Row", "SqlArchive", "counts", "ledger"]
