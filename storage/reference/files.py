"""The data files, which are authoritative: the archive refills its tables whenever one has changed."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

#: Table → its file.
TABLES: Mapping[str, str] = {
    "reference_trade": "trade.csv",
    "reference_events": "events.csv",
    "reference_identifiers": "identifiers.csv",
}


@cache
def digest() -> str:
    """SHA-256 of all files together, hexadecimal."""
    texts = (files("storage.reference").joinpath(name).read_bytes() for name in TABLES.values())
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def rows(table: str) -> Iterator[Mapping[str, str | None]]:
    """The rows of a table: column → value, None for an unknown amount."""
    with files("storage.reference").joinpath(TABLES[table]).open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            # STRICT columns convert "1995" to a number. An empty amount is unknown; other columns are not
            # nullable.
            yield {key: value or (None if key.endswith("_musd") else "") for key, value in row.items()}
