"""The local newsroom: invented publications on 127.0.0.1, for `yalu demo` and for tests."""

from yaluwatch.newsroom.cases import Case
from yaluwatch.newsroom.edition import Expected
from yaluwatch.newsroom.server import Newsroom
from yaluwatch.newsroom.sites import Request

__all__ = ["Case", "Expected", "Newsroom", "Request"]
