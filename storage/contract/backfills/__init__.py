"""Backfills: reading the past, from sources themselves or from web archives."""

from storage.contract.backfills.source_past import Backfill, BackfillMonth, Backfills
from storage.contract.backfills.web_archives import (
    PackedPage,
    ReadFile,
    ReadRecord,
    RecordOrigin,
    WebArchiveFile,
    WebArchives,
)

__all__ = [
    "Backfill",
    "BackfillMonth",
    "Backfills",
    "PackedPage",
    "ReadFile",
    "ReadRecord",
    "RecordOrigin",
    "WebArchiveFile",
    "WebArchives",
]
