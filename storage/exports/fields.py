"""The fields of an export, in the order of their columns."""

from collections.abc import Mapping

from storage.contract import Record
from yaluwatch.times import optional_time_text, time_text

#: Name → what it holds. Lists are joined with "; " where a format has none.
FIELDS: Mapping[str, str] = {
    "id": "number of the article, never given twice",
    "version": "which state of it, counted from 1",
    "permalink": "address of exactly this version; empty without a site address",
    "url": "canonical URL at the source",
    "title": "as printed",
    "body": "plain text, paragraphs separated by a blank line",
    "language": "ISO 639-1",
    "source": "id of the source",
    "publisher": "its publisher",
    "authors": "list of names as printed",
    "section": "section of the site, empty when none is printed",
    "published_at": "as the site says, ISO 8601 UTC; empty when it does not",
    "first_seen_at": "when it was first read, ISO 8601 UTC",
    "fetched_at": "when this version was read, ISO 8601 UTC",
    "removed_at": "since when the site no longer shows it; empty while it does",
    "relevance": "0 to 1; empty while not judged",
    "topics": "list, most probable first",
    "places": "list of gazetteer ids",
    "story": "number of the story it belongs to; empty while ungrouped",
    "content_sha256": "of title and body, white space aside",
    "page_sha256": "of the bytes of the page; empty when the feed carried the text",
}

Value = str | int | float | list[str] | None


def permalink(record: Record, site: str) -> str:
    """Address of exactly this version, "" without a site."""
    return f"{site}/articles/{record.id}?version={record.version}" if site else ""


def as_row(record: Record, site: str) -> dict[str, Value]:
    """The record by field names."""
    return {
        "id": record.id,
        "version": record.version,
        "permalink": permalink(record, site),
        "url": record.url,
        "title": record.title,
        "body": record.body,
        "language": record.language,
        "source": record.source_id,
        "publisher": record.publisher,
        "authors": list(record.authors),
        "section": record.section,
        "published_at": optional_time_text(record.published_at),
        "first_seen_at": time_text(record.first_seen_at),
        "fetched_at": time_text(record.fetched_at),
        "removed_at": optional_time_text(record.removed_at),
        "relevance": record.relevance,
        "topics": list(record.topics),
        "places": list(record.places),
        "story": record.story_id,
        "content_sha256": record.content_sha256,
        "page_sha256": record.page_sha256,
    }
