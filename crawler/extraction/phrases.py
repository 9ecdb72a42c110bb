"""The phrases in phrases.toml that recognise notices and boilerplate."""

import tomllib
from functools import cache
from pathlib import Path

import re2

_FILE = Path(__file__).with_name("phrases.toml")


@cache
def _compiled() -> dict[str, object]:
    tables: dict[str, list[str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    options = re2.Options()
    options.case_sensitive = False
    return {
        kind: re2.compile("|".join(f"(?:{phrase})" for phrase in phrases), options)
        for kind, phrases in tables.items()
    }


def phrase_in(kind: str, text: str) -> str:
    """The first phrase of a kind ("paywall", "consent", …) in the text; empty when there is none."""
    match = _compiled()[kind].search(text)  # type: ignore[attr-defined]
    return str(match[0]) if match else ""


def is_phrase(kind: str, text: str) -> bool:
    """Whether the whole text matches a phrase of a kind."""
    return _compiled()[kind].fullmatch(text) is not None  # type: ignore[attr-defined]
