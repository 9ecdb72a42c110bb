"""From which day a statement on a crossing holds: dates beside it, dates to come, history."""

from datetime import date
from functools import cache

import pytest

from classifier import Classifier, find_article_facts

TITLE = "On the border of China and North Korea"
TITLES = {"en": TITLE, "ko": "북중 국경 교역 소식", "zh": "中朝边境贸易消息", "ja": "中朝国境の貿易"}


@cache
def classifier() -> Classifier:
    return Classifier.load()


def told(text: str, published: date | None, language: str = "en") -> list[tuple[str, str, str, bool]]:
    """State, date, how it was inferred, whether it is past, of each statement on its main traffic."""
    title = TITLES[language]
    verdict = classifier().classify(title, text, language)
    facts = find_article_facts(title, text, language, published, verdict.mentions).facts
    found = [fact for fact in facts if fact.kind == "status" and fact.mode != "freight"]
    return [(fact.state, fact.date, fact.inferred, fact.is_past) for fact in found]


MAY = date(2024, 5, 20)


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        # An event without a date is of the day of publication; what lasts has no beginning.
        ("The Quanhe port was shut.", MAY, ("closed", "2024-05-20", "published", False)),
        ("The Quanhe port remains shut.", MAY, ("closed", "", "", False)),
        ("The Quanhe port was shut.", None, ("closed", "", "", False)),
        # Since when.
        ("The Quanhe port has been closed since January 2020.", MAY, ("closed", "2020-01", "printed", False)),
        ("The Quanhe port has been open since March.", MAY, ("open", "2024-03", "last", False)),
        # The first since then: not open since then.
        (
            "Trucks crossed at Quanhe on May 18, the first since January 2020.",
            MAY,
            ("open", "2024-05-18", "last", False),
        ),
        # History has its own date.
        ("The Quanhe port was shut in August 2016.", MAY, ("closed", "2016-08", "printed", True)),
        ("The Quanhe port was shut in August 2016.", None, ("closed", "2016-08", "printed", True)),
        # A date about another time is not the date of the statement.
        (
            "Trucks crossed at Quanhe after the closure of January 2020.",
            MAY,
            ("open", "2024-05-20", "published", False),
        ),
        (
            "Traffic at Quanhe stopped when the border closed in January 2020.",
            MAY,
            ("closed", "2020-01", "printed", True),
        ),
        # To come.
        ("The Quanhe port opened on June 3, 2024.", MAY, ("planned", "2024-06-03", "printed", False)),
        ("The Quanhe port will open on June 3.", MAY, ("planned", "2024-06-03", "next", False)),
        ("The Quanhe port is to open in 2024.", MAY, ("planned", "2024", "printed", False)),
        ("The Quanhe port was to open in October 2014.", MAY, ("planned", "2014-10", "printed", True)),
        # "On the 2nd" in a paper of 25 December is in January; there is no 31 February.
        (
            "The Quanhe port reopened on January 2.",
            date(2023, 12, 25),
            ("planned", "2024-01-02", "next", False),
        ),
        ("The Quanhe port reopened on January 31.", date(2024, 2, 10), ("open", "2024-01-31", "last", False)),
    ],
)
def test_the_time_of_a_statement(
    text: str, published: date | None, expected: tuple[str, str, str, bool]
) -> None:
    assert told(text, published)[0] == expected


def test_a_day_to_come_in_korean_and_chinese() -> None:
    published = date(2026, 3, 10)
    korean = told("12일부터 단둥과 평양을 잇는 국제열차가 다닌다.", published, "ko")
    assert korean[0] == ("planned", "2026-03-12", "next", False)
    chinese = told("平壤往返北京國際列車12日經丹東復駛", published, "zh")
    assert chinese[0] == ("planned", "2026-03-12", "next", False)


def test_how_trains_will_run_is_not_how_they_run() -> None:
    text = (
        "Trains between Dandong and Pyongyang are to run again from June 3.\n\n"
        "Trains cross the bridge at Dandong four times a week."
    )
    assert {state for state, *_ in told(text, MAY)} == {"planned"}


def test_a_sentence_without_a_place_is_about_the_crossing_before() -> None:
    text = "The Quanhe port has a new hall. It cost ten million yuan. The port was shut on Monday."
    assert told(text, MAY)[0][0] == "closed"


def test_other_borders_of_north_korea_say_nothing() -> None:
    assert told("The border with South Korea at Panmunjom is closed.", MAY) == []
    assert told("The railway bridge at Khasan was closed.", MAY) == []


def test_smuggling_opens_nothing_and_sanctions_close_nothing() -> None:
    assert told("Smugglers crossed the river at Hyesan, and trucks crossed the bridge again.", MAY) == []
    assert told("Under UN sanctions China stopped freight across its border with North Korea.", MAY) == []


def test_an_article_in_another_language_has_no_status() -> None:
    verdict = classifier().classify(TITLE, "Der Grenzübergang Quanhe wurde geschlossen.", "de")
    facts = find_article_facts(
        TITLE, "Der Grenzübergang Quanhe wurde geschlossen.", "de", MAY, verdict.mentions
    )
    assert [fact for fact in facts.facts if fact.kind == "status"] == []


def test_trucks_and_buses_that_stop_close_the_road_buses_alone_do_not() -> None:
    def modes(text: str) -> set[str]:
        verdict = classifier().classify(TITLE, text, "en")
        facts = find_article_facts(TITLE, text, "en", MAY, verdict.mentions).facts
        return {fact.mode for fact in facts if fact.kind == "status"}

    assert modes("Buses with tourists stopped crossing the bridge at Quanhe on Monday.") == {"passengers"}
    assert modes("Buses and trucks with tourists stopped crossing the bridge at Quanhe.") == {
        "passengers",
        "road",
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Quanhe port was kept closed for most of the pandemic, and quarantine posts remain."),
        ("ko", "코로나 기간 취안허 통상구는 문을 닫았지만 상인들은 떠나지 않았다."),
        ("zh", "疫情期间，圈河口岸曾关闭近三年。"),
    ],
)
def test_closed_during_an_epidemic_that_is_over_is_history(language: str, text: str) -> None:
    assert [(state, is_past) for state, _, _, is_past in told(text, MAY, language)] == [("closed", True)]


def test_closed_since_an_epidemic_began_is_not() -> None:
    text = "The Quanhe port has been closed since the pandemic began."
    assert [(state, is_past) for state, _, _, is_past in told(text, MAY)] == [("closed", False)]
