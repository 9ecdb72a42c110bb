"""The table article_table_cells: the tables in articles, one row per cell."""

import re
from collections.abc import Iterator, Sequence

from storage.contract import Cell
from storage.sql.database import Database
from storage.sql.rows import insert_all
from yaluwatch.model import Table
from yaluwatch.patterns import lazy_regex

_NUMBER = lazy_regex(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_MINUS = str.maketrans({"−": "-", "–": "-", "△": "-", "▲": "-", "％": "%", "，": ","})


def number_of(text: str) -> float | None:
    """The number in a cell, None when its text is not a number.

    >>> number_of("1,023.541"), number_of("−3.8%"), number_of("n/a")
    (1023.541, -3.8, None)
    """
    plain = text.translate(_MINUS).strip().removesuffix("%").strip()
    return float(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


def add(db: Database, article_id: int, version: int, tables: Sequence[Table]) -> None:
    """Store the tables of a version."""
    rows = [
        {
            "article": cell.article_id,
            "version": cell.version,
            "table_number": cell.table,
            "row_number": cell.row,
            "column_number": cell.column,
            "text": cell.text,
            "number": cell.number,
        }
        for cell in _cells(article_id, version, tables)
    ]
    insert_all(db, "article_table_cells", rows)


def read(db: Database, article_id: int, version: int) -> list[Cell]:
    """The cells of a version, table by table, row by row."""
    rows = db.execute(
        """
        SELECT article, version, table_number, row_number, column_number, text, number
        FROM article_table_cells WHERE article = ? AND version = ? ORDER BY 3, 4, 5
        """,
        [article_id, version],
    )
    return [
        Cell(article_id=article, version=number, table=table, row=row, column=column, text=text, number=value)
        for article, number, table, row, column, text, value in rows
    ]


def _cells(article_id: int, version: int, tables: Sequence[Table]) -> Iterator[Cell]:
    for table_number, table in enumerate(tables, 1):
        for row_number, row in enumerate(table, 1):
            for column_number, text in enumerate(row, 1):
                yield Cell(
                    article_id=article_id,
                    version=version,
                    table=table_number,
                    row=row_number,
                    column=column_number,
                    text=text,
                    number=number_of(text),
                )
