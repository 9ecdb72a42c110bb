"""For people who read stories: stories as lists show them, and what each user marked."""

from storage.sql.reading.marks import SqlMarks
from storage.sql.reading.overview import SqlOverview

__all__ = ["SqlMarks", "SqlOverview"]
