"""Queries as input methods, phones and shells deliver them."""

import unicodedata

import pytest

from storage import parse_query
from storage.query import Near, Not, Word
from yaluwatch.errors import QueryError


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("（혜산 OR 강계） 석탄", "(혜산 OR 강계) 석탄"),
        ("“coal exports”", '"coal exports"'),
        ("＂coal exports＂", '"coal exports"'),
        ("「鉄鉱石 輸出」", '"鉄鉱石 輸出"'),
        ("『鉄鉱石 輸出』", '"鉄鉱石 輸出"'),
        ("《로동 신문》", '"로동 신문"'),
        ("«coal exports» „iron ore“", '"coal exports" "iron ore"'),
        ("ｔｏｐｉｃ：ｂｏｒｄｅｒ　ａｆｔｅｒ：２０２６－０１", "topic:border after:2026-01"),
        ("publisher：“Daily Post”", 'publisher:"Daily Post"'),
        ("coal －iron", "coal -iron"),
        ("coal −iron", "coal -iron"),
        ("coal –iron", "coal -iron"),
        ("smuggl＊", "smuggl*"),
        ("＝smuggling", "=smuggling"),
        ("煤｜铁矿", "煤 OR 铁矿"),
        ("coal | iron", "coal OR iron"),
        ("coal || iron", "coal OR iron"),
        ("coal　ＯＲ　iron", "coal OR iron"),
        ("score：＞０．８", "score:>0.8"),
        ("coal NEAR／３ train", "coal NEAR/3 train"),
        ("Topic:border PLACE:hyesan", "topic:border place:hyesan"),
        ("\u200bcoal\ufeff", "coal"),
    ],
)
def test_what_an_input_method_types_means_its_half_width_form(typed: str, meant: str) -> None:
    assert parse_query(typed) == parse_query(meant)


def test_a_dash_or_an_apostrophe_inside_a_word_is_part_of_it() -> None:
    assert parse_query("Kim Jong–un don’t").words == ("Kim", "Jong-un", "don’t")


def test_decomposed_hangul_is_composed_in_words_values_and_positions() -> None:
    typed = unicodedata.normalize("NFD", "밀수 publisher:연합")
    assert parse_query(typed) == parse_query("밀수 publisher:연합")
    with pytest.raises(QueryError) as refused:
        parse_query(unicodedata.normalize("NFD", "밀수 토픽 topik:x"))
    assert refused.value.position == 6


@pytest.mark.parametrize(
    "typed", ["C++", "AT&T", "3.5%", "a=b", "#border", "@kcna", "why?", "[sic]", "x\\y", "POL-358", "= coal"]
)
def test_punctuation_in_words_is_no_syntax(typed: str) -> None:
    assert not [part for part in parse_query(typed).tree.parts if not isinstance(part, Word)]


def test_a_capitalised_word_before_a_colon_is_no_filter() -> None:
    assert parse_query("TODO: ferry").words == ("TODO", "ferry")
    assert parse_query("Border:closed").words == ("Border closed",)


def test_an_equals_sign_or_quotes_make_a_word_exact() -> None:
    assert parse_query("=trading").tree.parts == (Word("trading", is_exact=True),)
    assert parse_query('"trading"').tree.parts == (Word("trading", is_exact=True),)
    assert parse_query("=trading").words == ("=trading",)
    assert parse_query("-=trading").tree.parts == (Not(Word("trading", is_exact=True)),)
    assert parse_query("=coal NEAR/2 port").tree.parts == (
        Near((Word("coal", is_exact=True), Word("port")), 2),
    )


def test_an_exact_name_has_no_other_spellings() -> None:
    names = {"북중": ("北中",)}
    assert parse_query("북중", names).words == ("북중", "北中")
    assert parse_query("=북중", names).words == ("=북중",)


def test_a_star_in_quotes_is_a_prefix_and_one_inside_a_word_is_refused() -> None:
    assert parse_query('"coal exp*"').tree.parts == (Word("coal exp", is_prefix=True),)
    with pytest.raises(QueryError, match=r"only be at the end of a word \(at character 4\)"):
        parse_query("dan*ong")


def test_a_mistyped_filter_names_the_nearest_one() -> None:
    with pytest.raises(QueryError, match=r"no filter 'soruce'; did you mean source:\?"):
        parse_query("soruce:x")


@pytest.mark.parametrize(
    "text", ["(" * 900, "（" * 900, "-" * 900, "NOT " * 299 + "x", "after:" + "9" * 3_900]
)
def test_a_query_nobody_typed_is_one_sentence(text: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_query(text)
    assert len(str(refused.value)) < 200
