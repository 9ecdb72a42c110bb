"""Regular expressions that are compiled when they are first used."""

import pickle
import re

import pytest

from yaluwatch.patterns import lazy_regex


def test_nothing_is_compiled_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_now = re.compile

    def noted(text: str, flags: int) -> re.Pattern[str]:
        compiled.append(text)
        return compile_now(text, flags)

    monkeypatch.setattr("yaluwatch.patterns.re.compile", noted)
    made = lazy_regex(r"(?P<n>\d+)\s*t", re.IGNORECASE)
    assert f"{made.pattern}|x" == r"(?P<n>\d+)\s*t|x"
    assert compiled == []
    assert [found["n"] for found in made.finditer("5 T, 7t")] == ["5", "7"]
    assert made.sub("", "5 T, 7t") == ", "
    assert len(compiled) == 1


@pytest.mark.parametrize("text", ["", "a", "aba b", "12-b"])
def test_it_does_what_a_compiled_one_does(text: str) -> None:
    ours, theirs = lazy_regex(r"(a)|(?P<b>b)", re.MULTILINE), re.compile(r"(a)|(?P<b>b)", re.MULTILINE)
    assert ours.findall(text) == theirs.findall(text)
    assert ours.split(text) == theirs.split(text)
    assert ours.subn("-", text) == theirs.subn("-", text)
    assert str(ours.search(text)) == str(theirs.search(text))
    assert str(ours.match(text, 1)) == str(theirs.match(text, 1))
    assert str(ours.fullmatch(text)) == str(theirs.fullmatch(text))
    assert (ours.flags, ours.groups, dict(ours.groupindex)) == (
        theirs.flags,
        theirs.groups,
        dict(theirs.groupindex),
    )


def test_one_that_is_none_says_so_when_it_is_used() -> None:
    made = lazy_regex("(")
    with pytest.raises(re.error, match="missing"):
        made.search("x")


def test_it_travels_between_processes() -> None:
    made = pickle.loads(pickle.dumps(lazy_regex("a+", re.IGNORECASE)))
    assert made.search("cAAt").group() == "AA"
