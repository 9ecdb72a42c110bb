"""The migrations, appended and never edited, and how they are applied to a file."""

from storage.sqlite.schema.migrate import NAMES, STEPS, check_current, migrate

__all__ = ["NAMES", "STEPS", "check_current", "migrate"]
