"""Citations in RIS and CSL-JSON, and as a line of text.

An article is cited as its publication dates it: by the publication's own name, with the day in its time zone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from storage.contract import Record
from storage.exports.fields import permalink
from yaluwatch.model import Source, StoredArticle
from yaluwatch.times import time_text

Sources = Mapping[str, Source]


def write_ris(records: Iterable[Record], stream: IO[bytes], site: str, sources: Sources) -> None:
    """Write RIS: per line a tag, two spaces, a hyphen, a space and the value; lines end in CR LF."""
    for record in records:
        fields = _ris(record, site, sources)
        lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
        stream.write(("\r\n".join([*lines, "ER  - "]) + "\r\n\r\n").encode())


def write_csl(records: Iterable[Record], stream: IO[bytes], site: str, sources: Sources) -> None:
    """Write one JSON array of CSL items, item by item."""
    stream.write(b"[")
    for number, record in enumerate(records):
        item = json.dumps(_csl(record, site, sources), ensure_ascii=False)
        stream.write((",\n" if number else "\n").encode() + item.encode())
    stream.write(b"\n]\n")


def as_text(stored: StoredArticle, content_sha256: str, site: str, sources: Sources) -> str:
    """A citation in one line: authors, title, publication, day, URL, and which text of it was read."""
    article, source = stored.article, sources.get(stored.article.source_id)
    day = _day(article.published_at, source)
    authors = ", ".join(_names(article.authors, article.organisation))
    read = f"version {stored.version}, read {time_text(article.fetched_at)}"
    parts = [
        f"{authors}. " if authors else "",
        f"“{article.title}”. {source.name if source else stored.publisher}",
        f", {day:%Y-%m-%d}" if day else "",
        f". {article.url} ({read}, SHA-256 {content_sha256})",
    ]
    link = permalink(stored, site)
    return " ".join("".join(parts).split()) + (f". Archived: {link}" if link else ".")


def publication(record: Record, sources: Sources) -> str:
    """The publication's own name; of a source that is no longer listed, its publisher."""
    source = sources.get(record.source_id)
    return source.name if source else record.publisher


def published_day(record: Record, sources: Sources) -> date | None:
    """The day of publication where it was published; in UTC if its source is no longer listed."""
    return _day(record.published_at, sources.get(record.source_id))


def _day(at: datetime | None, source: Source | None) -> date | None:
    return at.astimezone(ZoneInfo(source.timezone if source else "UTC")).date() if at else None


def _ris(record: Record, site: str, sources: Sources) -> Iterator[tuple[str, str]]:
    name = publication(record, sources)
    yield "TY", "NEWS"
    yield "ID", f"{record.id}v{record.version}"
    yield "TI", record.title
    yield from (("AU", author) for author in _authors(record))
    yield "T2", name
    yield "PB", record.publisher if record.publisher != name else ""
    if day := published_day(record, sources):
        yield "PY", f"{day.year:04}"
        yield "DA", f"{day.year:04}/{day:%m/%d}"
    yield "Y2", f"{record.fetched_at:%Y/%m/%d}"
    yield "LA", record.language
    yield "SE", record.section
    yield "UR", record.url
    yield "L2", permalink(record, site)
    yield from (("KW", topic) for topic in record.topics)
    yield "N1", f"Text as read at {time_text(record.fetched_at)}, SHA-256 {record.content_sha256}"


def _authors(record: Record) -> tuple[str, ...]:
    """The people, or else the organisation as corporate author."""
    return _names(record.authors, record.organisation)


def _names(authors: Sequence[str], organisation: str) -> tuple[str, ...]:
    return tuple(authors) or ((organisation,) if organisation else ())


def _csl(record: Record, site: str, sources: Sources) -> dict[str, Any]:
    name = publication(record, sources)
    item: dict[str, Any] = {
        "id": f"{record.id}v{record.version}",
        "type": "article-newspaper",
        "title": record.title,
        "container-title": name,
        "URL": record.url,
        "language": record.language,
        "accessed": {
            "date-parts": [[record.fetched_at.year, record.fetched_at.month, record.fetched_at.day]]
        },
        "version": str(record.version),
        "note": f"SHA-256 of the text: {record.content_sha256}",
    }
    if record.publisher != name:
        item["publisher"] = record.publisher
    if authors := _authors(record):
        item["author"] = [{"literal": author} for author in authors]
    if day := published_day(record, sources):
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if record.section:
        item["section"] = record.section
    if record.topics:
        item["keyword"] = ", ".join(record.topics)
    if link := permalink(record, site):
        item["archive_location"] = link
    return item
