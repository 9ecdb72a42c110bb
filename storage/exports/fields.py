"""The fields of an export, in column order."""

from collections.abc import Mapping

from storage.contract import Record
from yaluwatch.model import StoredArticle
from yaluwatch.times import optional_time_text, time_text

#: Name → description. Lists are joined with "; " in formats without lists.
FIELDS: Mapping[str, str] = {
    "id": "article id, never reused",
    "version": "number of the version, counted from 1",
    "permalink": "URL of exactly this version; empty when no site URL is configured",
    "url": "canonical URL at the source",
    "title": "as printed",
    "body": "plain text, paragraphs separated by a blank line",
    "language": "ISO 639-1",
    "source": "source id",
    "publisher": "the source's publisher",
    "authors": "list of names as printed",
    "section": "section of the site; empty when none is given",
    "published_at": "publication time according to the site, ISO 8601 UTC; empty when it gives none",
    "first_seen_at": "when it was first read, ISO 8601 UTC",
    "fetched_at": "when this version was read, ISO 8601 UTC",
    "removed_at": "since when the page has been gone from the site; empty while it is there",
    "relevance": "0 to 1; empty before classification",
    "topics": "list, most probable first",
    "places": "list of gazetteer ids",
    "story": "id of the story it belongs to; empty while ungrouped",
    "content_sha256": "SHA-256 of title and body with whitespace collapsed",
    "page_sha256": "SHA-256 of the page's bytes; empty when the text came with the feed",
    "captions": "list of picture captions in the order of the page; not part of the body",
    "organisation": "news agency or desk named in the byline; empty for none",
    "facts": "list, one JSON object per fact of this version; `yalu facts` exports them one per row",
    "is_partial": "whether the body may be only part of the article (for subscribers, or of a page cut off)",
    "listed": "list, one JSON object per entry of a sanctions list that this version names",
    "wikidata": "list of Wikidata items of the places, as far as known, in the order of `places`",
    "contradictions": "list, one JSON object per pair of passages of this version that cannot both be right",
}

Value = str | int | float | tuple[str, ...] | None


def permalink(record: Record | StoredArticle, site: str) -> str:
    """The URL of exactly this version; "" without a site."""
    return f"{site}/articles/{record.id}?version={record.version}" if site else ""


def as_row(record: Record, site: str) -> dict[str, Value]:
    """The record's values by field name, in the order of `FIELDS`."""
    return dict(zip(FIELDS, values_of(record, site), strict=True))


def values_of(record: Record, site: str) -> tuple[Value, ...]:
    """The record's values in the order of `FIELDS`."""
    return (
        record.id,
        record.version,
        permalink(record, site),
        record.url,
        record.title,
        record.body,
        record.language,
        record.source_id,
        record.publisher,
        record.authors,
        record.section,
        optional_time_text(record.published_at),
        time_text(record.first_seen_at),
        time_text(record.fetched_at),
        optional_time_text(record.removed_at),
        record.relevance,
        record.topics,
        record.places,
        record.story_id,
        record.content_sha256,
        record.page_sha256,
        record.captions,
        record.organisation,
        record.facts,
        record.is_partial,
        record.listed,
        record.wikidata,
        record.contradictions,
    )
