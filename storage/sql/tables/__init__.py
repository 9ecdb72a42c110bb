"""The tables, one module each: rows in, dataclasses out; used by module name: `articles.read(db, ids)`."""

from storage.sql.tables import (
    article_index,
    articles,
    deliveries,
    digests,
    identities,
    pages,
    recipients,
    reference,
    source_history,
    sources,
    stories,
    subscriptions,
    table_cells,
    verdicts,
    versions,
)
from storage.sql.tables.articles import EARLIEST, IDS_PER_SECOND
from storage.sql.tables.versions import read_stored

__all__ = [
    "EARLIEST",
    "IDS_PER_SECOND",
    "article_index",
    "articles",
    "deliveries",
    "digests",
    "identities",
    "pages",
    "read_stored",
    "recipients",
    "reference",
    "source_history",
    "sources",
    "stories",
    "subscriptions",
    "table_cells",
    "verdicts",
    "versions",
]
