"""UN Comtrade: JSON of its API, CSV of its web site, and the CSV of its service before 2023."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from indicators.trade.amounts import number
from indicators.trade.countries import country
from indicators.trade.months import months
from indicators.trade.tables import Rows
from storage import ALL_GOODS, Flow, TradeFigure, TradeSeries
from yaluwatch.errors import ArchiveError

_FLOWS: Final = {
    "X": Flow.EXPORT, "EXPORT": Flow.EXPORT, "EXPORTS": Flow.EXPORT, "2": Flow.EXPORT,
    "M": Flow.IMPORT, "IMPORT": Flow.IMPORT, "IMPORTS": Flow.IMPORT, "1": Flow.IMPORT,
}  # fmt: skip
# Field → its names today, in the API that ended in 2023, and in that one's CSV.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "period": ("period", "Period"),
    "reporter": ("reporterISO", "reporterCode", "rtCode", "Reporter Code", "reporterDesc", "Reporter"),
    "partner": ("partnerISO", "partnerCode", "ptCode", "Partner Code", "partnerDesc", "Partner"),
    "flow": ("flowCode", "rgCode", "Trade Flow Code", "flowDesc", "Trade Flow"),
    "commodity": ("cmdCode", "Commodity Code"),
    "value": ("primaryValue", "TradeValue", "Trade Value (US$)"),
}
# Breakdowns of one figure: only the row that stands for all of them counts, else figures count twice.
_WHOLE: Final = {
    "partner2Code": ("0", "", "None"),
    "motCode": ("0", "", "None"),
    "customsCode": ("C00", "", "None"),
}


def json_records(text: str) -> list[Mapping[str, Any]]:
    """The records of an answer of the API.

    Raises ArchiveError for one that is cut, reports an error or has fewer records than it says.
    """
    try:
        answer = json.loads(text)
    except ValueError as error:
        raise ArchiveError("the JSON ends too early or is damaged; download it again") from error
    records = answer if isinstance(answer, list) else answer.get("data", answer.get("dataset"))
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ArchiveError("the JSON has no list of records named data; is it an answer of UN Comtrade?")
    told = answer.get("count") if isinstance(answer, dict) else None
    if isinstance(told, int) and told > len(records):
        raise ArchiveError(
            f"the answer says {told} records and has {len(records)}; ask for fewer periods at once"
        )
    return records


def csv_records(rows: Rows) -> list[Mapping[str, Any]]:
    """The rows as records by heading. Raises ArchiveError for a row with fewer cells than the heading."""
    heading = rows[0]
    for line, row in enumerate(rows[1:], 2):
        if len(row) < len(heading):
            raise ArchiveError(
                f"row {line} has {len(row)} cells of {len(heading)}; the file is cut, download it again"
            )
    return [dict(zip(heading, row, strict=False)) for row in rows[1:]]


def figures(records: Sequence[Mapping[str, Any]], released: date | None) -> Iterator[TradeFigure]:
    """The figures of all records that stand for whole flows; records of other countries are left out.

    Raises ArchiveError for a record without period, flow or value, naming it.
    """
    for at, record in enumerate(records, 1):
        if any(str(record.get(name, "")) not in allowed for name, allowed in _WHOLE.items()):
            continue
        reporter, partner = _country(record, "reporter"), _country(record, "partner")
        flow = _FLOWS.get(_first(record, "flow").upper())
        if not reporter or not partner or flow is None:
            continue
        period = months(_first(record, "period"))
        try:
            value = number(_first(record, "value"))
        except ValueError as error:
            raise ArchiveError(f"record {at} has no amount but {error}") from error
        if period is None or value is None:
            raise ArchiveError(f"record {at} has no period or no value; is it an answer of UN Comtrade?")
        commodity = _first(record, "commodity").upper() or ALL_GOODS
        series = TradeSeries("comtrade", reporter, partner, flow, commodity, "USD")
        yield TradeFigure(series, *period, value, 1, released)


def _first(record: Mapping[str, Any], field: str) -> str:
    return next((str(record[name]) for name in _NAMES[field] if record.get(name) not in {None, ""}), "")


def _country(record: Mapping[str, Any], field: str) -> str:
    """The country by any of its columns: ISO codes are empty in answers without descriptions."""
    texts = (str(record[name]) for name in _NAMES[field] if record.get(name) not in {None, ""})
    return next((code for code in map(country, texts) if code), "")
