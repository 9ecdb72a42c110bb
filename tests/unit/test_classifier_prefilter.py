"""Patterns are tried only where they can match: what is found is what they find without it."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.facts.claims.promised.english import ENGLISH as ENGLISH_PROMISES
from classifier.facts.prefilter import prefiltered, required_literals, with_prefilter
from classifier.facts.status.chinese import CHINESE
from classifier.facts.status.english import ENGLISH
from classifier.facts.status.japanese import JAPANESE
from classifier.facts.status.korean import KOREAN
from yaluwatch.patterns import is_regex

SIGNS = {"en": ENGLISH, "ko": KOREAN, "zh": CHINESE, "ja": JAPANESE}
BORDER = Path(__file__).parents[1] / "border"


def patterns_of(signs: object) -> Iterator[re.Pattern[str]]:
    for field in fields(signs):  # type: ignore[arg-type]
        value = getattr(signs, field.name)
        if is_regex(value):
            yield value


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"shut|clos\w+", {"shut", "clos"}),
        (r"\bre-?open(?:s|ed)?\b", {"reopen", "re-open", "reopens", "re-opens", "reopened", "re-opened"}),
        (r"[车車]皮", {"车皮", "車皮"}),
        (r"\d+\s(?:trucks|trains)", {"trucks", "trains"}),
        (r"(?:not\s)?(?:\w+\s)+crossed", {"crossed"}),
        (r"(?i)Port\sof", {"port"}),
        (r"(?<!un)(?=o)open", {"open"}),
        (r"(?:a|b)+x{2,}", {"x"}),
        # Whatever can match without a literal of its own has none.
        (r"\w+", None),
        (r"ban|\w+", None),
        (r"(?:ban)?", None),
        (r"[^a]", None),
        ("", None),
    ],
)
def test_literals_that_every_match_has(pattern: str, literals: set[str] | None) -> None:
    assert required_literals(re.compile(pattern)) == literals


@pytest.mark.parametrize("language", SIGNS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_a_pattern_matches_has_one_of_its_literals(language: str, data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(list(patterns_of(SIGNS[language]))))
    literals = required_literals(pattern)
    text = data.draw(st.from_regex(re.compile(pattern.pattern, pattern.flags)))
    assert literals is None or any(each in text.lower() for each in literals)


@pytest.mark.parametrize("language", SIGNS)
def test_filtered_patterns_find_what_the_patterns_find(language: str) -> None:
    patterns = [*patterns_of(SIGNS[language]), *patterns_of(ENGLISH_PROMISES)]
    filtered = prefiltered(patterns)
    files = [*BORDER.glob(f"{language}.tsv"), *BORDER.glob(f"press/*.{language}.txt")]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(lines) > 500
    found = 0
    for line in lines:
        for pattern, other in zip(patterns, filtered, strict=True):
            plain, quick = pattern.search(line), other.search(line)
            assert (plain and plain.span()) == (quick and quick.span()), (pattern, line)
            found += plain is not None
        assert [each.span() for each in other.finditer(line)] == [
            each.span() for each in pattern.finditer(line)
        ]
        assert other.sub(" ", line) == pattern.sub(" ", line)
    assert found > 1000


def test_letters_that_fold_in_their_own_way_are_found_all_the_same() -> None:
    # Long s, the Kelvin sign, dotless and dotted i: `re.IGNORECASE` takes them for s, k and i.
    (ship, kim) = prefiltered([re.compile(r"(?i)\bships?\b"), re.compile("(?i)kim")])
    assert ship.search("two \u017fhips") is not None
    assert kim.search("\u212aim and \u0130stanbul") is not None
    assert kim.search("K\u0130M") is not None
    assert kim.search("nobody") is None
    assert list(ship.finditer("no such thing")) == []
    assert kim.sub("-", "KIM Jong") == "- Jong"


def test_texts_that_cannot_be_encoded_are_searched_all_the_same() -> None:
    (ship, kim) = prefiltered([re.compile(r"(?i)\bships?\b"), re.compile("(?i)kim")])
    assert ship.search("two \ud800 ships") is not None
    assert kim.search("two \udfff ships") is None


def test_signs_keep_their_words_and_become_one_group() -> None:
    signs = with_prefilter(KOREAN)
    assert signs.stems is KOREAN.stems
    assert signs.is_verb_last
    assert [mode for mode, _ in signs.modes] == [mode for mode, _ in KOREAN.modes]
    assert dict(signs.modes)["rail"].search("단둥발 열차") is not None
    assert dict(signs.modes)["rail"].search("단둥의 버스") is None
