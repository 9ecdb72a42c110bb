"""Records in the formats of spreadsheets, programs, reference managers and feed readers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO

from storage.contract import Format, Record
from storage.exports.atom import write_atom
from storage.exports.citations import write_csl, write_ris
from storage.exports.fields import FIELDS
from storage.exports.tabular import write_csv, write_json_lines, write_parquet

__all__ = ["FIELDS", "write"]


_WRITERS: Mapping[Format, Callable[[Iterable[Record], IO[bytes], str], None]] = {
    Format.CSV: write_csv,
    Format.JSON_LINES: write_json_lines,
    Format.PARQUET: write_parquet,
    Format.RIS: write_ris,
    Format.CSL_JSON: write_csl,
    Format.ATOM: write_atom,
}


def write(records: Iterable[Record], kind: Format, stream: IO[bytes], *, site: str = "") -> int:
    """Write records to a binary stream as they come; how many there were.

    `site` is the address under which the pages of this archive are served; with it every record
    carries its permalink. Raises ArchiveError when Parquet is asked for and pyarrow is missing.
    """
    total = 0

    def counted() -> Iterator[Record]:
        nonlocal total
        for record in records:
            total += 1
            yield record

    _WRITERS[kind](counted(), stream, site.rstrip("/"))
    return total
