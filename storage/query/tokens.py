"""The search tokens: the same function makes them for the index and for a query.

Chinese, Japanese and Korean are written or inflected without spaces around words, so a run of
their characters becomes overlapping pairs: 대북제재 → 대북 북제 제재 재. A word of any length is
then a phrase of pairs, found under particles and inside compounds, exactly where a substring
scan would find it. The run's last character is added alone so that one character can be asked
for as a prefix. Before a run whose first syllable North and South write differently stands its
first pair with a mark, so that 노동 finds 로동 at the start of a word and nowhere else.
"""

import re
from itertools import pairwise

from storage.query.spellings import other_words, variable_syllables, words_at_start
from yaluwatch.text import fold

#: Changes with every change of what `tokens` returns; the archive rebuilds its index then.
VERSION = "2"

# The iteration mark, Kana with extensions, Han with extension A and compatibility forms, Hangul.
_CJK = (
    "\u3005-\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
)
_RUN = re.compile(rf"([{_CJK}]+)|([^\W_{_CJK}]+)")

# A private-use character: FTS5's unicode61 takes it as a letter, no cleaned text is searched for it.
_START = "\ue000"


def tokens(text: str) -> list[str]:
    """Index tokens of a text, in order.

    >>> tokens("丹東 customs")
    ['丹东', '东', 'customs']
    """
    found: list[str] = []
    for cjk, word in _RUN.findall(fold(text)):
        if word:
            found.append(word)
        else:
            found += _run(cjk)
    return found


def phrases(text: str, *, prefix: bool = False) -> tuple[str, ...]:
    """The FTS5 phrases of which any finds this text; none when it holds nothing to search for.

    Every token is quoted, so nothing typed by a person is read as FTS5 syntax.

    >>> phrases("대북제재")
    ('"대북 북제 제재"',)
    """
    words = fold(text)
    found = [_phrase(words, prefix=prefix)]
    found += [_phrase(other, prefix=prefix) for other in other_words(words)]
    first = _RUN.search(words)
    if first and len(first[1] or "") > 1:
        others = words_at_start(words[first.start() :])
        found += [_phrase(other, prefix=prefix, is_start=True) for other in others]
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def is_latin(character: str) -> bool:
    """Whether words of this character's script are found whole only."""
    found = _RUN.fullmatch(character)
    return bool(found and found[2])


def _run(cjk: str) -> list[str]:
    pairs = [first + second for first, second in pairwise(cjk)]
    pairs.append(cjk[-1])
    return [_START + cjk[:2], *pairs] if cjk[0] in variable_syllables() else pairs


def _phrase(folded: str, *, prefix: bool, is_start: bool = False) -> str:
    """One quoted phrase; `is_start` binds it to the start of a run."""
    runs = _RUN.findall(folded)
    found: list[str] = []
    for number, (cjk, word) in enumerate(runs, start=1):
        made = [word] if word else _run(cjk)
        # What is typed may begin and end inside a run of the text; in between, runs are whole.
        if number == 1 and not is_start and made[0].startswith(_START):
            del made[0]
        if number == len(runs) and cjk:
            # The run may go on in the text: its first pair begins with a single character.
            made = made[:-1] if len(cjk) > 1 else made[:1]
            prefix = prefix or len(cjk) == 1
        found += made
    return f'"{" ".join(found)}"{" *" if prefix else ""}' if found else ""
