"""The search tokens: the same function makes them for the index and for a query.

Chinese, Japanese and Korean are written or inflected without spaces around words, so a run of
their characters becomes overlapping pairs: 대북제재 → 대북 북제 제재 재. A word of any length is
then a phrase of pairs, found under particles and inside compounds, exactly where a substring
scan would find it. The run's last character is added alone so that one character can be asked
for as a prefix.
"""

import re
from collections.abc import Iterator

from yaluwatch.text import fold

# The iteration mark, Kana with extensions, Han with extension A and compatibility forms, Hangul.
_CJK = (
    "\u3005-\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
)
_RUN = re.compile(rf"([{_CJK}]+)|([^\W_{_CJK}]+)")


def tokens(text: str) -> Iterator[str]:
    """Index tokens of a text, in order.

    >>> list(tokens("丹東 customs"))
    ['丹东', '东', 'customs']
    """
    for cjk, word in _RUN.findall(fold(text)):
        if word:
            yield word
            continue
        for start in range(len(cjk) - 1):
            yield cjk[start : start + 2]
        yield cjk[-1]


def phrase(text: str, *, prefix: bool = False) -> str:
    """The FTS5 phrase that finds this text, "" when it holds nothing to search for.

    Every token is quoted, so nothing typed by a person is read as FTS5 syntax.

    >>> phrase("대북제재")
    '"대북 북제 제재"'
    """
    runs = _RUN.findall(fold(text))
    found: list[str] = []
    for number, (cjk, word) in enumerate(runs, start=1):
        is_last = number == len(runs)
        pairs = [cjk[start : start + 2] for start in range(len(cjk) - 1)]
        found += [word] if word else pairs
        # Where a run ends before the phrase does, the index has its last character, too.
        if cjk and (not is_last or not pairs):
            found.append(cjk[-1])
        # The run may go on in the text: its first pair begins with this character.
        if len(cjk) == 1 and is_last:
            prefix = True
    return f'"{" ".join(found)}"{" *" if prefix else ""}' if found else ""
