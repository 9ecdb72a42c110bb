"""Rows of cells from CSV, HTML pages and spreadsheets; merged cells are repeated."""

import csv
import io
from importlib import import_module
from zipfile import BadZipFile

from lxml import html

from yaluwatch.errors import ArchiveError

Rows = list[list[str]]

_ENCODINGS = ("utf-8-sig", "gb18030", "cp949", "latin-1")
_MOST_SPAN = 100


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, GB18030, CP949 or Latin-1, tried in this order.

    Korean words in a CP949 file are valid GB18030 too, so the encoding whose text has a known heading wins.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    found = []
    for encoding in _ENCODINGS:
        try:
            found.append(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    words = ("贸易", "年月", "商品", "单位", "국가", "수출", "금액", "수입", "period")
    return max(found, key=lambda text: (sum(word in text for word in words), -found.index(text)))


def csv_rows(text: str) -> Rows:
    """The rows of a CSV file; the separator is that of its first line. Empty lines are left out."""
    heading = text.lstrip().partition("\n")[0]
    mark = max((",", "\t", ";"), key=heading.count)
    return [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=mark) if any(row)
    ]


def html_rows(text: str) -> Rows:
    """The rows of all tables of a page, in order; a cell over several columns or rows is repeated in each.

    Raises ArchiveError for a page without a table, or one that ends inside it.
    """
    lowered = text.casefold()
    if lowered.count("<table") > lowered.count("</table"):
        raise ArchiveError("the page ends inside its table; download it again")
    if "<table" not in lowered:
        raise ArchiveError("the page has no table")
    found: Rows = []
    for table in html.fromstring(text).iter("table"):
        found += _grid(table)
    return [row for row in found if any(row)]


def _grid(table: html.HtmlElement) -> Rows:
    cells: dict[tuple[int, int], str] = {}
    lines = [line for line in table.iter("tr") if next(line.iterancestors("table")) is table]
    for number, line in enumerate(lines):
        column = 0
        for cell in line.iterchildren("td", "th"):
            while (number, column) in cells:
                column += 1
            for below in range(_span(cell.get("rowspan"))):
                for beside in range(_span(cell.get("colspan"))):
                    cells[number + below, column + beside] = " ".join(cell.text_content().split())
    width = max((column for _, column in cells), default=-1) + 1
    return [[cells.get((number, column), "") for column in range(width)] for number in range(len(lines))]


def sheet_rows(content: bytes) -> Rows:
    """The rows of the first sheet of an .xlsx, .xls or .ods file, merged cells repeated.

    Raises ArchiveError if the reader is not installed or the file is damaged.
    """
    try:
        calamine = import_module("python_calamine")
    except ImportError as error:
        raise ArchiveError(
            "spreadsheets need python-calamine; run: pip install python-calamine, or save it as CSV"
        ) from error
    try:
        sheet = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = sheet.merged_cell_ranges or []
    except (calamine.CalamineError, BadZipFile, OSError) as error:
        raise ArchiveError("the spreadsheet is incomplete or damaged; download it again") from error
    for (top, left), (bottom, right) in merged:
        _repeat(rows, top, left, bottom, right)
    return [row for row in rows if any(row)]


def _repeat(rows: Rows, top: int, left: int, bottom: int, right: int) -> None:
    for line in range(top, min(bottom + 1, len(rows))):
        for column in range(left, min(right + 1, len(rows[line]))):
            rows[line][column] = rows[top][left]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _span(text: str | None) -> int:
    return min(_MOST_SPAN, max(1, int(text))) if text and text.isdecimal() else 1
