"""What holds for any text."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import Classifier
from classifier.features.disambiguation import READ_BODY
from classifier.features.sentence_scores import _shared, _stems
from classifier.features.sentence_signs import _OF_QUOTES, signs_of_quotes
from classifier.features.sentences import LONGEST, sentence_spans
from classifier.lexicon import TOPICS
from classifier.lexicon.normalisation import fold_text, fold_with_offsets
from yaluwatch.model import Span, Verdict
from yaluwatch.text import fold

CLASSIFIER = Classifier.load()

#: Fragments of the four languages and of what feeds leave behind, to be strung together.
FRAGMENTS = st.sampled_from(
    [
        *(
            "North Korea",
            "N. Korea",
            "China",
            "Dandong",
            "smuggling",
            "border trade",
            "UNSCR 2397",
            "NK",
            "Ji’an",
        ),
        *("북한", "북·중", "단둥", "밀수", "세관", "中", "北", "은", "에서", "무산", "결의 2371호"),
        *("中朝边境", "朝鮮", "走私", "丹東", "羅先", "第2397号决议", "口岸", "其", "生"),
        *(
            "北朝鮮",
            "密輸",
            "ﾄﾗｯｸ",
            "トラック",
            "国境",
            "ＮＫ",
            "㈜",
            "ﬁ",
            "①",
            "e\u0301",
            "한",
            "\u1112\u1161\u11ab",
        ),
        *(
            " ",
            "\n",
            "\n\n",
            ". ",
            "。",
            "! ",
            "…",
            "\ud800",
            "\u202e",
            "\u200b",
            "😀",
            "<p>",
            "&nbsp;",
            "\x00",
            "İ",
            "ß",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(FRAGMENTS, max_size=40).map("".join))
LANGUAGES = st.sampled_from(["en", "ko", "zh", "ja", "fr", ""])


def spans(verdict: Verdict) -> list[Span]:
    quoted = [span for tag in verdict.tags for span in tag.evidence]
    return quoted + [mention.span for mention in verdict.mentions]


@settings(max_examples=300)
@given(title=TEXTS, body=TEXTS, language=LANGUAGES)
def test_any_text_gives_a_verdict_with_exact_quotes(title: str, body: str, language: str) -> None:
    verdict = CLASSIFIER.classify(title, body, language)
    parts = {"title": title, "body": body}
    assert all(span.text and parts[span.part][span.start : span.end] == span.text for span in spans(verdict))
    assert all(tag.evidence and len(tag.evidence) <= 4 for tag in verdict.tags)
    assert all(0 <= tag.probability <= 1 and tag.topic in TOPICS for tag in verdict.tags)
    assert 0 <= verdict.relevance <= 1
    assert verdict.is_relevant or not verdict.tags
    assert len(verdict.terms) <= 12
    assert len(set(verdict.terms)) == len(verdict.terms)
    assert verdict == CLASSIFIER.classify(title, body, language)


@settings(max_examples=300)
@given(text=TEXTS)
def test_folded_text_leads_back_to_whole_characters(text: str) -> None:
    folded = fold_with_offsets(text)
    reached = 0
    for at in range(len(folded.text)):
        start, end = folded.original(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert start <= reached
        reached = end
    assert reached == len(text)


LETTERS = st.one_of(
    st.characters(
        min_codepoint=0x20, max_codepoint=0x24F, categories=["L", "N", "Zs"], exclude_characters="ŉ"
    ),
    st.characters(min_codepoint=0x3041, max_codepoint=0x30FF, categories=["L"]),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF, categories=["L"]),
    st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
    st.characters(min_codepoint=0xFF01, max_codepoint=0xFF9D, categories=["L", "N"]),
)


@settings(max_examples=200)
@given(text=st.text(LETTERS, max_size=80))
def test_letters_fold_as_they_do_for_search(text: str) -> None:
    assert fold_text(text) == fold(text)


@settings(max_examples=300)
@given(text=TEXTS)
def test_sentences_are_in_order_bounded_and_lose_no_character(text: str) -> None:
    at = 0
    for start, end in sentence_spans(text):
        assert at <= start < end <= start + LONGEST
        assert not text[at:start].strip()
        assert text[start:end].strip() == text[start:end]
        at = end
    assert not text[at:].strip()


def test_five_megabytes_without_a_stop_are_read() -> None:
    body = "丹东走私" + "无关文字" * 500 + "과자 " * 300_000 + "filler " * 400_000
    assert len(body.encode()) > 4_000_000
    verdict = CLASSIFIER.classify("中朝贸易", body, "zh")
    assert verdict.is_relevant
    assert all(len(span.text) <= LONGEST for span in spans(verdict))


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("unit", "language"),
    [
        ("朝鲜", "zh"),
        ("朝中", "zh"),
        ("朝鲜。", "zh"),
        ("북중 국경 밀수 세관 무산 ", "ko"),
        ("North Korean workers cross the China-North Korea border ", "en"),
        ("Musan Tumen Ji'an Sanhe ", "en"),
        (". ", "en"),
    ],
)
def test_of_megabytes_of_the_same_words_only_the_beginning_is_read(unit: str, language: str) -> None:
    body = unit * (5_000_000 // len(unit.encode()))
    verdict = CLASSIFIER.classify("中朝贸易", body, language)
    assert verdict == CLASSIFIER.classify("中朝贸易", body[:READ_BODY], language)


def test_nothing_at_all_is_not_relevant() -> None:
    verdict = CLASSIFIER.classify("", "", "en")
    assert not verdict.is_relevant
    assert not verdict.tags
    assert not verdict.mentions
    assert not verdict.terms


def test_many_threads_get_the_same_verdict() -> None:
    text = ("Smuggling at Hyesan", "Trucks from China crossed the border into North Korea.", "en")
    expected = CLASSIFIER.classify(*text)
    found: list[Verdict] = []
    threads = [threading.Thread(target=lambda: found.append(CLASSIFIER.classify(*text))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


@pytest.mark.parametrize("language", ["en", "ko", "zh", "ja"])
def test_white_space_alone_names_nothing(language: str) -> None:
    assert CLASSIFIER.classify(" \n\t", "\n\n \u3000", language).mentions == ()


PIECES = st.sampled_from(
    [
        *"abkt'-. ,’ー・İ9",
        "korea",
        "after",
        "trade",
        "traders",
        "무역",
        "북한",
        "中国",
        "貿易",
        "said",
        "was 12% ",
        " last year",
    ]
)


@given(title=st.lists(PIECES, max_size=8).map("".join), text=st.lists(PIECES, max_size=16).map("".join))
@settings(max_examples=300)
def test_stems_of_the_headline_are_counted_as_if_all_stems_of_the_text_were_known(
    title: str, text: str
) -> None:
    wanted = _stems(title)
    assert _shared(wanted, [text, text + title]) == [
        len(wanted & _stems(text)),
        len(wanted & _stems(text + title)),
    ]


@given(text=st.one_of(TEXTS, st.lists(PIECES, max_size=16).map("".join)), is_latin=st.booleans())
def test_signs_found_together_are_those_found_one_by_one(text: str, *, is_latin: bool) -> None:
    alone = {name for name, signs in _OF_QUOTES.items() if signs.are_in(text, is_latin=is_latin)}
    assert signs_of_quotes(text, is_latin=is_latin) == alone
