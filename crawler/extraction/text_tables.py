"""Tables in plain text: a row of consecutive years, followed by rows with one figure per year.

Older pages and converted pages have such tables as lines of text, or as one paragraph if the line breaks were
lost:

    year 2005 2006 2007 2008
    trade (million $) 1,581.2 1,699.6 1,974.0 2,787.3
"""

import re
from collections.abc import Sequence

from yaluwatch.model import Table
from yaluwatch.patterns import lazy_regex

#: Minimum number of years: a sentence may list fewer.
MIN_YEARS = 4
#: Maximum length of a label, words: more are a sentence.
_MAX_LABEL = 8

_YEAR = lazy_regex(r"((?:18|19|20)\d\d)[년年]?")
_FIGURE = lazy_regex(r"[-+−–]?\d[\d.,]*%?|[-–—…]|n/?a", re.IGNORECASE)


def tables_in_text(text: str) -> tuple[Table, ...]:
    """The tables in a text whose paragraphs are separated by blank lines; the first row has the years.

    An obvious misprint of a year is corrected (20007 between 2006 and 2008 is 2007); figures are as printed.
    """
    found = (_table(paragraph.split()) for paragraph in text.split("\n\n"))
    return tuple(table for table in found if table)


def _table(words: Sequence[str]) -> Table:
    for start in range(_MAX_LABEL + 1):
        years = _years(words[start:])
        if len(years) >= MIN_YEARS:
            rows = _rows(words[start + len(years) :], len(years))
            return ((" ".join(words[:start]), *years), *rows) if rows else ()
    return ()


def _years(words: Sequence[str]) -> list[str]:
    """The consecutive years at the start of a row."""
    years: list[int] = []
    for number, word in enumerate(words):
        year = _year(word)
        if years and year != years[-1] + 1:
            after = _year(words[number + 1]) if number + 1 < len(words) else None
            if not (word.isdigit() and after == years[-1] + 2):
                break
            year = years[-1] + 1
        if year is None:
            break
        years.append(year)
    return [str(year) for year in years]


def _year(word: str) -> int | None:
    found = _YEAR.fullmatch(word)
    return int(found[1]) if found else None


def _rows(words: Sequence[str], width: int) -> list[tuple[str, ...]]:
    """Rows of a label and exactly `width` figures, up to the first that is not such a row."""
    rows: list[tuple[str, ...]] = []
    while True:
        label = next((i for i, word in enumerate(words) if _FIGURE.fullmatch(word)), len(words))
        figures = words[label : label + width]
        if label > _MAX_LABEL or len(figures) < width or not all(map(_FIGURE.fullmatch, figures)):
            return rows
        rest = words[label + width :]
        if rest and _FIGURE.fullmatch(rest[0]):
            # One figure too many, so it is unclear which belongs to which year.
            return rows
        rows.append((" ".join(words[:label]), *figures))
        words = rest
