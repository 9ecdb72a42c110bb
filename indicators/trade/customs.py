"""China Customs: monthly tables by country (page, CSV or spreadsheet), and CSV of the online query."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from indicators.trade.amounts import number, unit_of
from indicators.trade.countries import country
from indicators.trade.months import Months, months
from indicators.trade.tables import Rows
from storage import ALL_GOODS, Flow, TradeFigure, TradeSeries
from yaluwatch.errors import ArchiveError
from yaluwatch.patterns import lazy_regex

# (2) 2024年12月进出口商品国别（地区）总值表（美元值） · (2) Imports and Exports by Country, December 2024
_TITLE: Final = lazy_regex(
    r"((?:19|20)\d\d)\s?年\s?(?:1\s?[至-]\s?)?(1[0-2]|0?[1-9])\s?月|\b(1[0-2]|0?[1-9])[./]\s?((?:19|20)\d\d)\b"
    r"|(January|February|March|April|May|June|July|August|September|October|November|December),?\s((?:19|20)\d\d)"
)
_MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
                  "october", "november", "december")  # fmt: skip
_UNIT: Final = lazy_regex(r"(?:单位|單位|Unit)\s*[:：∶]?\s*([^\s<|]+(?:\s\d*\s?\w+)?)", re.IGNORECASE)
_RELEASED: Final = lazy_regex(
    r"(?:发布(?:时间|日期)|發布時間|Release\sdate|Date)\s*[:：]?\s*((?:19|20)\d\d)[-./年](\d\d?)[-./月](\d\d?)"
)
_TOTAL: Final = lazy_regex(
    r"进出口|進出口|Total|Imports?\s?(?:and|&)\s?Exports?|Exports?\s?(?:and|&)\s?Imports?", re.IGNORECASE
)
_EXPORT: Final = lazy_regex(r"出口|Export", re.IGNORECASE)
_IMPORT: Final = lazy_regex(r"进口|進口|Import", re.IGNORECASE)
_TO_DATE: Final = lazy_regex(r"(?<!\d)0?1\s?[至-]|累计|累計|(?:Jan|1)\s?(?:-|–|to)", re.IGNORECASE)
_CHANGE: Final = lazy_regex(r"[±%％]|比|change|over", re.IGNORECASE)
_SMALLEST: Final = 3
#: Headings of the online query.
_QUERY_PERIOD: Final = "数据年月"
_PARTNER: Final = ("贸易伙伴名称", "贸易伙伴编码", "贸易伙伴")
_CURRENCY_COLUMNS: Final = {"美元": "USD", "金额_美元": "USD", "人民币": "CNY", "金额_人民币": "CNY"}
_FLOW_COLUMNS: Final = ("进出口类型", "进出口", "贸易流向")


def is_query(rows: Rows) -> bool:
    """Whether it is a file of the online query at stats.customs.gov.cn."""
    return bool(rows) and _QUERY_PERIOD in rows[0]


def query_figures(rows: Rows, flow: Flow | None, released: date | None) -> Iterator[TradeFigure]:
    """Figures of the online query, summed over ways of trade and provinces.

    `flow` is what was asked for, as the file does not say it. Raises ArchiveError for a cut row, an amount
    that is none, or a flow that nobody states.
    """
    heading = rows[0]
    name = next((name for name in _CURRENCY_COLUMNS if name in heading), "")
    if not name:
        raise ArchiveError(f"no column 美元 or 人民币 in the heading: {', '.join(heading)}")
    sums: dict[tuple[TradeSeries, Months], float] = {}
    for line, row in enumerate(rows[1:], 2):
        if len(row) <= heading.index(name):
            raise ArchiveError(f"row {line} has {len(row)} cells; the file is cut, download it again")
        named = dict(zip(heading, row, strict=False))
        partner = next((code for column in _PARTNER if (code := country(named.get(column, "")))), "")
        period = months(named[_QUERY_PERIOD])
        if not partner or partner == "CHN":
            continue
        way = _flow_of(next((named[column] for column in _FLOW_COLUMNS if named.get(column)), "")) or flow
        if way is None:
            raise ArchiveError(
                "the file does not say whether these are exports or imports; add --flow export or import"
            )
        value = _amount(named[name], line)
        if period is None or value is None:
            raise ArchiveError(f"row {line} has no month or no amount")
        goods = (named.get("商品编码") or ALL_GOODS).strip()
        series = TradeSeries("gacc", "CHN", partner, way, goods, _CURRENCY_COLUMNS[name])
        sums[series, period] = sums.get((series, period), 0.0) + value
    for (series, (first, last)), value in sums.items():
        yield TradeFigure(series, first, last, value, 1, released)


def table_figures(rows: Rows, text: str, released: date | None) -> Iterator[TradeFigure]:
    """Figures of the month and of the year to date in a table by country.

    `text` is the page around the table, which may have month, unit and day of publication. Raises
    ArchiveError if month or unit is missing, or if no row is about North Korea.
    """
    whole = " ".join([text, *(cell for row in rows[:_SMALLEST] for cell in row)])
    month, currency, factor = _month(whole), *_unit(whole)
    released = released or _released(whole)
    columns = _columns(rows)
    source = "gacc-prelim" if re.search(r"主要国别|主要国家|Major\sCountr", whole) else "gacc"
    found = False
    for line, row in enumerate(rows, 1):
        partner = next((code for cell in row[:2] if (code := country(cell))), "")
        if not partner or partner in {"CHN", "WLD"}:
            continue
        found = True
        for at, (flow, is_to_date) in columns.items():
            value = _amount(row[at], line) if at < len(row) else None
            if at >= len(row):
                raise ArchiveError(f"row {line} has {len(row)} cells; the file is cut, download it again")
            first = f"{month[:4]}-01" if is_to_date else month
            series = TradeSeries(source, "CHN", partner, flow, ALL_GOODS, currency)
            if value is not None:
                yield TradeFigure(series, first, month, round(value * factor, 2), factor, released)
    if not found:
        raise ArchiveError("no row is about North Korea (朝鲜); is it the table by country, and whole?")


def _month(text: str) -> str:
    found = _TITLE.search(text)
    if found is None:
        raise ArchiveError("no month such as 2024年12月 in the title of the table")
    if found[1]:
        return f"{found[1]}-{int(found[2]):02}"
    if found[3]:
        return f"{found[4]}-{int(found[3]):02}"
    return f"{found[6]}-{_MONTHS.index(found[5].casefold()) + 1:02}"


def _unit(text: str) -> tuple[str, int]:
    found = _UNIT.search(text)
    currency, factor = unit_of(found[1]) if found else ("", 1)
    if not currency:
        raise ArchiveError("no unit such as 单位：千美元 above the table")
    return currency, factor


def _released(text: str) -> date | None:
    found = _RELEASED.search(text)
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _columns(rows: Rows) -> dict[int, tuple[Flow, bool]]:
    """Column → its flow and whether it is the year to date, from one or two rows of headings."""
    first = next(
        (at for at, row in enumerate(rows) if sum(_flow_of(cell) is not None for cell in row) >= _SMALLEST),
        -1,
    )
    if first < 0:
        raise ArchiveError("no heading with 进出口, 出口 and 进口")
    below = rows[first + 1] if first + 1 < len(rows) else []
    found: dict[int, tuple[Flow, bool]] = {}
    for at, cell in enumerate(rows[first]):
        flow = _flow_of(cell)
        lower = below[at] if at < len(below) and not _is_number(below[at]) else ""
        if at == 0 or flow is None or _CHANGE.search(f"{cell} {lower}"):
            continue
        found[at] = flow, _TO_DATE.search(f"{cell} {lower}") is not None
    return found


def _flow_of(text: str) -> Flow | None:
    if _TOTAL.search(text) or (_EXPORT.search(text) and _IMPORT.search(text)):
        return Flow.TOTAL
    if _EXPORT.search(text):
        return Flow.EXPORT
    return Flow.IMPORT if _IMPORT.search(text) else None


def _is_number(text: str) -> bool:
    try:
        return number(text) is not None
    except ValueError:
        return False


def _amount(text: str, line: int) -> float | None:
    try:
        return number(text)
    except ValueError as error:
        raise ArchiveError(f"row {line} has no amount but {error}") from error


def headings(rows: Sequence[Sequence[str]]) -> str:
    """The first rows as one text, to tell formats apart."""
    return " ".join(cell for row in rows[:6] for cell in row)
