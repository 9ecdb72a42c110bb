"""Published figures and dated events that ship with the program, to lay beside counts."""

from storage.reference.files import TABLES, digest, rows

__all__ = ["TABLES", "digest", "rows"]
