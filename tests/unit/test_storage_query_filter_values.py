import pytest

from storage import parse_query
from storage.query import FilterValues, Query
from yaluwatch.errors import QueryError

NAMED: dict[str, dict[str, tuple[str, ...]]] = {
    "place": {
        "hyesan": ("hyesan",),
        "혜산": ("hyesan",),
        "惠山": ("hyesan",),
        "North Pyongan": ("north-pyongan",),
        "Ji'an": ("jian",),
        "Samsu": ("samsu-county", "samsu-river"),
    },
    "topic": {"border": ("border",), "trade": ("trade",), "smuggling": ("smuggling",)},
    "source": {"daily-ko": ("daily-ko",), "데일리": ("daily-ko",)},
    "publisher": {"Daily Group": ("Daily Group",)},
    "language": {"ko": ("ko",), "Korean": ("ko",)},
}
STORED = {("source", "closed-paper"), ("publisher", "Old Press"), ("topic", "fishing")}
VALUES = FilterValues(lambda kind: NAMED.get(kind, {}), lambda kind, value: (kind, value) in STORED)


def parsed(text: str) -> Query:
    return parse_query(text, values=VALUES)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("place:혜산", "hyesan"),
        ("place:惠山", "hyesan"),
        ("place:HYESAN", "hyesan"),
        ('place:"north pyongan"', "north-pyongan"),
        ("place:north-pyongan", "north-pyongan"),
        ("place:NORTH_PYONGAN", "north-pyongan"),
        ("place:Ji’an", "jian"),
    ],
)
def test_a_place_is_a_filter_under_every_name(text: str, place: str) -> None:
    assert parsed(text).places == (place,)


def test_a_name_of_two_places_means_both() -> None:
    assert parsed("place:samsu").places == ("samsu-county", "samsu-river")


def test_other_filters_have_names_too() -> None:
    assert parsed("source:데일리 language:korean").sources == ("daily-ko",)
    assert parsed("lang:Korean").languages == ("ko",)
    assert parsed('publisher:"daily group"') == parsed('publisher:"Daily Group"')


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        ("coal place:hyesen", 11, r"no place 'hyesen'; did you mean hyesan\?"),
        ("topic:boarder", 6, r"no topic 'boarder'; did you mean border\?"),
        ("topic:sport", 6, "no topic 'sport'"),
        ("topic:zzz", 6, "there are border, trade, smuggling"),
        ("source:dayly-ko", 7, r"did you mean daily-ko\?"),
        ("language:klingon", 9, "no language 'klingon'"),
        ("-place:nowhere", 7, "no place 'nowhere'"),
        ("goods:" + "x" * 3_000, 6, "no goods 'x"),
    ],
)
def test_an_unknown_value_is_refused_with_the_nearest(text: str, position: int, part: str) -> None:
    with pytest.raises(QueryError, match=part) as refused:
        parsed(text)
    assert refused.value.position == position
    assert len(str(refused.value)) < 200


def test_what_the_archive_has_is_a_value_although_no_list_has_it() -> None:
    assert parsed("source:closed-paper").sources == ("closed-paper",)
    assert parsed('topic:fishing publisher:"Old Press"').topics == ("fishing",)


def test_without_a_list_of_values_every_value_is_accepted() -> None:
    assert parse_query("topic:anything").topics == ("anything",)
