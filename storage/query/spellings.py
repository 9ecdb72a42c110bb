"""North and South Korean spellings of one word, by the initial-sound rule.

The South drops or softens a word's first ㄹ and ㄴ in Sino-Korean words, the North writes it:
로동 and 노동, 량강 and 양강, 룡천 and 용천, 녀성 and 여성. Both are searched for whichever is
typed. Inside a word the same syllables mean something else (관리 is no 관이), so another spelling
counts only at the start of a run, except for a few words that are unmistakable anywhere.
"""

from functools import cache

# A syllable is 0xAC00 + (initial × 21 + vowel) × 28 + final (Unicode Standard, 3.12).
_FIRST, _LAST = 0xAC00, 0xD7A3
_N, _R, _SILENT = 2, 5, 11
# ㅑ ㅕ ㅖ ㅛ ㅠ ㅣ after ㄹ, and ㅕ ㅛ ㅠ ㅣ after ㄴ: the consonant is dropped.
_DROPPED = {_R: frozenset({2, 6, 7, 12, 17, 20}), _N: frozenset({6, 12, 17, 20})}
# ㅏ ㅐ ㅗ ㅚ ㅜ ㅡ after ㄹ: it becomes ㄴ. Other vowels stand only in loan words (러시아, 레이더).
_SOFTENED = frozenset({0, 1, 8, 11, 13, 18})

#: Unmistakable wherever they stand, as in 조선로동당: North, South.
_ANYWHERE = (
    ("로동", "노동"),
    ("량강", "양강"),
    ("룡천", "용천"),
    ("류초도", "유초도"),
    ("련합", "연합"),
    ("녀성", "여성"),
    ("력사", "역사"),
)


def other_first_syllables(syllable: str) -> tuple[str, ...]:
    """The syllables that the other side may write for this one at the start of a word.

    >>> other_first_syllables("여")
    ('녀', '려')
    """
    southern = _southern(syllable)
    return tuple(other for other in _northern(southern) if other != syllable)


def other_words(word: str) -> tuple[str, ...]:
    """The word with its unmistakable parts written as the other side does.

    >>> other_words("조선노동당")
    ('조선로동당',)
    """
    found = set()
    for north, south in _ANYWHERE:
        found |= {word.replace(north, south), word.replace(south, north)}
    return tuple(sorted(found - {word}))


def words_at_start(word: str) -> tuple[str, ...]:
    """The word as the other side writes it where it starts a run.

    >>> words_at_start("노동신문")
    ('로동신문',)
    """
    return tuple(other + word[1:] for other in other_first_syllables(word[0])) if len(word) > 1 else ()


def _southern(syllable: str) -> str:
    code = ord(syllable)
    if not _FIRST <= code <= _LAST:
        return syllable
    initial, rest = divmod(code - _FIRST, 21 * 28)
    vowel = rest // 28
    if vowel in _DROPPED.get(initial, ()):
        return chr(_FIRST + _SILENT * 21 * 28 + rest)
    if initial == _R and vowel in _SOFTENED:
        return chr(_FIRST + _N * 21 * 28 + rest)
    return syllable


@cache
def _northern(southern: str) -> tuple[str, ...]:
    """Every syllable the South writes as this one, itself first."""
    code = ord(southern)
    if not _FIRST <= code <= _LAST:
        return (southern,)
    rest = (code - _FIRST) % (21 * 28)
    spelled = (chr(_FIRST + initial * 21 * 28 + rest) for initial in (_N, _R))
    return (southern, *(other for other in spelled if other != southern and _southern(other) == southern))


@cache
def variable_syllables() -> frozenset[str]:
    """Syllables that a word may start with on one side only, or differently on the other."""
    return frozenset(chr(code) for code in range(_FIRST, _LAST + 1) if other_first_syllables(chr(code)))
