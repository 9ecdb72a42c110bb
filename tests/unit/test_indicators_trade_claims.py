"""Claims of articles beside official figures: labelled sentences in four languages, and each kind of case."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from indicators.trade import Known, TradeBook, TradeVerdict, compare, in_short, trade_book, trade_claim
from indicators.trade.claims import printed_steps
from storage import Flow, FoundFact, TradeFigure, TradeSeries, TradeVintage
from tests.trade_claims import book, claims
from yaluwatch.model import Fact

BOOK = book()
LABELLED = [
    json.loads(line)
    for line in (Path(__file__).parent / "trade_claims.jsonl").read_text(encoding="utf-8").splitlines()
]
DAY = date(2025, 6, 1)


def verdicts(text: str, language: str = "en", day: date = DAY, known: TradeBook = BOOK) -> dict[str, str]:
    """Claim → verdict."""
    return {found.text: compare(claim, known).verdict.value for found, claim in claims(text, language, day)}


def reason(text: str, language: str = "en", day: date = DAY, known: TradeBook = BOOK) -> str:
    """Why the only claim of a text has its verdict."""
    ((_, claim),) = claims(text, language, day)
    return compare(claim, known).reason


def test_there_are_sixty_sentences_a_third_of_them_unseen_while_tuning() -> None:
    assert len(LABELLED) == 60
    assert sum(each["part"] == "unseen" for each in LABELLED) == 20


@pytest.mark.parametrize("part", ["tuning", "unseen"])
def test_labelled_sentences_are_judged_right_and_none_agrees_falsely(part: str) -> None:
    right = total = 0
    for each in LABELLED:
        if each["part"] != part:
            continue
        found = verdicts(each["text"], each["language"], date.fromisoformat(each["published"]))
        wanted = dict(each["claims"])
        for quote in {*found, *wanted}:
            total += 1
            right += found.get(quote) == wanted.get(quote)
            assert wanted.get(quote) == "agrees" or found.get(quote) != "agrees", each["text"]
    assert right / total >= 0.95


@pytest.mark.parametrize(
    "file",
    [
        "trade_claims_fresh.jsonl",
        "trade_claims_last.jsonl",
        "trade_claims_reports.jsonl",
        "trade_claims_once.jsonl",
    ],
)
def test_later_batches_are_judged_right_and_none_agrees_falsely(file: str) -> None:
    right = total = 0
    for line in (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines():
        each = json.loads(line)
        found = verdicts(each["text"], each["language"], date.fromisoformat(each["published"]))
        wanted = dict(each["claims"])
        for quote in {*found, *wanted}:
            total += 1
            right += found.get(quote) == wanted.get(quote)
            assert wanted.get(quote) == "agrees" or found.get(quote) != "agrees", each["text"]
    assert right / total >= 0.95


def test_another_vintage_is_no_error() -> None:
    text = "China's trade with North Korea was worth $538.9 million in 2020."
    assert verdicts(text) == {"$538.9 million": "agrees"}
    assert reason(text) == (
        "UN Comtrade: 538.92 million USD in 2020; China Customs, another vintage: 539.06 million USD"
    )


@pytest.mark.parametrize(
    ("text", "language", "verdict"),
    [
        ("China's trade with North Korea topped $2.1 billion in 2024.", "en", "rounds to"),
        ("China's trade with North Korea was nearly $2.3 billion in 2024.", "en", "rounds to"),
        ("China's trade with North Korea was about $2.25 billion in 2024.", "en", "rounds to"),
        ("China's trade with North Korea was over $1 billion in 2024.", "en", "differs"),
        ("China's trade with North Korea was $2.0 billion to $2.3 billion in 2024.", "en", "rounds to"),
        ("China's trade with North Korea was worth $2 billion in 2024.", "en", "rounds to"),
        ("지난해 북중 교역액은 21억 달러를 넘었다.", "ko", "rounds to"),
        ("去年中朝贸易额约为22.5亿美元。", "zh", "rounds to"),
    ],
)
def test_hedges_and_ranges_round(text: str, language: str, verdict: str) -> None:
    assert set(verdicts(text, language).values()) == {verdict}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("China's trade with North Korea grew by $300 million in 2024.", "en"),
        ("China's trade surplus with North Korea was $1.5 billion in 2024.", "en"),
        ("China's share of North Korea's trade was 98 percent in 2024.", "en"),
        ("Half of China's imports from North Korea in 2024 was coal.", "en"),
        ("Russia's trade with North Korea reached $34 million, while China was silent.", "en"),
        ("지난해 북중 교역액은 3억 달러 늘어났다.", "ko"),
        ("북한의 지난해 대외무역은 26억9611만달러였다. 수입은 23억3567만달러였다. 중국은 말이 없다.", "ko"),
        ("去年中朝贸易顺差为15亿美元。", "zh"),
        ("The bridge between China and North Korea cost $350 million in 2011.", "en"),
    ],
)
def test_what_is_no_figure_of_this_trade_is_no_claim(text: str, language: str) -> None:
    assert verdicts(text, language) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("China's imports from North Korea were $2.18 billion in 2024.", "exports and imports together"),
        ("China's trade with North Korea was $212.46 million in December 2024.", "it is China's exports"),
        (
            "China's exports to North Korea were worth $37.65 million in December 2024.",
            "it is China's imports",
        ),
        ("China's trade with North Korea was $2,640.87 million in 2024.", "Korea's count, with an estimate"),
        (
            "KOTRA put North Korea's trade with China at $2,180.39 million in 2024.",
            "China's count, not Korea's",
        ),
        ("China's trade with North Korea was 2,180.39 million yuan in 2024.", "the amount in USD, not CNY"),
        (
            "China's trade with North Korea was 15.6 billion yuan in 2024.",
            "in CNY; the series here are in USD",
        ),
    ],
)
def test_a_figure_of_another_series_is_told_from_an_error(text: str, told: str) -> None:
    day = date(2025, 9, 1)
    assert set(verdicts(text, day=day).values()) == {"another series"}
    assert told in reason(text, day=day)


def test_a_figure_in_yuan_agrees_with_a_series_in_yuan() -> None:
    known = Known("gacc", "", "TOTAL", "CNY", "2024-01", "2024-12", 15.52e9, 1e7, None)
    text = "China's trade with North Korea was 15.52 billion yuan in 2024."
    assert verdicts(text, known=TradeBook([known])) == {"15.52 billion yuan": "agrees"}


def test_a_change_of_amounts_in_yuan_is_not_set_beside_dollars() -> None:
    text = "China's trade with North Korea, in yuan, fell 5.0 percent in 2024."
    assert "in CNY; the series here are in USD" in reason(text)


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        (
            "Trade between China and North Korea was $2.18 billion in 2024.",
            date(2024, 12, 31),
            "was not over",
        ),
        (
            "Trade between China and North Korea was $2.18 billion in 2024.",
            date(2025, 1, 13),
            "China Customs published 2,180.39 million USD in 2024 only on 2025-01-18",
        ),
    ],
)
def test_what_is_not_published_yet_is_too_early(text: str, day: date, told: str) -> None:
    assert set(verdicts(text, day=day).values()) == {"too early"}
    assert told in reason(text, day=day)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Trade between China and North Korea was $2.18 billion.", "for which period"),
        ("Trade between China and North Korea rose 5 percent.", "for which period"),
        (
            "China's exports to North Korea were $90 million in May 2001.",
            "no figure of China's exports in USD",
        ),
        ("China's imports from North Korea rose 5 percent in 1999.", "for 1999 and 1998"),
    ],
)
def test_what_nothing_can_be_set_beside_is_unknown(text: str, told: str) -> None:
    assert set(verdicts(text).values()) == {"unknown"}
    assert told in reason(text)


def test_a_sum_of_months_stands_for_a_year_that_is_not_published() -> None:
    months = [
        Known(
            "gacc", "", "TOTAL", "USD", month := f"1990-{number:02}", month, 1e8, 1000, date(1990, number, 28)
        )
        for number in range(1, 13)
    ]
    text = "China's trade with North Korea was $1,200 million in 1990."
    assert verdicts(text, known=TradeBook(months)) == {"$1,200 million": "agrees"}
    (known,) = TradeBook(months).figures("1990-01", "1990-12")
    assert (known.parts, known.released) == (12, date(1990, 12, 28))
    assert TradeBook(months[1:]).figures("1990-01", "1990-12") == []
    (unknown,) = TradeBook([replace(months[0], released=None), *months[1:]]).figures("1990-01", "1990-12")
    assert unknown.released is None


def test_a_figure_that_was_revised_agrees_as_it_was_when_the_article_appeared() -> None:
    first = Known("gacc", "", "TOTAL", "USD", "2016-01", "2016-12", 5.37e9, 1e7, date(2017, 1, 23), 1)
    later = replace(first, value=5.65e9, released=date(2017, 8, 23), vintage=2)
    known = TradeBook([first, later])
    text = "China's trade with North Korea was $5.37 billion in 2016."
    assert verdicts(text, day=date(2017, 2, 1), known=known) == {"$5.37 billion": "agrees"}
    assert "another vintage: 5,650.00 million USD" in reason(text, day=date(2017, 2, 1), known=known)
    early = text.replace("5.37", "5.65")
    assert "after the article" in reason(early, day=date(2017, 2, 1), known=known)


def test_goods_are_set_beside_their_own_series() -> None:
    coal = Known("gacc", "from-north", "2701", "USD", "2016-01", "2016-12", 1187e6, 1e6, None)
    text = "China's coal imports from North Korea were worth $1,187 million in 2016."
    (found, claim), = claims(text, "en", DAY)  # fmt: skip
    claim = replace(claim, commodity="2701")
    assert compare(claim, TradeBook([coal])).verdict is TradeVerdict.AGREES
    assert "of goods 2701" in compare(claim, BOOK).reason
    good = replace(found, fact=replace(found.fact, good="coal"))
    assert trade_claim(good).commodity == "2701"
    assert trade_claim(replace(good, fact=replace(found.fact, good="dolls"))).commodity == "?"


def test_a_line_for_digests_names_both() -> None:
    ((_, claim),) = claims("China's trade with North Korea was $2.2 bn in 2024.", "en", DAY)
    assert in_short(claim, compare(claim, BOOK)) == (
        "says $2.2 bn; China Customs: 2,180.39 million USD in 2024, published 2025-01-18: rounds to"
    )
    ((_, wrong),) = claims("China's trade with North Korea was $2.5 bn in 2024.", "en", DAY)
    assert in_short(wrong, compare(wrong, BOOK)) == (
        "says $2.5 bn; differs by +14.7% from China Customs: 2,180.39 million USD in 2024, "
        "published 2025-01-18"
    )


def test_a_change_that_differs_is_told_in_points() -> None:
    assert reason("China's trade with North Korea rose 31 percent in 2024.") == (
        "differs by +36.0 points from China Customs: -5.0 % from 2023, published 2025-01-18"
    )


@pytest.mark.parametrize(
    ("text", "value", "steps"),
    [
        ("$2.2 bn", 2.2e9, (1e8, 1e8)),
        ("$1,700 million", 1.7e9, (1e6, 1e8)),
        ("22억9천538만 달러", 2295380000, (1e4, 1e4)),
        ("5억3천890만 달러", 538900000, (1e4, 1e5)),
        ("6천만 달러", 6e7, (1e7, 1e7)),
        ("5.39059亿美元", 539059000, (1e3, 1e3)),
        ("half", 50, (10, 10)),
        ("none", 0, (1, 1)),
    ],
)
def test_the_last_digit_printed_tells_the_precision(
    text: str, value: float, steps: tuple[float, float]
) -> None:
    assert printed_steps(text, value) == pytest.approx(steps)


def test_facts_of_other_kinds_are_no_claims() -> None:
    fact = Fact(kind="price", start=0, end=1, sentence_start=0, sentence_end=1, value=1.0)
    texts = ("text", "sentence", "speaker", "url", "title", "language", "publisher")
    fields: dict[str, Any] = dict.fromkeys(texts, "")
    found = FoundFact(article_id=1, version=1, number=1, rules=1, fact=fact, published_at=None, **fields)
    with pytest.raises(ValueError, match="a fact of kind price"):
        trade_claim(found)


def test_an_article_without_a_date_is_compared_with_all_that_is_known() -> None:
    ((_, claim),) = claims("China's trade with North Korea was $2.18 billion in 2024.", "en", None)
    assert claim.published is None
    assert compare(claim, BOOK).verdict is TradeVerdict.ROUNDS


def test_figures_of_other_pairs_of_countries_are_left_out() -> None:
    russian = TradeSeries("gacc", "CHN", "RUS", Flow.EXPORT, "TOTAL", "USD")
    northern = replace(russian, reporter="PRK", partner="CHN")
    at = datetime(2026, 11, 29, tzinfo=UTC)
    both = [TradeFigure(series, "2024-01", "2024-12", 5.0, 1, None) for series in (russian, northern)]
    (known,) = trade_book([TradeVintage(each, 1, at) for each in both], []).everything()
    assert (known.reporter, known.direction) == ("PRK", "from-north")
    assert {known.reporter for known in BOOK.everything()} == {"CHN", "PRK"}
