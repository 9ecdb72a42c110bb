"""The archive; the only room that speaks SQL."""

from storage.archive import Archive
from storage.articles import Added
from storage.cells import Cell
from storage.changes import Change, Changes, compare
from storage.changes import Kind as ChangeKind
from storage.counts import Count, Facet, Pair
from storage.digests import DigestRecord, DueArticle
from storage.exports import Format
from storage.exports.fields import FIELDS
from storage.query import Query
from storage.query_parser import parse_query
from storage.records import Record
from storage.reference import Event, TradeYear
from storage.search import Hit, Order
from storage.series import Point, Step
from storage.snippets import Piece, snippet
from storage.versions import Version

__all__ = [
    "FIELDS",
    "Added",
    "Archive",
    "Cell",
    "Change",
    "ChangeKind",
    "Changes",
    "Count",
    "DigestRecord",
    "DueArticle",
    "Event",
    "Facet",
    "Format",
    "Hit",
    "Order",
    "Pair",
    "Piece",
    "Point",
    "Query",
    "Record",
    "Step",
    "TradeYear",
    "Version",
    "compare",
    "parse_query",
    "snippet",
]
