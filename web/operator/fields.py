"""The fields of a source as a form has them: shown, read, checked. Pure."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from yaluwatch.model import JsonFields, Selectors, Source, SourceKind
from yaluwatch.shown import shown_url


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    #: As in sources.toml; "selectors.title" for one of a table.
    name: str
    label: str
    #: "text", "number", "lines" (one value a line), "box" or "choice".
    form: str = "text"
    #: What to write, in a clause; "" = nothing that the label doesn't say.
    help: str = ""
    choices: Sequence[str] = ()


def _of_table(table: str, made: type[Selectors | JsonFields]) -> Sequence[Field]:
    """The fields of a table, labelled as in the file."""
    names = [f"{table}.{rule.name}" for rule in dataclasses.fields(made)]
    return tuple(Field(name, name) for name in names)


_ORDERS = ("", "dmy", "mdy", "ymd")

#: Heading → its fields.
GROUPS: Mapping[str, Sequence[Field]] = {
    "What it is": (
        Field("name", "Name"),
        Field("publisher", "Publisher", help="reports of one publisher don't corroborate each other"),
        Field("homepage", "Home page"),
        Field("language", "Language", help="two letters, such as ko"),
        Field("country", "Country", help="two letters, such as KR"),
        Field("tier", "Tier", "choice", "1 specialist, 2 regular, 3 occasional", ("1", "2", "3")),
        Field("state_media", "A government owns or runs it", "box"),
    ),
    "Where its articles are announced": (
        Field("kind", "Kind", "choice", choices=tuple(SourceKind)),
        Field("urls", "Polled addresses", "lines", "one a line; *** stands for a key that is kept"),
        Field("include", "Only addresses that match", "lines", "RE2 patterns, one a line"),
        Field("exclude", "Not addresses that match", "lines", "RE2 patterns, one a line"),
        Field("full_text_feed", "The feed carries whole articles; pages are not fetched", "box"),
        Field("conditional", "Ask only for what has changed (If-None-Match)", "box"),
        Field("archive", "Archive pages", help="a pattern with {YYYY}, {MM}, {DD}, {page}, for its past"),
    ),
    "How often": (
        Field("poll_minutes_min", "Shortest interval, minutes", "number"),
        Field("poll_minutes_max", "Longest interval, minutes", "number"),
        Field("delay_seconds", "Pause between two requests, seconds", "number"),
        Field("max_pages", "Most new pages per poll", "number"),
        Field("news_hours", "Hours an article stays news", "number", "0 = as in the settings"),
    ),
    "How its pages are read": (
        Field("timezone", "Time zone", help="of times printed without one, such as Asia/Seoul"),
        Field("date_order", "Order of dates like 03/04/2026", "choice", "empty = found out", _ORDERS),
        Field("encoding", "Charset", help="only if the site declares a wrong one"),
        *_of_table("selectors", Selectors),
    ),
}  # fmt: skip
#: The heading of those that only sources of kind "json" have, and they.
JSON_HEADING = "Where the articles are in its answers"
JSON_FIELDS = _of_table("fields", JsonFields)


def groups_for(kind: str) -> Mapping[str, Sequence[Field]]:
    """The groups that a source of a kind has."""
    return {**GROUPS, JSON_HEADING: JSON_FIELDS} if kind == SourceKind.JSON else GROUPS


def shown_values(source: Source) -> dict[str, str]:
    """What the form shows, by name of the field; keys in addresses are masked. Boxes are "on" or ""."""
    found = {}
    for field in _every_field():
        table, _, name = field.name.rpartition(".")
        found[field.name] = _shown(name, getattr(getattr(source, table) if table else source, name))
    return found


def _shown(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, tuple):
        return "\n".join(shown_url(each) if name == "urls" else each for each in value)
    if isinstance(value, float):
        return f"{value:g}"
    return shown_url(str(value)) if name == "homepage" else str(value)


def entry_of(source: Source, values: Mapping[str, str]) -> dict[str, Any]:
    """The source's entry, to be checked, with the values of a form; a masked address means the one it has."""
    entry = dataclasses.asdict(source)
    kept = {shown_url(url): url for url in (*source.urls, source.homepage)}
    for field in _every_field():
        table, _, name = field.name.rpartition(".")
        text = values.get(field.name, "").strip()
        value: Any = text
        if field.form == "box":
            value = bool(text)
        elif field.form == "lines":
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            value = [kept.get(line, line) if name == "urls" else line for line in lines]
        elif name == "homepage":
            value = kept.get(text, text)
        if table and field.name not in values:
            # The form had no such field.
            continue
        (entry[table] if table else entry)[name] = value
    return entry


def digest(source: Source) -> str:
    """Tells whether an entry was changed since a form was made from it."""
    return sha256(repr(source).encode()).hexdigest()[:16]


def _every_field() -> Sequence[Field]:
    return [field for group in GROUPS.values() for field in group] + list(JSON_FIELDS)
