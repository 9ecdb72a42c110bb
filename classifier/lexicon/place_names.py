"""All names of a place, for search: Shinuiju finds 신의주, and 북중 finds 北中."""

import csv
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from classifier.lexicon.hanja import hanja_names
from classifier.lexicon.spelling import parse_spelling
from yaluwatch.text import fold

# Countries have too many and too common names to search for all of them.
_TOO_BROAD = {"country"}


@cache
def place_names() -> Mapping[str, tuple[str, ...]]:
    """Folded name → the other names of the place, or the other writings of a Korean word (北中 for 북중).

    Leaves out spellings that need a cue, and names shared by two places.

    >>> "신의주" in place_names()["shinuiju"]
    True
    """
    text = (files("classifier") / "data" / "places.csv").read_text(encoding="utf-8")
    places = [_names(row) for row in csv.DictReader(text.splitlines()) if row["kind"] not in _TOO_BROAD]
    owners = Counter(key for names in places for key in {fold(name) for name in names})
    found = {
        fold(name): tuple(other for other in names if fold(other) != fold(name))
        for names in places
        for name in names
        if owners[fold(name)] == 1 and len(names) > 1
    }
    for name, others in hanja_names().items():
        # A spelling that two places share stays out, in every writing.
        if owners[name] < 2:
            known = found.get(name, ())
            found[name] = tuple(dict.fromkeys((*known, *others)))
    return found


def _names(row: Mapping[str, str]) -> list[str]:
    written = [form for language in ("en", "ko", "zh", "ja") for form in row[language].split("|") if form]
    spellings = [parse_spelling(form) for form in written]
    return list(dict.fromkeys(spelling.text for spelling in spellings if not spelling.is_held))
