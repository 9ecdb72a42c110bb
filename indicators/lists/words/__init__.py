"""Words that matching names needs, as data: syllables, translated names, offices, common names."""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["Concept", "Syllable", "body_key", "common_names", "concepts", "syllables", "translated_bodies"]


class Syllable(NamedTuple):
    """How a syllable of Korean names is written."""

    #: Other romanisations.
    others: tuple[str, ...]
    #: In Hangul, most usual first.
    hangul: tuple[str, ...]
    is_family: bool
    #: In Katakana, for syllables of ships' names.
    kana: tuple[str, ...]


class Concept(NamedTuple):
    """An office, body or place that identifies a person."""

    #: Regular expression for English.
    english: str
    #: Words in Korean, Chinese and Japanese.
    others: tuple[str, ...]
    #: "" if it identifies somebody; "place" or "job" if it takes one of each.
    part: str


def _lines(name: str) -> list[str]:
    text = (files("indicators.lists.words") / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def syllables() -> dict[str, Syllable]:
    """Syllables by the romanisation of the lists."""
    return {
        row["roman"]: Syllable(
            tuple(row["others"].split()),
            tuple(row["hangul"].split()),
            row["family"] == "family",
            tuple(row["kana"].split()),
        )
        for row in csv.DictReader(_lines("syllables.csv"))
    }


@cache
def translated_bodies() -> dict[str, tuple[tuple[str, ...], bool]]:
    """`body_key` of a listed name → translations, and whether they need a word for North Korea."""
    return {
        body_key(row["listed"]): (tuple(row["names"].split("|")), row["north"] == "north")
        for row in csv.DictReader(_lines("bodies.csv"))
    }


def body_key(name: str) -> str:
    """A listed name in small letters with plain apostrophes, without ", Limited" at its end."""
    return name.casefold().replace("’", "'").removesuffix(", limited").removesuffix(", ltd")


@cache
def concepts() -> tuple[Concept, ...]:
    """What persons are said to be."""
    return tuple(
        Concept(row["english"], tuple(row["others"].split("|")), row["weight"])
        for row in csv.DictReader(_lines("concepts.csv"))
    )


@cache
def common_names() -> frozenset[str]:
    """Names that are also places or everyday words, in small letters."""
    return frozenset(_lines("common.txt"))
