"""Filters added to a typed query, and taken away from it."""

import random

import pytest

from storage import parse_query
from storage.query import Choice, Not, as_read, typed_filters, with_filter
from storage.query.query import All, Word
from yaluwatch.errors import QueryError

BORDER, TRADE = Choice("topic", ("border",)), Choice("topic", ("trade",))


@pytest.mark.parametrize(
    ("typed", "kind", "value", "edited"),
    [
        ("", "topic", "border", "topic:border"),
        ("밀수", "topic", "border", "밀수 topic:border"),
        ("coal OR 밀수", "topic", "border", "(coal OR 밀수) topic:border"),
        ("(coal OR 밀수)", "topic", "border", "(coal OR 밀수) topic:border"),
        ("topic:trade", "topic", "border", "topic:trade AND topic:border"),
        ("(topic:trade)", "topic", "border", "(topic:trade) AND topic:border"),
        ("lang:ko", "language", "zh", "lang:ko AND language:zh"),
        ("coal", "publisher", "Daily NK (Seoul)", 'coal publisher:"Daily NK (Seoul)"'),
        ("coal", "publisher", 'The "News"', 'coal publisher:"The News"'),
        # A phrase that was left open would swallow the filter.
        ('"coal exports', "topic", "border", '"coal exports" topic:border'),
        ("after:2026", "after", "2026-03", "after:2026 after:2026-03"),
        ("（丹东　ＯＲ　新义州）", "topic", "border", "(丹东 OR 新义州) topic:border"),
    ],
)
def test_a_filter_is_added(typed: str, kind: str, value: str, edited: str) -> None:
    assert with_filter(typed, kind, value) == edited
    parse_query(edited)


def test_two_filters_of_a_kind_are_both_asked_for_when_and_is_between_them() -> None:
    assert parse_query("topic:border topic:trade").tree == All((Choice("topic", ("border", "trade")),))
    assert parse_query("topic:border AND topic:trade").tree == All((BORDER, TRADE))
    assert parse_query("coal AND topic:border topic:trade").tree == All(
        (Word("coal"), Choice("topic", ("border", "trade")))
    )
    assert parse_query("topic:border AND -topic:trade").tree == All((BORDER, Not(TRADE)))
    assert parse_query("(topic:border AND topic:trade) coal").tree == All((BORDER, TRADE, Word("coal")))


@pytest.mark.parametrize(
    ("typed", "rests"),
    [
        ("coal", []),
        ("coal topic:border 밀수", ["coal 밀수"]),
        ("topic:border", [""]),
        ("topic:trade AND topic:border", ["topic:border", "topic:trade"]),
        ("coal AND topic:border", ["coal"]),
        ("topic:border AND coal", ["coal"]),
        ('place:"north pyongan" coal', ["coal"]),
        ("coal relevant:any asof:2026", ["coal asof:2026", "coal relevant:any"]),
        # These can't be taken away alone.
        ("-topic:border", []),
        ("NOT topic:border", []),
        ("topic:border OR coal", []),
        ("coal OR topic:border", []),
        ("(topic:border coal)", []),
    ],
)
def test_a_filter_is_taken_away(typed: str, rests: list[str]) -> None:
    assert [one.rest for one in typed_filters(typed)] == rests
    for rest in rests:
        parse_query(rest)


def test_any_query_that_is_understood_stays_so_with_a_filter_more_or_less() -> None:
    rng = random.Random(3)
    pieces = [
        '"',
        "(",
        ")",
        "-",
        " ",
        " OR ",
        " AND ",
        "NOT ",
        "*",
        "topic:a",
        "coal",
        "밀수",
        "source:b",
        "|",
        "＂",
    ]
    understood = 0
    for _ in range(4_000):
        typed = "".join(rng.choices(pieces, k=rng.randint(1, 8)))
        if not _is_understood(typed):
            continue
        understood += 1
        added = parse_query(with_filter(typed, "topic", "border"))
        assert BORDER in added.tree.parts, typed
        for one in typed_filters(typed):
            parse_query(one.rest)
    assert understood > 1_000


def _is_understood(typed: str) -> bool:
    """Whether it is a query; if not, the mistake is somewhere in it."""
    try:
        parse_query(typed)
    except QueryError as error:
        place = (error.position, error.end)
    else:
        return True
    assert 0 <= place[0] <= place[1] <= max(len(as_read(typed)), place[0])
    return False


@pytest.mark.parametrize(
    ("typed", "wrong", "meant"),
    [
        ("coal topik:x", "topik:", ("topic:",)),
        ("status:edit", "edit", ("edited",)),
        ("relevant:maybe coal", "maybe", ("any",)),
        ("coal after:2024-13", "2024-13", ()),
        ("coal OR", "OR", ()),
        ("(coal", "(", ()),
        ("co*al", "*", ()),
        ("topic:", "", ()),
    ],
)
def test_a_mistake_has_a_place_and_what_may_be_meant(typed: str, wrong: str, meant: tuple[str, ...]) -> None:
    with pytest.raises(QueryError) as found:
        parse_query(typed)
    assert typed[found.value.position : found.value.end] == wrong
    assert found.value.suggestions == meant
