"""Published trade figures and dated events that ship with the program, to compare with article counts."""

from storage.reference.files import TABLES, digest, rows

__all__ = ["TABLES", "digest", "rows"]
