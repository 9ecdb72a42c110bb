import time

import pytest

from storage.query.snippets import snippet
from storage.query.tokens import Phrase, phrases
from storage.query.word_forms import word_forms


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("smuggling", "smuggle smuggles smuggled smuggler smugglers"),
        ("smuggled", "smuggle smuggling smuggler"),
        ("smugglers", "smuggler smuggling smuggle"),
        ("export", "exports exporting exported exporter exporters"),
        ("exporters", "export exporter exporting"),
        ("banned", "ban bans banning"),
        ("ban", "banned banning bans"),
        ("trafficking", "traffic traffickers trafficked"),
        ("traffic", "trafficking trafficker"),
        ("supplies", "supply supplying supplied supplier"),
        ("carriers", "carrier carry carried"),
        ("rated", "rate rates rating"),
        ("controlled", "control controls controlling"),
        ("seizing", "seize seized seizes"),
        ("crossings", "crossing cross crossed"),
        ("cargo", "cargos cargoes"),
        ("boxes", "box"),
        ("companies", "company"),
        ("sold", "sell sells selling seller"),
        ("met", "meet meeting meetings"),
        ("women", "woman"),
        ("SMUGGLING", "smuggler"),
    ],
)
def test_a_word_finds_its_forms(typed: str, found: str) -> None:
    assert set(found.split()) <= set(word_forms(typed))


@pytest.mark.parametrize(
    ("typed", "not_found"),
    [
        ("customs", "custom customer"),
        ("custom", "customs"),
        ("customer", "custom"),
        ("goods", "good"),
        ("new", "news"),
        ("arms", "arm"),
        ("corn", "corner"),
        ("copper", "cop"),
        ("number", "numb numbing"),
        ("summing", "summer"),
        ("flows", "flower"),
        ("caring", "car cars"),
        ("using", "us"),
        ("united", "unit units"),
        ("evening", "even"),
        ("paper", "pap"),
        ("officer", "office offices"),
        ("press", "pres"),
        ("feed", "fe fee"),
        ("crisis", "crisi"),
        ("virus", "viru"),
    ],
)
def test_a_word_does_not_find_words_that_only_look_alike(typed: str, not_found: str) -> None:
    assert not set(not_found.split()) & set(word_forms(typed))


@pytest.mark.parametrize(
    "text", ["WHO", "US", "AIDS", "밀수", "走私", "K27", "at", "", "naïve", "a" * 10_000]
)
def test_abbreviations_and_words_of_other_languages_have_no_forms(text: str) -> None:
    assert word_forms(text) == ()


def test_only_a_single_word_is_found_in_its_forms() -> None:
    assert Phrase(("trader",)) in phrases("trading", forms=True)
    assert phrases("trading") == (Phrase(("trading",)),)
    assert phrases("coal trading", forms=True) == (Phrase(("coal", "trading")),)
    assert phrases("trad", prefix=True, forms=True) == (Phrase(("trad",), is_prefix=True),)


def test_forms_are_marked_in_a_snippet_unless_the_word_is_exact() -> None:
    text = "A smuggler was caught smuggling"
    found = ["".join(f"[{p.text}]" if p.is_match else p.text for p in snippet(text, [word]))
             for word in ("smuggled", "=smuggling")]  # fmt: skip
    assert found == ["A [smuggler] was caught [smuggling]", "A smuggler was caught [smuggling]"]


def test_forms_take_next_to_no_time() -> None:
    word_forms("warm")
    start = time.perf_counter()
    for number in range(1_000):
        word_forms(f"exporting{'abcdefghij'[number % 10]}ed")
    # 20 ms for one word would be 20 s.
    assert time.perf_counter() - start < 2
