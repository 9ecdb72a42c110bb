"""Reads the invented articles from `articles/<publication>.toml`, one `[[article]]` table each."""

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from newsroom.scenarios import Case
from yaluwatch.model import Table

#: The two states of the newsroom: at the start, and after `Newsroom.advance`.
STATES = (0, 1)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, subheading or table of a text."""

    #: "paragraph", "heading" or "table".
    kind: str
    text: str = ""
    rows: Table = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited version of an article."""

    title: str
    text: str
    #: Time of the edit, hours before the newsroom's start.
    hours_ago: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article as its file defines it, with the expected classification."""

    #: Unique across all publications; also the slug in its URL.
    id: str
    #: Title and text may contain date placeholders, see dates.py.
    title: str
    text: str
    #: Time of publication, hours before the newsroom's start.
    hours_ago: float
    author: str = ""
    section: str = ""
    #: The site's own keywords, printed under the article.
    tags: tuple[str, ...] = ()
    #: Whether it is about exchange between China and North Korea or their border.
    relevant: bool
    topics: tuple[str, ...] = ()
    #: Gazetteer ids of the places that matter in it.
    places: tuple[str, ...] = ()
    case: Case = Case.ORDINARY
    #: Shared by the articles about one event; empty if it is the only one.
    story: str = ""
    #: Language → id of its declared translation in another publication.
    alternates: dict[str, str] = field(default_factory=dict)
    #: States in which it is published.
    states: tuple[int, ...] = STATES
    #: The edit that state 1 shows; None = not edited.
    later: Edit | None = None


def read_reports(publication_id: str) -> tuple[Report, ...]:
    """The publication's articles in the order of the file; empty if it has no file."""
    path = files(__package__) / "articles" / f"{publication_id}.toml"
    if not path.is_file():
        return ()
    return tuple(map(_report, tomllib.loads(path.read_text(encoding="utf-8"))["article"]))


def _report(entry: dict[str, Any]) -> Report:
    """Raises TypeError naming an unknown or missing key."""
    fixed: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    if "case" in fixed:
        fixed["case"] = Case(fixed["case"])
    if "later" in fixed:
        fixed["later"] = Edit(**fixed["later"])
    return Report(**fixed)


def split_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, which are separated by blank lines.

    `## ` marks a subheading; lines that start with `|` are table rows.
    """
    return tuple(_block(part.strip()) for part in text.strip().split("\n\n"))


def _block(part: str) -> Block:
    if part.startswith("## "):
        return Block("heading", part.removeprefix("## "))
    if part.startswith("|"):
        rows = (line.strip().strip("|").split("|") for line in part.splitlines())
        return Block("table", rows=tuple(tuple(cell.strip() for cell in row) for row in rows))
    return Block("paragraph", " ".join(part.split("\n")))
