"""KITA (K-stat) and KOTRA: one row per year or month, with 수출 and 수입 in thousands of dollars."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from indicators.trade.amounts import number, unit_of
from indicators.trade.countries import country
from indicators.trade.months import months
from indicators.trade.tables import Rows
from storage import ALL_GOODS, Flow, TradeFigure, TradeSeries
from yaluwatch.errors import ArchiveError
from yaluwatch.patterns import lazy_regex

_FLOWS: Final = (("수출입", Flow.TOTAL), ("교역", Flow.TOTAL), ("총액", Flow.TOTAL), ("합계", Flow.TOTAL),
                 ("수출", Flow.EXPORT), ("수입", Flow.IMPORT))  # fmt: skip
_REPORTER: Final = lazy_regex(r"(?:보고국|기준국|국가(?=\s?[:：]))\s*[:：]?\s*([가-힣A-Za-z]+)")
_PARTNER: Final = lazy_regex(r"(?:상대국|대상국|교역국)\s*[:：]?\s*([가-힣A-Za-z]+)")
_UNIT: Final = lazy_regex(r"단위\s*[:：]?\s*([^\s,)]+)")
_SKIPPED: Final = lazy_regex(r"증감|증가율|비중|수지|[%％]|중량")
_ROWS_ABOVE: Final = 8
_SMALLEST: Final = 2


def figures(rows: Rows, released: date | None) -> Iterator[TradeFigure]:
    """Figures of a spreadsheet; of a report that names no reporter, KOTRA's, North Korea reports.

    Raises ArchiveError if the heading, the unit or the countries are missing, or a row is cut.
    """
    above = " ".join(cell for row in rows[:_ROWS_ABOVE] for cell in row)
    at = next((at for at, row in enumerate(rows) if len(set(_flows(row, []).values())) >= _SMALLEST), -1)
    if at < 0:
        raise ArchiveError("no heading with 수출 and 수입")
    source = "kotra" if re.search("KOTRA|코트라|대한무역투자진흥공사", above) else "kita"
    reporter, partner = _countries(above, source)
    unit = _UNIT.search(above)
    currency, factor = unit_of(unit[1]) if unit else ("", 1)
    if not currency:
        raise ArchiveError("no unit such as 단위: 천불 above the table")
    columns = _flows(rows[at], rows[at + 1] if at + 1 < len(rows) else [])
    year = ""
    for line, row in enumerate(rows[at + 1 :], at + 2):
        if not row or (period := _period(row, year)) is None:
            continue
        year = period[0][:4]
        for column, flow in columns.items():
            if column >= len(row):
                raise ArchiveError(f"row {line} has {len(row)} cells; the file is cut, download it again")
            try:
                value = number(row[column])
            except ValueError as error:
                raise ArchiveError(f"row {line} has no amount but {error}") from error
            series = TradeSeries(source, reporter, partner, flow, ALL_GOODS, currency)
            if value is not None:
                yield TradeFigure(series, *period, round(value * factor, 2), factor, released)


def _countries(above: str, source: str) -> tuple[str, str]:
    reporter, partner = _REPORTER.search(above), _PARTNER.search(above)
    if reporter and partner:
        found = country(reporter[1]), country(partner[1])
        if all(found):
            return found
    if source == "kotra" and re.search("중국|북중", above):
        return "PRK", "CHN"
    raise ArchiveError("no line such as 보고국: 중국, 상대국: 북한 above the table")


def _flows(heading: list[str], below: list[str]) -> dict[int, Flow]:
    """Column → flow, of those with amounts; the second row of a heading has 금액 and 증감률."""
    found: dict[int, Flow] = {}
    for at, cell in enumerate(heading):
        lower = below[at] if at < len(below) else ""
        flow = next((flow for word, flow in _FLOWS if word in cell.replace(" ", "")), None)
        if flow and not _SKIPPED.search(f"{cell} {lower}"):
            found[at] = flow
    return found


def _period(row: list[str], year: str) -> tuple[str, str] | None:
    """The period of a row: 2024, 2024.12, 2024년 12월, or 12월 below a row or cell of the year."""
    first, second = row[0], row[1] if len(row) > 1 else ""
    if re.fullmatch(r"(?:19|20)\d\d년?", first) and re.fullmatch(r"(1[0-2]|0?[1-9])월", second):
        return months(f"{first[:4]}-{second.rstrip('월')}")
    if found := re.fullmatch(r"(1[0-2]|0?[1-9])월", first):
        return months(f"{year}-{found[1]}") if year else None
    return months(first)
