"""The migrations, appended and never edited, and how they are applied to a file."""

from storage.sqlite.schema.migrate import NAMES, STEPS, check_current, migrate
from storage.sqlite.schema.private import PRIVATE_TABLES

__all__ = ["NAMES", "PRIVATE_TABLES", "STEPS", "check_current", "migrate"]
