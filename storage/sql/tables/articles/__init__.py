"""The tables articles, versions and urls: each article once, with every version of its text."""

from storage.sql.tables.articles.adding import add, add_all, add_reextracted, update_extracted
from storage.sql.tables.articles.digests import content_digest, text_digest
from storage.sql.tables.articles.inserting import EARLIEST, IDS_PER_SECOND, NewArticle
from storage.sql.tables.articles.reading import (
    COLUMNS,
    indexed_text,
    known_version,
    newest_of,
    read,
    to_article,
    to_stored,
)
from storage.sql.tables.articles.visits import (
    dismiss,
    due_revisits,
    is_due_for_revisit,
    last_visits,
    mark_missing,
    note_unchanged,
    note_visit,
    read_from,
    unseen,
)

__all__ = [
    "COLUMNS",
    "EARLIEST",
    "IDS_PER_SECOND",
    "NewArticle",
    "add",
    "add_all",
    "add_reextracted",
    "content_digest",
    "dismiss",
    "due_revisits",
    "indexed_text",
    "is_due_for_revisit",
    "known_version",
    "last_visits",
    "mark_missing",
    "newest_of",
    "note_unchanged",
    "note_visit",
    "read",
    "read_from",
    "text_digest",
    "to_article",
    "to_stored",
    "unseen",
    "update_extracted",
]
