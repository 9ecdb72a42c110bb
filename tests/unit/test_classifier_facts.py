"""Dates, amounts, attributions, ships and resolutions are found where they stand, in four languages."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import find_article_facts
from classifier.facts import find_facts, parse_number
from classifier.facts.ships import is_imo_number
from yaluwatch.model import Fact, full_text

PUBLISHED = date(2020, 2, 18)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,416", 1416),
        ("2억1천만", 210_000_000),
        ("3억 5천만", 350_000_000),
        ("6천", 6000),
        ("2.1亿", 210_000_000),
        ("二点一亿", 210_000_000),
        ("八千", 8000),
        ("百二十", 120),
        ("3万5千", 35_000),
        ("万", 10_000),
    ],
)
def test_number_is_read_in_any_writing(written: str, value: int) -> None:
    assert parse_number(written) == value


@pytest.mark.parametrize("written", ["", "abc", "1,2x"])
def test_no_number_is_none(written: str) -> None:
    assert parse_number(written) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("China replied on Feb. 14, not on 15 February.", ["2020-02-14", "2020-02-15"]),
        ("In early February he went; the ban dates from December 2017.", ["2020-02", "2017-12"]),
        ("Nothing has moved since March.", ["2019-03"]),
        ("It was to restart by Feb. 15, as in Jan., he said.", ["2020-02-15", "2020-01"]),
        (
            "It was signed in 2017, on 23 November 2009 and on 2019-07-01.",
            ["2017", "2009-11-23", "2019-07-01"],
        ),
        ("Trains run from August 1, 2019.", ["2019-08-01"]),
        ("지난 14일과 2월 20일, 2017년 8월, 지난해", ["2020-02-14", "2019-02-20", "2017-08", "2019"]),
        ("지난 25일 시작됐다.", ["2020-01-25"]),
        ("2020年2月14日、2月15日、去年、3月", ["2020-02-14", "2020-02-15", "2019", "2019-03"]),
        ("昨年12月と2017年に", ["2019-12", "2017"]),
    ],
)
def test_date_without_a_year_is_the_last_one_before_publication(text: str, values: list[str]) -> None:
    assert [mention.value for mention in find_facts(text, PUBLISHED).dates] == values


def test_without_publication_a_missing_year_stays_missing() -> None:
    mentions = find_facts("On Feb. 14 and in 2017; last year.", None).dates
    assert [(mention.value, mention.is_inferred) for mention in mentions] == [
        ("--02-14", False),
        ("2017", False),
    ]


def test_inferred_years_are_marked_and_the_next_morning_is_not_last_year() -> None:
    (mention,) = find_facts("on February 19", PUBLISHED).dates
    assert (mention.value, mention.is_inferred) == ("2020-02-19", True)


@pytest.mark.parametrize(
    "text", ["on February 30", "May I go", "a march to the sea", "13월 2일", "1,416 km", "2020s"]
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find_facts(text, PUBLISHED).dates == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("worth $7.56 million", "7560000", "USD"),
        ("paid US$510K", "510000", "USD"),
        ("4.6 million yuan in all", "4600000", "CNY"),
        ("CHF 1.03m of gold", "1030000", "CHF"),
        ("5,600 won a kilogram", "5600", "won"),
        ("9,000 tons of flour", "9000", "tonne"),
        ("rose 12 percent", "12", "percent"),
        ("교역액 2억1천만달러", "210000000", "USD"),
        ("500위안을 받는다", "500", "CNY"),
        ("쌀값은 6천원이다", "6000", "won"),
        ("트럭 50여 대가", "50", "vehicles"),
        ("2.1亿美元", "210000000", "USD"),
        ("查获走私二起", "2", "cases"),
        ("八千元商品", "8000", "CNY"),
        ("五万吨化肥", "50000", "tonne"),
        ("增长百分之八", "8", "percent"),
        ("2億1千万ドル", "210000000", "USD"),
        ("300億円", "30000000000", "JPY"),
    ],
)
def test_amount_is_worked_out_with_its_unit(text: str, value: str, unit: str) -> None:
    amounts = find_facts(text, None).amounts
    assert [(amount.value, amount.unit) for amount in amounts][:1] == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text",
    ["resolution 2397", "on 14 February", "40대 여성", "won the cup", "上周二起货车增加", "星期三起通车"],
)
def test_bare_number_is_no_amount(text: str) -> None:
    assert find_facts(text, None).amounts == ()


@pytest.mark.parametrize(
    ("text", "quote", "is_anonymous"),
    [
        ("A source in North Pyongan Province said so.", "A source in North Pyongan Province", True),
        ("two traders with knowledge of the case told us", "two traders with knowledge of the case", True),
        ("He spoke on condition of anonymity.", "on condition of anonymity", True),
        ("According to customs data, it grew.", "According to customs data", False),
        ("양강도의 한 소식통은 전했다.", "양강도의 한 소식통", True),
        ("중국 해관총서에 따르면 늘었다.", "중국 해관총서에 따르면", False),
        ("丹东的消息人士说", "丹东的消息人士", True),
        ("据海关总署数据，增长了", "据海关总署数据", False),
        ("両江道の消息筋は話した", "両江道の消息筋", True),
        ("税関総署によると増えた", "税関総署によると", False),
    ],
)
def test_attribution_is_quoted_and_says_whether_it_is_named(
    text: str, quote: str, is_anonymous: bool
) -> None:
    (found,) = find_facts(text, None).attributions
    assert (found.text, found.is_anonymous) == (quote, is_anonymous)


def test_ships_are_named_or_numbered_and_a_wrong_check_digit_is_no_number() -> None:
    text = "The tanker Chon Un 5 (IMO 9074729) met another ship (IMO: 9074728). 货轮“天宝”关闭应答器。"
    ships = find_facts(text, None).ships
    assert [(ship.name, ship.imo) for ship in ships] == [("Chon Un 5", ""), ("", "9074729"), ("天宝", "")]
    assert not is_imo_number("9074728")


def test_resolutions_are_numbered_in_each_language() -> None:
    text = "UNSCR 2397, resolution 1718, 결의 2371호, 第2375号决议, 決議2270号"
    assert [each.number for each in find_facts(text, None).resolutions] == [2397, 1718, 2371, 2375, 2270]


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "2020",
                "년",
                "年",
                "2月",
                "14日",
                "Feb. ",
                "14",
                " million ",
                "$",
                "억",
                "万",
                "点",
                "百分之",
                "IMO 9074729",
                "으로 ",
            ]
        ),
        max_size=40,
    ).map("".join),
)


@settings(max_examples=200)
@given(text=TEXTS)
def test_any_text_gives_facts_with_exact_spans_in_order(text: str) -> None:
    facts = find_facts(text, PUBLISHED)
    for kind in (facts.dates, facts.attributions, facts.ships, facts.resolutions, facts.amounts):
        assert all(text[each.start : each.end] == each.text for each in kind)
    dates = [(each.start, each.end) for each in facts.dates]
    attributions = [(each.start, each.end) for each in facts.attributions]
    for spans in (dates, attributions):
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # As other number readers were reported to read them wrongly.
        ("人民币八千元", [("8000", "CNY")]),
        ("総額は四十九兆九千五百九十二億円", [("49959200000000", "JPY")]),
        ("1,100万美元和1,100.9亿元", [("11000000", "USD"), ("110090000000", "CNY")]),
        ("价格$20，300美圆", [("20", "USD"), ("300", "USD")]),
        ("二百余万元、300多万美元", [("2000000", "CNY"), ("3000000", "USD")]),
        ("2천여만 달러", [("20000000", "USD")]),
        ("二十万亿元", [("20000000000000", "CNY")]),
        ("一万五千亿元", [("1500000000000", "CNY")]),
        ("2千零30万元、3万4000元", [("20300000", "CNY"), ("34000", "CNY")]),
        ("39,800万円", [("398000000", "JPY")]),
        ("$6000 and US$1,234,567.89", [("6000", "USD"), ("1234567.89", "USD")]),
        ("８，０００ウォンと１，２００トン", [("8000", "won"), ("1200", "tonne")]),
        ("数百万美元、几十辆卡车、수십 명、第3万回", []),
    ],
)
def test_numbers_of_the_field_are_read_whole(text: str, values: list[tuple[str, str]]) -> None:
    found = find_facts(text, None).amounts
    assert [(amount.value, amount.unit) for amount in found] == [
        (Decimal(value), unit) for value, unit in values
    ]
    assert all(text[amount.start : amount.end] == amount.text for amount in found)


@pytest.mark.parametrize(
    ("text", "published", "values"),
    [
        ("on Feb. 29 and 2月29日", date(2021, 3, 5), ["2020-02-29", "2020-02-29"]),
        ("is expected to open on Feb. 29", date(2021, 3, 5), ["2024-02-29"]),
        ("上上周一、上周日", date(2024, 5, 19), ["2024-04-29", "2024-05-12"]),
        ("last Sunday", date(2024, 5, 19), ["2024-05-12"]),
        ("It appeared on Dec 14.", date(2015, 1, 6), ["2014-12-14"]),
        ("2024.5.16, 2024/05/16 und 5.16 million", date(2024, 6, 1), ["2024-05-16", "2024-05-16"]),
        ("５月１６日", date(2024, 6, 1), ["2024-05-16"]),
    ],
)
def test_dates_of_the_field_are_read(text: str, published: date, values: list[str]) -> None:
    found = find_facts(text, published).dates
    assert [mention.value for mention in found] == values
    assert all(text[mention.start : mention.end] == mention.text for mention in found)


def test_a_number_printed_with_spaces_is_one_number() -> None:
    found = find_facts("It shipped 1 234 567 tons in June 12 300 people saw.", None).amounts
    assert [(str(each.value), each.unit) for each in found] == [("1234567", "tonne"), ("300", "people")]


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("限制從10月1日起執行", date(2017, 9, 24), ["2017-10-01"]),
        ("4月10日起全面暂停", date(2013, 4, 21), ["2013-04-10"]),
        ("신압록강대교 10월 말 준공", date(2014, 9, 26), ["2014-10"]),
        ("簽約的日子定在5月28日", date(2011, 5, 2), ["2011-05-28"]),
        ("2〜3日で回る旅程", date(2011, 5, 2), []),
    ],
)
def test_what_begins_on_a_day_begins_on_the_next_one_if_the_last_is_long_past(
    text: str, published: date, expected: list[str]
) -> None:
    assert [each.value for each in find_facts(text, published).dates] == expected


def facts_of(text: str, language: str) -> list[Fact]:
    return list(find_article_facts("", text, language, date(2024, 5, 20), ()).facts)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("大米每公斤八千五百朝币，罚款两百元。", "zh", 200),
        ("コメは1キロ8千ウォン、罰金は50万ウォンだった。", "ja", 500_000),
        ("쌀은 1kg에 8천원, 벌금은 5만원이다.", "ko", 50_000),
    ],
)
def test_a_fine_beside_a_price_is_no_price(text: str, language: str, value: float) -> None:
    kinds = {fact.value: (fact.kind, fact.per) for fact in facts_of(text, language) if fact.value}
    assert kinds.pop(value) == ("value", "")
    assert [kind for kind, _ in kinds.values()] == ["price"]


def test_a_day_of_so_many_people_is_no_date() -> None:
    assert [fact.kind for fact in facts_of("乗客は1日300人だ。", "ja")] == ["count"]
    dates = [
        fact.date for fact in facts_of("1日3時に出発し、11日300人が着いた。", "ja") if fact.kind == "date"
    ]
    assert dates == ["2024-05-01T03:00", "2024-05-11"]


@pytest.mark.parametrize("text", ["The order expires on June 3.", "The rule takes effect on June 3."])
def test_what_ends_or_begins_on_a_day_does_so_on_the_next_one(text: str) -> None:
    assert [(fact.date, fact.inferred) for fact in facts_of(text, "en")] == [("2024-06-03", "next")]


def test_vehicles_beside_wagons_are_counted_and_ages_are_not() -> None:
    counts = [(fact.value, fact.unit) for fact in facts_of("트럭 120대와 화차 30량이 서 있다.", "ko")]
    assert counts == [(120, "vehicles"), (30, "wagons")]
    assert facts_of("20대와 30대 여성이 많다.", "ko") == []


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("The governor of Dandong promised that the bridge would open.", "en", "The governor of Dandong"),
        # The particle belongs to what is said.
        (
            "列車は来月に再開すると通告した、と日本政府関係者が明らかにした。",
            "ja",
            "日本政府関係者",
        ),
    ],
)
def test_who_promises_says_it_and_a_particle_is_no_name(text: str, language: str, speaker: str) -> None:
    (claim,) = [fact for fact in facts_of(text, language) if fact.kind == "claim"]
    assert full_text("", text)[slice(*claim.speaker or (0, 0))] == speaker
