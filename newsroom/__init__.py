"""Invented news sites served on 127.0.0.1, for `yalu demo` and for tests."""

from newsroom.scenarios import Case
from newsroom.server import Newsroom
from newsroom.site_state import Expected
from newsroom.sites import Request

__all__ = ["Case", "Expected", "Newsroom", "Request"]
