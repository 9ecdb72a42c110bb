"""The phrases in phrases.toml and bot_walls.toml that recognise notices, walls and boilerplate."""

import tomllib
from functools import cache
from pathlib import Path

import re2

_FOLDER = Path(__file__).parent


def _table(name: str) -> dict[str, list[str]]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def _compiled() -> dict[str, object]:
    tables: dict[str, list[str]] = _table("phrases.toml")
    tables |= {f"walls.{kind}": phrases for kind, phrases in _table("bot_walls.toml").items()}
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = 64 << 20
    return {
        kind: re2.compile("|".join(f"(?:{phrase})" for phrase in phrases), options)
        for kind, phrases in tables.items()
    }


def phrase_in(kind: str, text: str) -> str:
    """The first phrase of a kind ("paywall_phrase", "walls.marks", …) in the text; empty if none is."""
    match = _compiled()[kind].search(text)  # type: ignore[attr-defined]
    return str(match[0]) if match else ""


def is_phrase(kind: str, text: str) -> bool:
    """Whether the whole text matches a phrase of a kind."""
    return _compiled()[kind].fullmatch(text) is not None  # type: ignore[attr-defined]
