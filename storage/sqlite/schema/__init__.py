"""The migrations, appended and never edited, and how they are applied to a file."""

from storage.sqlite.schema.migrate import NAMES, STEPS, migrate, refuse_other

__all__ = ["NAMES", "STEPS", "migrate", "refuse_other"]
