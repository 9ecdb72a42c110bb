"""Pages for operators: sources and their health."""

from web.operator import sources
from web.operator.sources import source_lines

__all__ = ["source_lines", "sources"]
