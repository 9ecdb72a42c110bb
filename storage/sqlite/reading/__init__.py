"""For people who read stories: stories as lists show them, and what each user marked."""

from storage.sqlite.reading.marks import SqliteMarks
from storage.sqlite.reading.overview import SqliteOverview

__all__ = ["SqliteMarks", "SqliteOverview"]
