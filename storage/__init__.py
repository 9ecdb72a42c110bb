"""The archive; the only room that speaks SQL."""

from storage.archive import Archive
from storage.articles import Added
from storage.digests import DigestRecord, DueArticle
from storage.query import Query
from storage.query_parser import parse_query
from storage.search import Hit, Order
from storage.snippets import Piece, snippet

__all__ = [
    "Added",
    "Archive",
    "DigestRecord",
    "DueArticle",
    "Hit",
    "Order",
    "Piece",
    "Query",
    "parse_query",
    "snippet",
]
