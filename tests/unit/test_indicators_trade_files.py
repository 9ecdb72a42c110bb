"""Files of trade statistics: each format as its publisher writes it, and ways in which files are cut."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest

from indicators.trade import StatisticsFormat, country, read_statistics
from indicators.trade.months import months
from indicators.trade.tables import html_rows
from storage import Flow, TradeFigure
from tests.shared_material import shared
from yaluwatch.errors import ArchiveError

PAGE = """<html><body><h2>（2）2024年12月进出口商品国别（地区）总值表（美元值）</h2>
<p>发布时间：2025-01-18</p><p>单位：千美元</p><table>
<tr><td rowspan="2">进口原产国（地）<br>出口最终目的国（地）</td><td colspan="2">进出口</td>
<td colspan="2">出口</td>
<td colspan="2">进口</td><td colspan="3">累计比去年同期±％</td></tr>
<tr><td>12月</td><td>1至12月</td><td>12月</td><td>1至12月</td><td>12月</td><td>1至12月</td>
<td>进出口</td><td>出口</td><td>进口</td></tr>
<tr><td>总值</td><td>9</td><td>9</td><td>9</td><td>9</td><td>9</td><td>9</td><td>1</td><td>1</td><td>1</td></tr>
<tr><td>&nbsp;&nbsp;朝鲜</td><td>250,108</td><td>2,180,390</td><td>212,456</td><td>1,833,000</td><td>37,652</td>
<td>-</td><td>-5.0</td><td>-8.0</td><td>19.0</td></tr>
</table></body></html>"""
QUERY = (
    "数据年月,商品编码,商品名称,贸易伙伴编码,贸易伙伴名称,贸易方式编码,贸易方式名称,美元,\n"
    '202412,27011100,无烟煤,109,朝鲜,10,一般贸易,"1,234,567",\n'
    '202412,27011100,无烟煤,109,朝鲜,14,来料加工,"1,000",\n'
    '202412,27011100,无烟煤,344,俄罗斯,14,来料加工,"5,000",\n'
)
KITA = """국가별 수출입,,,,
"보고국: 중국, 상대국: 북한",,,,"단위: 천불, %"
연도,수출,,수입,
,금액,증감률,금액,증감률
2019,"2,588,842",16.8,"216,145",1.4
2020년,"491,059",-81.0,"48,001",-77.8
12월,"3,381",-98.0,"1,600",-90.0
2021.01,30,-99.0,1 ,-99.0
총계,1,1,1,1
"""


def record(**changes: Any) -> dict[str, Any]:
    made = {
        "typeCode": "C", "freqCode": "M", "period": "202412", "reporterCode": 156, "reporterISO": "CHN",
        "flowCode": "X", "partnerCode": 408, "partnerISO": "PRK", "partner2Code": 0, "motCode": 0,
        "customsCode": "C00", "cmdCode": "TOTAL", "primaryValue": 212455984.0,
    }  # fmt: skip
    return made | changes


def answer(*records: dict[str, Any], **more: Any) -> bytes:
    return json.dumps(
        {"elapsedTime": "0.1 secs", "count": len(records), "data": records, "error": ""} | more
    ).encode()


def figures(content: bytes, **options: Any) -> list[tuple[str, str, str, str, float]]:
    found = read_statistics("a", content, **options).figures
    return [
        (each.series.flow.value, each.series.commodity, each.first, each.last, each.value) for each in found
    ]


def test_the_api_of_comtrade_gives_figures() -> None:
    found = read_statistics("a.json", answer(record(), record(flowCode="M", primaryValue=37651684)))
    assert found.format == "comtrade"
    out, back = found.figures
    assert (out.series.source, out.series.reporter, out.series.partner) == ("comtrade", "CHN", "PRK")
    assert (out.value, out.first, out.last, out.unit) == (212455984.0, "2024-12", "2024-12", 1)
    assert back.series.flow is Flow.IMPORT


def test_breakdowns_by_transport_or_customs_procedure_do_not_count_twice() -> None:
    whole, ship, road = (
        record(),
        record(motCode=2100, primaryValue=2e8),
        record(motCode=3200, primaryValue=1e7),
    )
    assert len(figures(answer(whole, ship, road, record(partner2Code=643), record(customsCode="C04")))) == 1


def test_two_values_of_one_figure_are_refused() -> None:
    with pytest.raises(ArchiveError, match="two values for export of TOTAL in 2024-12"):
        figures(answer(record(), record(primaryValue=5)))


def test_an_answer_without_descriptions_is_read_by_its_codes() -> None:
    assert len(figures(answer(record(reporterISO=None, partnerISO=None, reporterDesc=None)))) == 1


def test_the_api_that_ended_in_2023_is_read() -> None:
    old = {
        "period": 2020,
        "rtCode": 156,
        "ptCode": 408,
        "rgCode": 2,
        "cmdCode": "TOTAL",
        "TradeValue": 490967988,
    }
    assert figures(json.dumps({"validation": {}, "dataset": [old]}).encode()) == [
        ("export", "TOTAL", "2020-01", "2020-12", 490967988.0)
    ]


def test_its_csv_is_read_in_old_and_new_columns() -> None:
    new = (
        "typeCode,freqCode,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,cmdCode,primaryValue\n"
        "C,A,2020,156,CHN,M,408,PRK,2701,47948195.5,\n"
    )
    assert figures(b"\xef\xbb\xbf" + new.encode()) == [("import", "2701", "2020-01", "2020-12", 47948195.5)]
    old = (
        "Year,Period,Trade Flow,Reporter,Partner,Commodity Code,Trade Value (US$)\n"
        "2012,2012,Export,China,Dem. People's Rep. of Korea,TOTAL,1\n"
    )
    assert figures(old.encode("latin-1")) == [("export", "TOTAL", "2012-01", "2012-12", 1.0)]


def test_trade_with_countries_that_are_not_followed_is_left_out() -> None:
    assert len(figures(answer(record(), record(partnerISO="FRA", partnerCode=251)))) == 1
    with pytest.raises(ArchiveError, match="no figures of a country that is followed"):
        figures(answer(record(partnerISO="FRA", partnerCode=251)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b'{"data": [', "ends too early"),
        (b'{"data": 5}', "no list of records"),
        (answer(record(), count=9), "says 9 records and has 1"),
        (answer(record(primaryValue="1.2.3")), "record 1 has no amount but 1.2.3"),
        (answer(record(period="soon")), "record 1 has no period or no value"),
        (b"a,b\n1,2\n", "format is not known"),
        (b'a,b\n1,"2\n', "ends inside a cell"),
        (b"typeCode,period,primaryValue\nC,2020\n", "row 2 has 2 cells of 3"),
        (b"<html><p>None</p></html>", "has no table"),
        (PAGE[:-30].encode(), "ends inside its table"),
        (PAGE.replace("2024年12月", "").encode(), "no month such as"),
        (PAGE.replace("单位：千美元", "").encode(), "no unit such as"),
        (PAGE.replace("朝鲜", "法国").encode(), "no row is about North Korea"),
        (PAGE.replace("250,108", "250.108,0").encode(), "no amount but 250.108,0"),
        (QUERY.encode("gb18030"), "add --flow"),
        (QUERY.replace("美元", "欧元").encode("gb18030"), "no column 美元 or 人民币"),
        (KITA.replace("단위: 천불", "").encode(), "no unit such as 단위"),
        (KITA.replace("상대국: 북한", "").encode(), "no line such as 보고국"),
        (KITA.replace("2,588,842", "2.588.842").encode(), "no amount but 2.588.842"),
    ],
)
def test_what_is_cut_or_unknown_is_refused_with_one_sentence(content: bytes, message: str) -> None:
    with pytest.raises(ArchiveError, match=message) as refused:
        read_statistics("/data/a.bin", content)
    assert str(refused.value).startswith("a.bin: ")
    assert "\n" not in str(refused.value)


def test_a_page_of_chinese_customs_gives_the_month_and_the_year_to_date() -> None:
    found = read_statistics("a.html", PAGE.encode("gb18030"))
    assert found.format == "customs"
    assert [(each.series.flow.value, each.first, each.value) for each in found.figures] == [
        ("total", "2024-12", 250108000.0), ("total", "2024-01", 2180390000.0),
        ("export", "2024-12", 212456000.0),
        ("export", "2024-01", 1833000000.0), ("import", "2024-12", 37652000.0),
    ]  # fmt: skip
    assert {(each.series.currency, each.unit, each.released) for each in found.figures} == {
        ("USD", 1000, date(2025, 1, 18))
    }


def test_the_day_that_is_given_counts_before_that_of_the_page() -> None:
    (first, *_) = read_statistics("a.html", PAGE.encode(), released=date(2025, 2, 1)).figures
    assert first.released == date(2025, 2, 1)


def test_months_that_are_published_together_are_one_period() -> None:
    page = (
        PAGE.replace("2024年12月", "2025年1至2月").replace("<td>12月", "<td>2月").replace("1至12月", "1至2月")
    )
    assert ("total", "TOTAL", "2025-01", "2025-02", 2180390000.0) in figures(page.encode())


def test_preliminary_tables_and_tables_in_yuan_are_series_of_their_own() -> None:
    page = (
        PAGE.replace("国别（地区）", "主要国别（地区）")
        .replace("千美元", "亿元人民币")
        .replace("250,108", "18.1")
    )
    first = read_statistics("a.html", page.encode()).figures[0]
    assert (first.series.source, first.series.currency, first.value) == ("gacc-prelim", "CNY", 18.1e8)


def test_the_english_page_is_read() -> None:
    page = (
        "<p>(2) Imports and Exports by Country (Region), December 2024 (in USD)</p>"
        "<p>Unit: US$1,000</p><table>"
        "<tr><td>Country</td><td>Total</td><td>Export</td><td>Import</td></tr>"
        "<tr><td>Korea, DPR</td><td>3</td><td>2</td><td>1</td></tr></table>"
    )
    assert figures(page.encode()) == [
        ("total", "TOTAL", "2024-12", "2024-12", 3000.0),
        ("export", "TOTAL", "2024-12", "2024-12", 2000.0),
        ("import", "TOTAL", "2024-12", "2024-12", 1000.0),
    ]
    dotted = page.replace("December 2024", "12.2024")
    assert len(figures(dotted.encode())) == 3


def test_the_online_query_is_summed_over_ways_of_trade() -> None:
    assert figures(QUERY.encode("gb18030"), flow=Flow.EXPORT) == [
        ("export", "27011100", "2024-12", "2024-12", 1235567.0),
        ("export", "27011100", "2024-12", "2024-12", 5000.0),
    ]
    told = QUERY.replace("贸易方式名称", "进出口类型").replace("一般贸易", "进口").replace("来料加工", "进口")
    assert {row[0] for row in figures(told.encode())} == {"import"}
    with pytest.raises(ArchiveError, match="row 2 has 7 cells"):
        figures(
            QUERY.splitlines()[0].encode() + b"\n202412,1,x,109,\xe6\x9c\x9d\xe9\xb2\x9c,1,2\n",
            flow=Flow.EXPORT,
        )
    with pytest.raises(ArchiveError, match="no month or no amount"):
        figures(QUERY.replace('"1,234,567"', "").encode(), flow=Flow.EXPORT)


def test_a_korean_table_has_years_and_months_in_thousands_of_dollars() -> None:
    assert figures(KITA.encode("cp949")) == [
        ("export", "TOTAL", "2019-01", "2019-12", 2588842000.0),
        ("import", "TOTAL", "2019-01", "2019-12", 216145000.0),
        ("export", "TOTAL", "2020-01", "2020-12", 491059000.0),
        ("import", "TOTAL", "2020-01", "2020-12", 48001000.0),
        ("export", "TOTAL", "2020-12", "2020-12", 3381000.0),
        ("import", "TOTAL", "2020-12", "2020-12", 1600000.0),
        ("export", "TOTAL", "2021-01", "2021-01", 30000.0),
        ("import", "TOTAL", "2021-01", "2021-01", 1000.0),
    ]
    first = read_statistics("a.csv", KITA.encode()).figures[0]
    assert (first.series.source, first.series.reporter, first.series.partner) == ("kita", "CHN", "PRK")


def test_a_table_of_kotra_is_the_norths_count() -> None:
    text = 'KOTRA 북한 대외무역 동향: 북중 무역,,\n단위: 백만불,,\n연도,수출,수입\n2024,341.82,"2,299.05"\n'
    found = read_statistics("a.csv", text.encode()).figures
    assert [(each.series.source, each.series.reporter, round(each.value)) for each in found] == [
        ("kotra", "PRK", 341820000),
        ("kotra", "PRK", 2299050000),
    ]


def test_a_cell_over_several_columns_or_rows_is_repeated() -> None:
    rows = html_rows(
        "<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    )
    assert rows == [["a", "b", "b"], ["a", "c", "d"]]


def sheet(rows: list[list[str]], merged: list[str]) -> bytes:
    """A minimal .xlsx."""
    cells = "".join(
        f'<row r="{line}">'
        + "".join(
            f'<c r="{chr(65 + at)}{line}" t="inlineStr"><is><t>{text}</t></is></c>' if not text.isdecimal()
            else f'<c r="{chr(65 + at)}{line}"><v>{text}</v></c>'
            for at, text in enumerate(row) if text
        ) + "</row>"
        for line, row in enumerate(rows, 1)
    )  # fmt: skip
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)

    def relation(kind: str, target: str) -> str:
        one = f'<Relationship Id="r" Type="{office}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{one}</Relationships>'

    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{name}" xmlns:r="{office}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/a.xml"),
        "xl/worksheets/a.xml": f'<worksheet xmlns="{name}"><sheetData>{cells}</sheetData>'
        f"<mergeCells>{areas}</mergeCells></worksheet>",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for file, text in parts.items():
            archive.writestr(file, text)
    return content.getvalue()


def test_a_spreadsheet_with_merged_headings_is_read() -> None:
    pytest.importorskip("python_calamine", reason="spreadsheets need python-calamine")
    rows = [
        ["보고국: 중국, 상대국: 북한", "", "", "", "단위: 천불"],
        ["연도", "수출", "", "수입", ""],
        ["", "금액", "증감률", "금액", "증감률"],
        ["2020", "491059", "81", "48001", "78"],
    ]
    content = sheet(rows, ["A2:A3", "B2:C2", "D2:E2"])
    assert figures(content) == [
        ("export", "TOTAL", "2020-01", "2020-12", 491059000.0),
        ("import", "TOTAL", "2020-01", "2020-12", 48001000.0),
    ]
    with pytest.raises(ArchiveError, match="incomplete or damaged"):
        figures(content[:-200])


def test_without_the_reader_of_spreadsheets_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    with pytest.raises(ArchiveError, match="pip install python-calamine, or save it as CSV"):
        figures(b"PK\x03\x04x")


def plain(*rows: str, heading: str = "reporter,partner,period,flow,value_usd") -> bytes:
    return "\n".join([heading, *rows, ""]).encode()


def test_a_plain_file_has_one_figure_in_a_row() -> None:
    heading = "source,reporter,partner,period,flow,commodity,value_cny,released"
    (found,) = read_statistics("a", plain("gacc,CHN,PRK,2024Q1,T,,5,2024-04-18", heading=heading)).figures
    assert isinstance(found, TradeFigure)
    assert (found.first, found.last, found.series.currency, found.series.flow) == (
        "2024-01",
        "2024-03",
        "CNY",
        "total",
    )
    assert (found.series.source, found.series.commodity, found.released) == (
        "gacc",
        "TOTAL",
        date(2024, 4, 18),
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("CHN,PRK,2024,X", "row 2 has 4 cells of 5"),
        ("CHN,PRK,2024,X,1.1.1", "row 2 can't be read"),
        ("CHN,PRK,soon,X,1", "row 2 lacks a known"),
        ("CHN,PRK,2024,X,-", "row 2 lacks a known"),
    ],
)
def test_a_row_that_lacks_something_is_named(row: str, message: str) -> None:
    with pytest.raises(ArchiveError, match=message):
        figures(plain(row))


def test_a_format_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ArchiveError, match="the heading needs flow, partner, period, reporter"):
        figures(b"a,b\n1,2\n", kind=StatisticsFormat.PLAIN)
    with pytest.raises(ArchiveError, match="no heading with 进出口"):
        figures("2024年12月 单位：千美元,b\n1,2\n".encode(), kind=StatisticsFormat.CUSTOMS)
    with pytest.raises(ArchiveError, match="no heading with 수출"):
        figures(b"a,b\n1,2\n", kind=StatisticsFormat.KOREA)
    with pytest.raises(ArchiveError, match="no rows"):
        figures(b",,\n")


def test_the_same_content_with_another_day_of_publication_is_another_import() -> None:
    first = read_statistics("a", plain("CHN,PRK,2024,X,1"))
    again = read_statistics("b", plain("CHN,PRK,2024,X,1"))
    later = read_statistics("a", plain("CHN,PRK,2024,X,1"), released=date(2025, 1, 1))
    assert first.sha256 == again.sha256 != later.sha256


def test_utf_16_with_tabs_is_read() -> None:
    text = plain("CHN,PRK,2024,X,1").decode().replace(",", "\t")
    assert len(figures(text.encode("utf-16"))) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", ("2024-01", "2024-12")),
        ("2024年", ("2024-01", "2024-12")),
        ("202412", ("2024-12", "2024-12")),
        ("2024-3", ("2024-03", "2024-03")),
        ("2024.03", ("2024-03", "2024-03")),
        ("2024년 3월", ("2024-03", "2024-03")),
        ("2024年1-11月", ("2024-01", "2024-11")),
        ("2017-01 to 2017-06", ("2017-01", "2017-06")),
        ("2024-Q3", ("2024-07", "2024-09")),
        ("2024-13", None),
        ("soon", None),
    ],
)
def test_periods_are_months(text: str, expected: tuple[str, str] | None) -> None:
    assert months(text) == expected


def test_countries_have_many_names() -> None:
    assert country("\u3000\u3000朝鲜 ") == country("408") == country("Dem. People's Rep. of Korea") == "PRK"
    assert country("France") == ""


def test_a_sample_of_comtrade_as_read_in_2026() -> None:
    content = shared("domain/comtrade-sample.csv").read_bytes()
    found = read_statistics("comtrade-sample.csv", content).figures
    assert sum(each.value for each in found if each.first == "2020-01") == 538916183.0
    assert len(found) == 6
