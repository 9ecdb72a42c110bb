"""A fact in one line of a page, in the reader's language."""

from dataclasses import replace

import pytest

from storage import FoundFact
from web.research.article import fact_line
from yaluwatch.model import Fact

STATUS = Fact(
    kind="status",
    start=0,
    end=5,
    sentence_start=0,
    sentence_end=5,
    date="2026-11-28",
    place="dandong",
    mode="rail",
    state="closed",
)


def details(fact: Fact, language: str = "en") -> str:
    found = FoundFact(
        article_id=1, version=1, number=1, rules=5, fact=fact, text="It is", sentence="It is.", speaker="",
        url="https://courier.example/1", title="T", language="en", publisher="Courier", published_at=None,
    )  # fmt: skip
    return fact_line(found, language).details


def test_a_status_says_of_what_traffic_and_which() -> None:
    assert details(STATUS) == "rail · closed · 2026-11-28 · Dandong"
    assert details(replace(STATUS, is_past=True)).startswith("rail · closed before · ")
    assert details(replace(STATUS, mode="all")).startswith("closed · ")


@pytest.mark.parametrize(("language", "said"), [("ko", "이전에는 "), ("zh", "此前")])
def test_a_status_is_said_in_the_readers_language(language: str, said: str) -> None:
    shown = details(replace(STATUS, is_past=True), language)
    assert said in shown
    assert "closed" not in shown
    assert "rail" not in shown


def test_numbers_that_are_names_are_no_amounts() -> None:
    plain = replace(STATUS, mode="", state="", date="", place="")
    assert details(replace(plain, kind="resolution", value=2371.0)) == ""
    assert details(replace(plain, kind="ship", value=8712362.0, unit="imo")) == ""
    assert (
        details(replace(plain, kind="count", value=1200.0, high=1300.0, unit="people"))
        == "1,200–1,300 people"
    )
