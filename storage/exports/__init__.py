"""Writers for export formats: spreadsheets, data frames, reference managers and feed readers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import IO, TypeAlias

from storage.contract import Format, Record
from storage.exports.citations import as_text, publication
from storage.exports.facts import FACT_FIELDS, as_json, fact_row, plain, write_facts
from storage.exports.fields import FIELDS
from storage.exports.tabular import csv_rows
from yaluwatch.model import Source

__all__ = [
    "FACT_FIELDS",
    "FIELDS",
    "as_json",
    "as_text",
    "csv_rows",
    "fact_row",
    "plain",
    "publication",
    "write",
    "write_facts",
]

Writer: TypeAlias = Callable[[Iterable[Record], IO[bytes], str, Mapping[str, Source]], None]

# Module and function of each writer, imported on first use.
_WRITERS: Mapping[Format, tuple[str, str]] = {
    Format.CSV: ("tabular", "write_csv"),
    Format.JSON_LINES: ("tabular", "write_json_lines"),
    Format.PARQUET: ("tabular", "write_parquet"),
    Format.RIS: ("citations", "write_ris"),
    Format.CSL_JSON: ("citations", "write_csl"),
    Format.ATOM: ("atom", "write_atom"),
}


def write(
    records: Iterable[Record],
    kind: Format,
    stream: IO[bytes],
    *,
    site: str = "",
    sources: Iterable[Source] = (),
) -> int:
    """Write records to a binary stream one by one; returns how many.

    `site` is the base URL under which this archive's pages are served; with it, every record has a permalink.
    `sources` are cited by name, with the date in their time zone.
    Raises ArchiveError when Parquet is requested and pyarrow is not installed.
    """
    total = 0

    def counted() -> Iterator[Record]:
        nonlocal total
        for record in records:
            total += 1
            yield record

    module, name = _WRITERS[kind]
    writer: Writer = getattr(import_module(f"storage.exports.{module}"), name)
    writer(counted(), stream, site.rstrip("/"), {source.id: source for source in sources})
    return total
