"""The migrations, appended and never edited, and how they are applied to a file."""

from storage.sqlite.schema.migrate import (
    NAMES,
    STEPS,
    check_current,
    check_not_newer,
    migrate,
    pending_steps,
)
from storage.sqlite.schema.migrations import COUNTS_STEP, LEDGER_STEP
from storage.sqlite.schema.upgrade import copy_file

__all__ = [
    "COUNTS_STEP",
    "LEDGER_STEP",
    "NAMES",
    "STEPS",
    "check_current",
    "check_not_newer",
    "copy_file",
    "migrate",
    "pending_steps",
]
