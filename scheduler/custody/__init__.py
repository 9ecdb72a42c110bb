"""Custody of an installation: backups that hold all it takes to come back, their rotation, restore drills."""

from scheduler.custody.backups import Rotated, back_up, back_up_and_rotate, backups_in
from scheduler.custody.drill import Drill, restore_drill
from scheduler.custody.installation import installation_files
from scheduler.custody.rotation import Kept, expired

__all__ = [
    "Drill",
    "Kept",
    "Rotated",
    "back_up",
    "back_up_and_rotate",
    "backups_in",
    "expired",
    "installation_files",
    "restore_drill",
]
