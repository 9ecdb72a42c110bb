"""The ids of places, actors and goods under all their names, for the filters of searches."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from classifier.lexicon.spelling import parse_spelling
from yaluwatch.errors import LexiconError

_FILES = {"place": "places.csv", "actor": "actors.csv", "goods": "goods.csv"}


def entry_names(kind: str, extra: Traversable | None = None) -> Mapping[str, tuple[str, ...]]:
    """Name → the ids that have it, for "place", "actor" or "goods"; ids are names too.

    `extra` is an operator's folder with additions. Raises LexiconError if its list can't be read.

    >>> entry_names("place")["단둥"]
    ('dandong',)
    """
    own = extra / _FILES[kind] if extra else None
    if own is None or not own.is_file():
        return _shipped(kind)
    try:
        return _with_names_of(own, _shipped(kind))
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise LexiconError(Path(str(own)), 0, f"can't be read: {error}") from error


@cache
def _shipped(kind: str) -> Mapping[str, tuple[str, ...]]:
    return _with_names_of(files("classifier") / "data" / _FILES[kind], {})


def _with_names_of(file: Traversable, known: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    found = dict(known)
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        for name in _names(row):
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), row["id"])))
    return found


def _names(row: Mapping[str, str]) -> list[str]:
    written = "|".join(row[language] or "" for language in ("en", "ko", "zh", "ja"))
    forms = (parse_spelling(form).text for form in written.split("|") if form)
    return [row["id"], row["name"], *forms]
