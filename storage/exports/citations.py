"""Citations in RIS and CSL-JSON."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from storage.contract import Record
from storage.exports.fields import permalink


def write_ris(records: Iterable[Record], stream: IO[bytes], site: str) -> None:
    """Write RIS: per line a tag, two spaces, a hyphen, a space and the value; lines end in CR LF."""
    for record in records:
        lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in _ris(record, site) if value]
        stream.write(("\r\n".join([*lines, "ER  - "]) + "\r\n\r\n").encode())


def write_csl(records: Iterable[Record], stream: IO[bytes], site: str) -> None:
    """Write one JSON array of CSL items, item by item."""
    stream.write(b"[")
    for number, record in enumerate(records):
        item = json.dumps(_csl(record, site), ensure_ascii=False)
        stream.write((",\n" if number else "\n").encode() + item.encode())
    stream.write(b"\n]\n")


def _ris(record: Record, site: str) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "ID", f"{record.id}v{record.version}"
    yield "TI", record.title
    yield from (("AU", author) for author in _authors(record))
    yield "T2", record.publisher
    if record.published_at:
        yield "PY", f"{record.published_at:%Y}"
        yield "DA", f"{record.published_at:%Y/%m/%d}"
    yield "Y2", f"{record.fetched_at:%Y/%m/%d}"
    yield "LA", record.language
    yield "SE", record.section
    yield "UR", record.url
    yield "L2", permalink(record, site)
    yield from (("KW", topic) for topic in record.topics)
    yield "N1", f"Text as read at {record.fetched_at:%Y-%m-%dT%H:%M:%SZ}, SHA-256 {record.content_sha256}"


def _authors(record: Record) -> tuple[str, ...]:
    """The people, or else the organisation as corporate author."""
    return record.authors or ((record.organisation,) if record.organisation else ())


def _csl(record: Record, site: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"{record.id}v{record.version}",
        "type": "article-newspaper",
        "title": record.title,
        "container-title": record.publisher,
        "URL": record.url,
        "language": record.language,
        "accessed": {
            "date-parts": [[record.fetched_at.year, record.fetched_at.month, record.fetched_at.day]]
        },
        "version": str(record.version),
        "note": f"SHA-256 of the text: {record.content_sha256}",
    }
    if authors := _authors(record):
        item["author"] = [{"literal": author} for author in authors]
    if day := record.published_at:
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if record.section:
        item["section"] = record.section
    if record.topics:
        item["keyword"] = ", ".join(record.topics)
    if link := permalink(record, site):
        item["archive_location"] = link
    return item
