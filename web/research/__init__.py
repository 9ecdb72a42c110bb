"""Pages for researchers: search in the archive, one article with its evidence and versions."""

from web.research import article, search

__all__ = ["article", "search"]
