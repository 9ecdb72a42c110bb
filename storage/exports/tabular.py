"""Records as CSV, JSON Lines and Parquet."""

import codecs
import csv
import importlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import IO, Any

from storage.contract import Record
from storage.exports.fields import FIELDS, Value, as_row, values_of
from yaluwatch.errors import ArchiveError

# Spreadsheets read a cell that starts with one of these as a formula, full-width forms too
# (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = frozenset("=+-@\t\r＝＋－＠")

_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("id", "version", "story"), "int64"),
    **dict.fromkeys(
        ("authors", "topics", "places", "captions", "facts", "listed", "wikidata", "contradictions"), "list"
    ),
    "is_partial": "bool_",
    "relevance": "float64",
}

# Rows in a Parquet row group; this many are held in memory.
_ROW_GROUP = 5_000


def write_csv(records: Iterable[Record], stream: IO[bytes], site: str, _sources: object) -> None:
    """Write CSV (RFC 4180) with a header row."""
    csv_rows(FIELDS, (values_of(record, site) for record in records), stream)


def csv_rows(header: Iterable[str], rows: Iterable[tuple[Value, ...]], stream: IO[bytes]) -> None:
    """Write CSV (RFC 4180): the header and rows of values in its order."""
    # The byte order mark tells spreadsheets that this is UTF-8.
    stream.write(codecs.BOM_UTF8)
    writer = csv.writer(_Utf8(stream))
    writer.writerow(header)
    for row in rows:
        writer.writerow(_cells(row))


class _Utf8:
    """Encodes what is written. A TextIOWrapper would close the stream, maybe standard output, on an error."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.encode())


def write_json_lines(records: Iterable[Record], stream: IO[bytes], site: str, _sources: object) -> None:
    """Write one JSON object per line, UTF-8."""
    json_rows((as_row(record, site) for record in records), stream)


def json_rows(rows: Iterable[Mapping[str, Value]], stream: IO[bytes]) -> None:
    """Write one JSON object per line, UTF-8."""
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def write_parquet(records: Iterable[Record], stream: IO[bytes], site: str, _sources: object) -> None:
    """Write typed columns: strings, numbers, booleans and lists. Raises ArchiveError without pyarrow."""
    parquet_rows(FIELDS, _TYPES, (as_row(record, site) for record in records), stream)


def parquet_rows(
    header: Iterable[str], types: Mapping[str, str], rows: Iterator[dict[str, Value]], stream: IO[bytes]
) -> None:
    """Write Parquet; `types` are "int64", "float64", "bool_" or "list" of columns that are not strings."""
    arrow, parquet = _pyarrow()
    schema = arrow.schema([(name, _arrow_type(arrow, types.get(name, "string"))) for name in header])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(arrow.Table.from_pylist(group, schema=schema))


def _pyarrow() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise ArchiveError("Parquet needs pyarrow; run: pip install pyarrow") from error


def _arrow_type(arrow: Any, name: str) -> Any:
    return arrow.list_(arrow.string()) if name == "list" else getattr(arrow, name)()


def _groups(rows: Iterator[dict[str, Value]]) -> Iterator[list[dict[str, Value]]]:
    while group := list(islice(rows, _ROW_GROUP)):
        yield group


def _cells(row: Iterable[Value]) -> list[str | int | float | None]:
    # One loop over the row costs half of a call for each of its values.
    return [
        (f"'{cell}" if cell[:1] in _FORMULA else cell)
        if type(cell) is str
        else (_joined(cell) if isinstance(cell, tuple) else cell)
        for cell in row
    ]


def _joined(found: tuple[str, ...]) -> str:
    text = "; ".join(found)
    return f"'{text}" if text[:1] in _FORMULA else text
