"""The web pages that show the archive."""

from web.app import create_app
from web.desk import Desk, KnownBackup, KnownJob

__all__ = ["Desk", "KnownBackup", "KnownJob", "create_app"]
