"""The tables, and the steps that lead to them."""

from storage.postgres.schema.migrate import NAMES, check_current, lacking, migrate

__all__ = ["NAMES", "check_current", "lacking", "migrate"]
