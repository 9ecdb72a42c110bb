"""Reads a file of trade statistics: which format it has, and the figures in it."""

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from indicators.trade import comtrade, customs, korea, plain
from indicators.trade.tables import Rows, csv_rows, decoded, html_rows, sheet_rows
from storage import Flow, TradeFigure, TradeImport
from yaluwatch.errors import ArchiveError


class StatisticsFormat(StrEnum):
    """Formats of files with trade statistics."""

    COMTRADE = "comtrade"
    CUSTOMS = "customs"
    KOREA = "korea"
    #: One row per figure: reporter, partner, period, flow, value_usd.
    PLAIN = "plain"


_SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_statistics(
    name: str,
    content: bytes,
    *,
    kind: StatisticsFormat | None = None,
    flow: Flow | None = None,
    released: date | None = None,
) -> TradeImport:
    """The figures of a file; `kind` is found out unless given.

    `flow` is that of the online query of China Customs, which does not say it; `released` the day of
    publication. Raises ArchiveError, with the name of the file, if it is no such file or is cut.
    """
    try:
        found, figures = _read(content, kind, flow, released)
        listed = tuple(dict.fromkeys(figures))
        if not listed:
            raise ArchiveError("there are no figures of a country that is followed in it")
        _refuse_conflicts(listed)
    except ArchiveError as error:
        raise ArchiveError(f"{PurePath(name).name or name}: {error}") from error
    # The same file with another day of publication, or flow, is another import.
    told = f"{released or ''}{flow or ''}".encode()
    return TradeImport(name, hashlib.sha256(content + told).hexdigest(), found.value, listed)


def _read(
    content: bytes, kind: StatisticsFormat | None, flow: Flow | None, released: date | None
) -> tuple[StatisticsFormat, Iterable[TradeFigure]]:
    if not content.strip():
        raise ArchiveError("the file is empty")
    if content.startswith(_SPREADSHEETS):
        return _of_rows(sheet_rows(content), "", kind, flow, released)
    text = decoded(content).replace("\0", "")
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in {"{", "["}:
        return StatisticsFormat.COMTRADE, comtrade.figures(comtrade.json_records(text), released)
    if start == "<":
        return _of_rows(html_rows(text), _outside_tables(text), kind, flow, released)
    rows = csv_rows(text)
    _refuse_cut(text)
    return _of_rows(rows, "", kind, flow, released)


def _of_rows(
    rows: Rows, text: str, kind: StatisticsFormat | None, flow: Flow | None, released: date | None
) -> tuple[StatisticsFormat, Iterable[TradeFigure]]:
    if not rows:
        raise ArchiveError("the file has no rows")
    found = kind or _format(rows, text)
    match found:
        case StatisticsFormat.COMTRADE:
            return found, comtrade.figures(comtrade.csv_records(rows), released)
        case StatisticsFormat.CUSTOMS if customs.is_query(rows):
            return found, customs.query_figures(rows, flow, released)
        case StatisticsFormat.CUSTOMS:
            return found, customs.table_figures(rows, text, released)
        case StatisticsFormat.KOREA:
            return found, korea.figures(rows, released)
        case StatisticsFormat.PLAIN:
            return found, plain.figures(rows, released)


def _format(rows: Rows, text: str) -> StatisticsFormat:
    heading = customs.headings(rows) + text[:2000]
    if {"primaryValue", "Trade Value (US$)", "TradeValue"} & set(rows[0]):
        return StatisticsFormat.COMTRADE
    if plain.is_plain(rows):
        return StatisticsFormat.PLAIN
    if customs.is_query(rows) or "进出口" in heading or "Exports" in heading:
        return StatisticsFormat.CUSTOMS
    if "수출" in heading and "수입" in heading:
        return StatisticsFormat.KOREA
    known = ", ".join(StatisticsFormat)
    raise ArchiveError(f"its format is not known; name it with --format: {known}")


def _refuse_cut(text: str) -> None:
    """Refuse a CSV file that ends inside quotation marks."""
    try:
        list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise ArchiveError("the file ends inside a cell; download it again") from error


def _refuse_conflicts(figures: Iterable[TradeFigure]) -> None:
    """Refuse two figures of one series and period: the file has a breakdown that is not known."""
    seen: dict[tuple[object, ...], float] = {}
    for figure in figures:
        key = (figure.series, figure.first, figure.last)
        if seen.setdefault(key, figure.value) != figure.value:
            span = figure.first if figure.first == figure.last else f"{figure.first} to {figure.last}"
            raise ArchiveError(
                f"it has two values for {figure.series.flow} of {figure.series.commodity} in {span}; "
                "leave breakdowns out of the download"
            )


def _outside_tables(text: str) -> str:
    """The words of a page in front of its first table."""
    head = text[: text.casefold().find("<table")]
    return " ".join(piece.partition(">")[2] for piece in f">{head}".split("<"))
