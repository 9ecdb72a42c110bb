"""The tokeniser for full-text search, used both for the index and for queries.

Chinese and Japanese have no spaces between words, and Korean attaches particles to them, so a run of their
characters is indexed as overlapping bigrams: 대북제재 → 대북 북제 제재 재. A word of any length is then a
phrase of bigrams, found with particles and inside compounds, exactly where a substring search would find it.
The run's last character is added as a token of its own, so that a single character can be searched for as a
prefix. If North and South write a run's first syllable differently, its first bigram is added once more with
a mark, so that 노동 finds 로동 at the start of a word and nowhere else.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from storage.query.punctuation import other_writings
from storage.query.spellings import other_words, variable_syllables, words_at_start
from storage.query.word_forms import word_forms
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import fold

#: Increase it with every change to what `tokens` returns: the archive then rebuilds its index.
VERSION = "2"

# Iteration marks, Kana with extensions, Han with extension A and compatibility ideographs, Hangul.
_CJK = (
    "\u3005-\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
)
_RUN = lazy_regex(rf"([{_CJK}]+)|([^\W_{_CJK}]+)")

_LONE_END = lazy_regex(rf"[^{_CJK}][{_CJK}]$")
# Particles, Korean and Japanese, that stand after countries.
_PARTICLES = "간이은의과のはがと"

# A private-use character: FTS5's unicode61 tokeniser treats it as a letter, and cleaned text never contains
# it.
_START = "\ue000"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that stand one after the other in a text."""

    tokens: tuple[str, ...]
    #: Whether the last one may be longer in the text.
    is_prefix: bool = False


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order.

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


def phrases(text: str, *, prefix: bool = False, forms: bool = False) -> tuple[Phrase, ...]:
    """Alternative phrases that find this text; empty when it contains nothing to search for.

    With `forms`, a single English word is also found in its other forms.

    >>> phrases("대북제재")
    (Phrase(tokens=('대북', '북제', '제재'), is_prefix=False),)
    """
    words = fold(text)
    found = [_phrase(words, prefix=prefix)]
    found += [_phrase(other, prefix=prefix) for other in other_words(words)]
    for other in map(fold, other_writings(text)):
        if not prefix and _LONE_END.search(other):
            found += _with_lone_end(other)
        else:
            found.append(_phrase(other, prefix=prefix))
    first = _RUN.search(words)
    if first and len(first[1] or "") > 1:
        others = words_at_start(words[first.start() :])
        found += [_phrase(other, prefix=prefix, is_start=True) for other in others]
    if forms and not prefix:
        found += [Phrase((form,)) for form in english_forms(text)]
    return tuple(dict.fromkeys(phrase for phrase in found if phrase.tokens))


# A page of results asks for those of each word once per result.
@lru_cache(maxsize=1_024)
def english_forms(text: str) -> tuple[str, ...]:
    """Other forms of a text that is one English word."""
    runs = _RUN.findall(text)
    return word_forms(runs[0][1]) if len(runs) == 1 else ()


def is_latin(character: str) -> bool:
    """Whether words in this character's script match only as a whole."""
    found = _RUN.fullmatch(character)
    return bool(found and found[2])


def _with_lone_end(folded: str) -> list[Phrase]:
    """Phrases of a text whose last run is one character; as a prefix that would take long to look up.

    What follows it without a space is found if it is a particle: 북·중은, but not 북·중무역.
    """
    alone = replace(_phrase(folded, prefix=False), is_prefix=False)
    return [alone, *(_phrase(folded + particle, prefix=False) for particle in _PARTICLES)]


def _run(cjk: str) -> list[str]:
    pairs = [first + second for first, second in pairwise(cjk)]
    pairs.append(cjk[-1])
    return [_START + cjk[:2], *pairs] if cjk[0] in variable_syllables() else pairs


def _phrase(folded: str, *, prefix: bool, is_start: bool = False) -> Phrase:
    """One phrase; `is_start`: match only at the start of a run."""
    runs = _RUN.findall(folded)
    found: list[str] = []
    for number, (cjk, word) in enumerate(runs, start=1):
        made = [word] if word else _run(cjk)
        # The phrase may begin and end inside a run of the text; runs in between must match whole.
        if number == 1 and not is_start and made[0].startswith(_START):
            del made[0]
        if number == len(runs) and cjk:
            # The run may continue in the text, so its last single-character token is left out; a lone
            # character becomes a prefix.
            made = made[:-1] if len(cjk) > 1 else made[:1]
            prefix = prefix or len(cjk) == 1
        found += made
    return Phrase(tuple(found), is_prefix=prefix)
