"""Chinese characters in Korean texts: 北中 in a headline is 북중, and 對北 is 대북.

A pair counts only if both writings are in the lists; the readings in `hanja.tsv` say which belong together.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product

from classifier.lexicon.spelling import parse_spelling
from yaluwatch.text import fold

_NAMED = ("places.csv", "actors.csv", "goods.csv")
_TERMS = "lexicon-ko.tsv"
_TOO_BROAD = {"중국", "북한", "한국", "미국", "일본"}
# Punctuation that Korean newspapers put between the parts of such words, or leave out.
_JOINTS = str.maketrans("", "", "·‧・-– ")


@cache
def hanja_names() -> Mapping[str, tuple[str, ...]]:
    """Folded name or term → the same word in the other writing, with and without a dot or hyphen in it.

    >>> hanja_names()["북중"]
    ('북·중', '북-중', '北中', '北·中', '北-中')
    """
    found: dict[str, dict[str, None]] = {}
    for written in _rows():
        for group in _groups(written):
            for name in group:
                found.setdefault(fold(name), {}).update(dict.fromkeys(group))
    return {
        name: tuple(other for other in others if fold(other) != name)
        for name, others in found.items()
        if len(others) > 1
    }


def _rows() -> Iterator[Sequence[str]]:
    """The Korean spellings of every entry."""
    data = files("classifier") / "data"
    for name in _NAMED:
        for row in csv.DictReader((data / name).read_text(encoding="utf-8").splitlines()):
            if row["kind"] != "country":
                yield _texts(row["ko"])
    for line in (data / _TERMS).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield _texts(line.split("\t")[-1])


def _texts(written: str) -> list[str]:
    spellings = [parse_spelling(form) for form in written.split("|") if form]
    texts = (spelling.text for spelling in spellings if not spelling.is_held)
    # A joint at the end marks the first part of an enumeration.
    return [text for text in texts if not text.endswith(("·", "-"))]


def _groups(names: Sequence[str]) -> Iterator[list[str]]:
    """Names of one entry that are the same word; at least one of them has Chinese characters."""
    readings = {name: _readings(name) for name in names}
    for korean in dict.fromkeys(name.translate(_JOINTS) for name in names if not _has_hanja(name)):
        group = [name for name in names if korean in readings[name]]
        # Countries are too common to be searched for in every script.
        if len(korean) > 1 and korean not in _TOO_BROAD and any(map(_has_hanja, group)):
            yield group


def _readings(name: str) -> set[str]:
    """How the name may be read, in Hangul and without joints; empty if a reading is not known."""
    parts = [_table().get(character, (character,)) for character in name.translate(_JOINTS)]
    read = {"".join(chosen) for chosen in product(*parts)} if len(parts) < 12 else set()
    return {one for one in read if not _has_hanja(one)}


def _has_hanja(name: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" for character in name)


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    text = (files("classifier.lexicon") / "hanja.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {character: tuple(readings.split("|")) for character, readings in rows}
