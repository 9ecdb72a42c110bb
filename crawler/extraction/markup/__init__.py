"""HTML trees as a browser shows them: safe parsing, blocks as paragraphs, tables as rows."""

from crawler.extraction.markup.consent import without_consent
from crawler.extraction.markup.tree import MAX_ELEMENTS, paragraphs, parse_html, parseable, tables

__all__ = ["MAX_ELEMENTS", "paragraphs", "parse_html", "parseable", "tables", "without_consent"]
