"""HTML trees as a browser shows them: safe parsing, blocks as paragraphs, tables as rows."""

from crawler.extraction.markup.tree import is_too_big, paragraphs, parse_html, parseable, tables

__all__ = ["is_too_big", "paragraphs", "parse_html", "parseable", "tables"]
