"""The web pages that show the archive."""

from web.app import create_app

__all__ = ["create_app"]
