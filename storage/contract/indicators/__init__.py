"""Contracts for what is built on facts: what people decided about prices and the state of the border."""

from storage.contract.indicators.lists import (
    FoundListed,
    ListChange,
    ListChangeKind,
    ListedMentions,
    ListEntry,
    ListFile,
    ListImport,
    Lists,
    StoredEntry,
    StoredList,
)

__all__ = [
    "FoundListed",
    "ListChange",
    "ListChangeKind",
    "ListEntry",
    "ListFile",
    "ListImport",
    "ListedMentions",
    "Lists",
    "StoredEntry",
    "StoredList",
]
