"""The annexes of an EU regulation as CSV: one row per entry, several values in a field separated by ";".

Annexes XIII and XIV of Regulation (EU) 2017/1509 list whom and which ships the Security Council or its
Committee has designated (Article 34), the other annexes whom the EU lists itself.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from indicators.lists import values
from storage import ListEntry, ListFile
from yaluwatch.errors import ListError
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

_KINDS: Final = {
    "Person": "person",
    "LegalEntity": "firm",
    "Organization": "firm",
    "Company": "firm",
    "PublicBody": "firm",
    "Vessel": "ship",
}
_NEEDED: Final = {"celex", "annex", "schema", "name", "alias", "startDate", "imoNumber"}
_OF_UN: Final = lazy_regex(r"XI(?:II|V)\b")
# "Chol Ryong (Ryong Gun Bong)": former names of a ship; "KIM Kwang Yon 김광연": a second script.
_IN_BRACKETS: Final = lazy_regex(r"\(([^()]*)\)")
_SECOND_SCRIPT: Final = lazy_regex(r"\s+([\u3400-\u9fff\uac00-\ud7a3][\u3400-\u9fff\uac00-\ud7a3\s]*)$")
_ALIASES: Final = lazy_regex(r"^\s*(?:Aliases?|a\.?k\.?a\.?)\s*:\s*", re.IGNORECASE)
_FORMER: Final = lazy_regex(r"^\s*f\.?k\.?a\.?\s*:?\s*", re.IGNORECASE)
_QUOTES: Final = "\"'‘’“” "


def is_eu(content: bytes) -> bool:
    """Whether a file looks like this list."""
    return b"celex" in content[:200] and b"annex" in content[:400]


def read_eu(content: bytes, origin: str) -> ListFile:
    """The list in a file. Raises ListError if it is not whole."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListError(f"{origin} is not UTF-8: {error}") from error
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise ListError(f"{origin} is not whole, or no CSV: {error}") from error
    if missing := sorted(_NEEDED - set(reader.fieldnames or ())):
        raise ListError(f"{origin} lacks the columns {', '.join(missing)}")
    if rows and None in rows[-1].values():
        raise ListError(f"{origin} ends within a row, so it is not whole")
    seen: Counter[str] = Counter()
    entries = tuple(_entry(row, seen) for row in rows if clean_line(row["name"] or ""))
    # The file has no date of its own.
    return ListFile(name="eu", format="EU regulation (CSV)", version="", entries=entries)


def _entry(row: Mapping[str, str], seen: Counter[str]) -> ListEntry:
    kind = _KINDS.get(row["schema"], "firm")
    name, more, former = _names(row["name"], kind)
    aliases, old = _aliases(row["alias"], kind)
    imo = values.imo_number(row["imoNumber"])
    annex = row["annex"]
    # Numbers of rows change when rows are deleted; names and IMO numbers hardly do.
    key = f"{annex}:{imo or name.casefold()}"
    seen[key] += 1
    if seen[key] > 1:
        key += f":{seen[key]}"
    known = (name,)
    return ListEntry(
        key=key,
        kind=kind,
        name=name,
        aliases=values.names((*more, *aliases), without=known),
        weak_aliases=values.names(_parts(row.get("weakAlias", "")), without=known),
        former_names=values.names((*former, *old, *_parts(row.get("previousName", ""))), without=known),
        births=values.days(row.get("birthDate", "")),
        documents=values.documents(f"{row.get('passportNumber', '')} ; {row.get('idNumber', '')}"),
        imo=imo,
        reasons=clean_line(" ".join((row.get("position", ""), row.get("reason", ""), row.get("notes", "")))),
        authorities=("eu", "un") if _OF_UN.match(annex) else ("eu",),
        program=f"{row['celex']} annex {annex}",
        listed_on=values.first_day(row["startDate"]),
    )


def _names(text: str, kind: str) -> tuple[str, list[str], list[str]]:
    """The name, other names and former names in the field for the name."""
    in_brackets = [part.strip(_QUOTES) for part in _IN_BRACKETS.findall(text)]
    name = clean_line(_IN_BRACKETS.sub(" ", text)).strip(_QUOTES)
    if kind == "ship":
        return name, [], in_brackets
    if kind == "firm" and "(" in text and not text.rstrip().endswith(")"):
        # Brackets within a name, "Leader (Hong Kong) International".
        return clean_line(text), [], []
    more: list[str] = []
    for part in in_brackets:
        more += _ALIASES.sub("", part).split(", ") if _ALIASES.match(part) else [part]
    if found := _SECOND_SCRIPT.search(name):
        more.append(found[1])
        name = name[: found.start()]
    return name, more, []


def _aliases(text: str, kind: str) -> tuple[list[str], list[str]]:
    """Other names and former names in the field for aliases."""
    more: list[str] = []
    former: list[str] = []
    for part in _parts(text):
        if _FORMER.match(part):
            former.append(_FORMER.sub("", part).strip(_QUOTES))
        elif kind == "person" and "," in part:
            more += _with_commas(part)
        else:
            more.append(re.sub(r"^and\s+", "", part.strip("() ")).strip(_QUOTES))
    return more, former


def _with_commas(text: str) -> list[str]:
    """Persons in "KIM Yong-Nam, KIM Young-Nam" are several, in "Chang, Myong Ho" one."""
    parts = [part.strip() for part in text.split(",")]
    if all(len(part.split()) > 1 for part in parts):
        return parts
    return [" ".join(parts)] if len(parts) == 2 else parts


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
