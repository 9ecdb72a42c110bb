"""The API under /api/v1, which researchers script against, and the same answers as tools for `yalu mcp`."""

from web.api import answers, documentation
from web.api.application import create_api
from web.api.cursors import MAX_CURSOR
from web.api.problems import RequestError, plain_problem

__all__ = ["MAX_CURSOR", "RequestError", "answers", "create_api", "documentation", "plain_problem"]
