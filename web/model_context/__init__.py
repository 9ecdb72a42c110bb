"""The archive as tools for language models: a read-only MCP server (Model Context Protocol).

Importing it needs the package mcp.
"""

from web.model_context.server import create_server

__all__ = ["create_server"]
