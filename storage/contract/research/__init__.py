"""Contracts for researchers: counts, series, exports, versions, reference data, and the facts of articles."""

from storage.contract.research.facts import FactPage, FactQuery, Facts, FoundFact
from storage.contract.research.research import (
    Cell,
    Count,
    Event,
    Facet,
    FacetCounts,
    Format,
    Identifier,
    Pair,
    Point,
    Record,
    Research,
    Step,
    StoredPage,
    Timeline,
    TradeYear,
    Version,
)

__all__ = [
    "Cell",
    "Count",
    "Event",
    "Facet",
    "FacetCounts",
    "FactPage",
    "FactQuery",
    "Facts",
    "Format",
    "FoundFact",
    "Identifier",
    "Pair",
    "Point",
    "Record",
    "Research",
    "Step",
    "StoredPage",
    "Timeline",
    "TradeYear",
    "Version",
]
