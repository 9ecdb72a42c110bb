"""Commands that search the archive, show and edit stories, and export data for research."""

from cli.research.pictures import save_picture
from cli.research.query import typed_query

__all__ = ["save_picture", "typed_query"]
