"""Listing the articles that a source published in the past, a page at a time. Pure."""

from crawler.past.listing import Cursor, Listing, Range
from crawler.past.methods import Method, first_cursor, lister_of, method_of

__all__ = ["Cursor", "Listing", "Method", "Range", "first_cursor", "lister_of", "method_of"]
