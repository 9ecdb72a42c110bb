"""The web pages that show the archive."""

from web.app import create_app
from web.desk import Desk, KnownJob

__all__ = ["Desk", "KnownJob", "create_app"]
