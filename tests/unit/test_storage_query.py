from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Query, parse_query
from yaluwatch.errors import QueryError


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    query = parse_query('밀수 "coal exports" -마약')
    assert query == Query(words=("밀수", "coal exports"), without=("마약",))


def test_filters_of_one_kind_add_up() -> None:
    query = parse_query("topic:smuggling topic:border place:Dandong lang:ko source:dailynk-en")
    assert query.topics == ("smuggling", "border")
    assert query.places == ("dandong",)
    assert query.languages == ("ko",)
    assert query.sources == ("dailynk-en",)


def test_dates_may_be_a_year_a_month_or_a_day() -> None:
    query = parse_query("after:2024 before:2024-07-15")
    assert query.after == datetime(2024, 1, 1, tzinfo=UTC)
    assert query.before == datetime(2024, 7, 15, tzinfo=UTC)


def test_relevant_any_widens_the_search() -> None:
    assert not parse_query("relevant:any").only_relevant
    assert parse_query("customs").only_relevant


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        ("밀수 topik:x", 4, "no filter 'topik'"),
        ("after:soon", 7, "no date"),
        ("after:2024-13", 7, "no date"),
        ("topic:", 6, "needs a value"),
        ("-topic:x", 1, "minus"),
        ("relevant:maybe", 10, "any or yes"),
    ],
)
def test_a_mistake_is_named_with_its_position(text: str, position: int, part: str) -> None:
    with pytest.raises(QueryError, match=rf"{part}.*at character {position}\b"):
        parse_query(text)


def test_an_address_is_words_not_a_filter() -> None:
    assert parse_query("https://example.org/a").words == ("https://example.org/a",)


@given(st.text())
def test_anything_typed_is_a_query_or_a_sentence(text: str) -> None:
    with suppress(QueryError):
        assert isinstance(parse_query(text), Query)
