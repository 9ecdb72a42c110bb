from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Query, parse_query
from storage.query.query import All, Choice, Either, Near, Not, ScoreFilter, Word
from yaluwatch.errors import QueryError

PIECES = [
    '"',
    "(",
    ")",
    "-",
    " ",
    "OR",
    "AND",
    "NOT",
    "NEAR",
    "/3",
    "*",
    "topic:",
    "score:",
    ">0.5",
    "밀수",
    "a",
]


def test_words_phrases_and_exclusions_are_distinguished() -> None:
    query = parse_query('밀수 "coal exports" -마약')
    assert query == Query(tree=All((Word("밀수"), Word("coal exports"), Not(Word("마약")))))
    assert (query.words, query.without) == (("밀수", "coal exports"), ("마약",))


def test_filters_of_one_kind_are_alternatives() -> None:
    query = parse_query("topic:smuggling topic:border place:Dandong language:ko source:dailynk-en")
    assert query.topics == ("smuggling", "border")
    assert query.places == ("dandong",)
    assert query.languages == ("ko",)
    assert query.sources == ("dailynk-en",)


def test_an_earlier_spelling_of_a_filter_is_understood_but_not_suggested() -> None:
    assert parse_query("lang:ko language:zh").languages == ("ko", "zh")
    with pytest.raises(QueryError, match="language") as refused:
        parse_query("langs:ko")
    assert "lang," not in str(refused.value)
    with pytest.raises(QueryError, match="lang: needs a value") as refused:
        parse_query("lang:")
    assert refused.value.position == 4


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
        ("after:soon", 7, "is not a date"),
        ("after:2024-13", 7, "is not a date"),
        ("topic:", 6, "needs a value"),
        ('"a" NEAR', 5, "NEAR needs a word on both sides"),
        ("NEAR/3 a", 1, "NEAR needs a word on both sides"),
        ("coal OR", 6, "on both sides"),
        ("OR coal", 1, "on both sides"),
        ("AND coal", 1, "on both sides"),
        ("coal AND OR x", 6, "on both sides"),
        ("(coal", 1, "never closed"),
        ("coal)", 5, "was never opened"),
        ("coal NOT", 6, "needs a word or filter after it"),
        ("-relevant:any", 2, "can't be excluded"),
        ("score:>2", 7, "from 0 to 1"),
        ("status:lost", 8, "status: takes edited"),
        ("(" * 20, 17, "at most 16 deep"),
        ("a " * 400, 601, "at most 300 words"),
        ("a" * 5000, 4001, "at most 4000 characters"),
        ("relevant:maybe", 10, "any or yes"),
    ],
)
def test_an_error_gives_its_position(text: str, position: int, part: str) -> None:
    with pytest.raises(QueryError, match=rf"{part}.*at character {position}\)"):
        parse_query(text)


def test_a_url_is_words_not_a_filter() -> None:
    assert parse_query("https://example.org/a").words == ("https://example.org/a",)


def test_or_binds_less_than_words_beside_each_other() -> None:
    assert parse_query("coal 단둥 OR (train* -bus)").tree == All(
        (
            Either(
                (
                    All((Word("coal"), Word("단둥"))),
                    All((Word("train", is_prefix=True), Not(Word("bus")))),
                )
            ),
        )
    )


def test_near_joins_words_within_a_distance() -> None:
    assert parse_query('coal NEAR/3 "freight train" NEAR ship').tree == All(
        (Near((Word("coal"), Word("freight train"), Word("ship")), 10),)
    )


def test_words_of_near_are_highlighted() -> None:
    assert parse_query('coal NEAR "freight train" OR iron*').words == ("coal", "freight train", "iron*")


def test_filters_can_be_alternatives_and_excluded() -> None:
    assert parse_query("-topic:sport (place:dandong OR score:>0.8)").tree == All(
        (
            Not(Choice("topic", ("sport",))),
            Either((Choice("place", ("dandong",)), ScoreFilter(">", 0.8))),
        )
    )


def test_a_publisher_keeps_its_capitals_and_spaces() -> None:
    assert parse_query('publisher:"Daily NK"').tree == All((Choice("publisher", ("Daily NK",)),))


def test_a_name_matches_all_its_spellings() -> None:
    names = {"sinuiju": ("Shinuiju", "신의주")}
    query = parse_query("Sinuiju coal", aliases=names)
    assert query.words == ("Sinuiju", "Shinuiju", "신의주", "coal")
    assert parse_query("sinui*", aliases=names).words == ("sinui*",)


def test_a_quote_left_open_ends_with_the_text() -> None:
    assert parse_query('"coal exports').words == ("coal exports",)


def test_a_lone_hyphen_and_words_with_hyphens_are_not_exclusions() -> None:
    assert parse_query("coal - Kim Jong-un").without == ()


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    with suppress(QueryError):
        assert isinstance(parse_query(text), Query)
