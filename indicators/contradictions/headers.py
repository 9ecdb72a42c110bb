"""Years above a table that do not follow one another: 2006, 20007, 2008."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from indicators.contradictions.values import Contradiction, Passage, ReadArticle
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

#: Minimum number of years in a row: a sentence may list fewer.
_MIN_YEARS: Final = 4
_MIN_FOLLOWING: Final = 2
_NUMBER: Final = lazy_regex(r"(?<![\d.,])\d{3,6}(?![\d.,]\d|\d)")
_ONLY_SPACE: Final = lazy_regex(r"[\s|｜,、\t]{1,4}")
_YEARS: Final = range(1800, 2100)


def headers(read: ReadArticle) -> Iterator[Contradiction]:
    """A number between two years of a row that is not the year between them."""
    numbers = list(_NUMBER.finditer(read.text))
    row: list[re.Match[str]] = []
    for number in numbers:
        if row and not _ONLY_SPACE.fullmatch(read.text, row[-1].end(), number.start()):
            yield from _misprints(read.text, row)
            row = []
        row.append(number)
    yield from _misprints(read.text, row)


def _misprints(text: str, row: Sequence[re.Match[str]]) -> Iterator[Contradiction]:
    years = [int(number[0]) for number in row]
    if len(years) <= _MIN_YEARS:
        return
    quote = text[row[0].start() : row[-1].end()]
    follow = sum(after == before + 1 for before, after in pairwise(years))
    if follow < _MIN_FOLLOWING:
        return
    for at in range(1, len(row) - 1):
        before, printed, after = years[at - 1 : at + 2]
        if before in _YEARS and after == before + 2 and printed != before + 1:
            reason = Sentence(
                "%(printed)s stands between %(before)s and %(after)s",
                printed=row[at][0], before=before, after=after,
            )  # fmt: skip
            yield Contradiction(
                "header", reason, Passage(row[at][0], quote, row[at].start()),
                Passage(row[at - 1][0], quote, row[at - 1].start()),
            )  # fmt: skip
