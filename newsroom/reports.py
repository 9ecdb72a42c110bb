"""The articles as written: `articles/<publication>.toml`, one `[[article]]` table each."""

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from newsroom.scenarios import Case
from yaluwatch.model import Table

#: The newsroom's two states: the morning state and what it has become later.
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
    """What an article says after it was edited."""

    title: str
    text: str
    #: When the edit was made, hours before the newsroom opened.
    hours_ago: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article as its file has it, with the truth about it."""

    #: Unique over all publications; also the slug of its address.
    id: str
    #: Title and text may hold date tokens, see dateline.py.
    title: str
    text: str
    #: When it was published, hours before the newsroom opened.
    hours_ago: float
    author: str = ""
    section: str = ""
    #: The site's own keywords, printed under the article.
    tags: tuple[str, ...] = ()
    #: Whether it is about China–North Korea exchange or its border.
    relevant: bool
    topics: tuple[str, ...] = ()
    #: Gazetteer ids of places it names and that matter in it.
    places: tuple[str, ...] = ()
    case: Case = Case.ORDINARY
    #: Shared by the articles that tell one event; empty when it stands alone.
    story: str = ""
    #: Language → id of the same article in another publication.
    alternates: dict[str, str] = field(default_factory=dict)
    #: States in which the feed lists it and its page answers.
    states: tuple[int, ...] = STATES
    later: Edit | None = None


def read_reports(publication_id: str) -> tuple[Report, ...]:
    """The publication's articles in the order of the file; none when it has no file."""
    path = files(__package__) / "articles" / f"{publication_id}.toml"
    if not path.is_file():
        return ()
    return tuple(map(_report, tomllib.loads(path.read_text(encoding="utf-8"))["article"]))


def _report(entry: dict[str, Any]) -> Report:
    """An unknown or missing key is a TypeError that names it."""
    fixed: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    if "case" in fixed:
        fixed["case"] = Case(fixed["case"])
    if "later" in fixed:
        fixed["later"] = Edit(**fixed["later"])
    return Report(**fixed)


def split_blocks(text: str) -> tuple[Block, ...]:
    """A text's blocks, which stand apart by blank lines.

    `## ` starts a subheading; lines that start with `|` are rows of a table.
    """
    return tuple(_block(part.strip()) for part in text.strip().split("\n\n"))


def _block(part: str) -> Block:
    if part.startswith("## "):
        return Block("heading", part.removeprefix("## "))
    if part.startswith("|"):
        rows = (line.strip().strip("|").split("|") for line in part.splitlines())
        return Block("table", rows=tuple(tuple(cell.strip() for cell in row) for row in rows))
    return Block("paragraph", " ".join(part.split("\n")))
