"""Records as an Atom feed (RFC 4287)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import IO

from storage.contract import Record
from storage.exports.citations import publication
from storage.exports.fields import permalink
from yaluwatch.atom import AtomEntry, AtomWriter
from yaluwatch.model import Source

_SUMMARY = 280


def write_atom(
    records: Iterable[Record], stream: IO[bytes], site: str, sources: Mapping[str, Source]
) -> None:
    """Write a feed of the records, entry by entry."""
    feed = AtomWriter(stream)
    feed.start(
        title="Yaluwatch: China–North Korea trade",
        feed_id=f"{site}/" if site else "urn:yaluwatch:articles",
        updated=datetime.now(UTC),
    )
    for record in records:
        feed.entry(_entry(record, site, sources))
    feed.end()


def _entry(record: Record, site: str, sources: Mapping[str, Source]) -> AtomEntry:
    link = permalink(record, site)
    return AtomEntry(
        id=link or f"urn:yaluwatch:article:{record.id}:{record.version}",
        title=record.title,
        url=record.url,
        language=record.language,
        updated=record.fetched_at,
        published=record.published_at or record.first_seen_at,
        authors=record.authors or (record.organisation or publication(record, sources),),
        categories=record.topics,
        summary=record.body[:_SUMMARY] + ("…" if len(record.body) > _SUMMARY else ""),
        via=link,
    )
