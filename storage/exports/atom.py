"""Records as an Atom feed (RFC 4287)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO

from storage.contract import Record
from storage.exports.fields import permalink
from yaluwatch.atom import AtomEntry, AtomWriter

_SUMMARY = 280


def write_atom(records: Iterable[Record], stream: IO[bytes], site: str) -> None:
    """Write a feed of the records, entry by entry."""
    feed = AtomWriter(stream)
    feed.start(
        title="Yaluwatch: China–North Korea trade",
        feed_id=f"{site}/" if site else "urn:yaluwatch:articles",
        updated=datetime.now(UTC),
    )
    for record in records:
        feed.entry(_entry(record, site))
    feed.end()


def _entry(record: Record, site: str) -> AtomEntry:
    link = permalink(record, site)
    return AtomEntry(
        id=link or f"urn:yaluwatch:article:{record.id}:{record.version}",
        title=record.title,
        url=record.url,
        language=record.language,
        updated=record.fetched_at,
        published=record.published_at or record.first_seen_at,
        authors=record.authors or (record.organisation or record.publisher,),
        categories=record.topics,
        summary=record.body[:_SUMMARY] + ("…" if len(record.body) > _SUMMARY else ""),
        via=link,
    )
