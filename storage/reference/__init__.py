"""Published trade figures, dated events and identifiers of places and actors that ship with the program."""

from storage.reference.files import TABLES, digest, rows

__all__ = ["TABLES", "digest", "rows"]
