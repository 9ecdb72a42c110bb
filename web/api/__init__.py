"""The API under /api/v1, which researchers script against, and the same answers as tools for `yalu mcp`."""

from web.api import documentation
from web.api.application import create_api
from web.api.problems import plain_problem

__all__ = ["create_api", "documentation", "plain_problem"]
