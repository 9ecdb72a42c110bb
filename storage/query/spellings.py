"""North and South Korean spellings of one word, by the initial-sound rule.

The South drops or softens initial ㄹ and ㄴ in Sino-Korean words (두음법칙), the North keeps them: 로동 and
노동, 량강 and 양강, 룡천 and 용천, 녀성 and 여성. A search finds both, whichever is typed. Inside a word the
same syllables mean something else (관리 is not 관이), so the other spelling matches only at the start of a
run of Korean text, except for a few words that are unambiguous anywhere.
"""

from functools import cache

# A syllable is 0xAC00 + (initial × 21 + vowel) × 28 + final (Unicode Standard, 3.12).
_FIRST, _LAST = 0xAC00, 0xD7A3
_N, _R, _SILENT = 2, 5, 11
# Before ㅑ ㅕ ㅖ ㅛ ㅠ ㅣ the South drops ㄹ, and before ㅕ ㅛ ㅠ ㅣ it drops ㄴ.
_DROPPED = {_R: frozenset({2, 6, 7, 12, 17, 20}), _N: frozenset({6, 12, 17, 20})}
# Before ㅏ ㅐ ㅗ ㅚ ㅜ ㅡ it writes ㄴ for ㄹ. Other vowels occur only in loan words (러시아, 레이더).
_SOFTENED = frozenset({0, 1, 8, 11, 13, 18})

#: Unambiguous inside words too, as in 조선로동당: (North, South).
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
    """The syllables the other Korea may write for this one at the start of a word.

    >>> other_first_syllables("여")
    ('녀', '려')
    """
    southern = _southern(syllable)
    return tuple(other for other in _northern(southern) if other != syllable)


def other_words(word: str) -> tuple[str, ...]:
    """The word with its unambiguous parts in the other Korea's spelling.

    >>> other_words("조선노동당")
    ('조선로동당',)
    """
    found = set()
    for north, south in _ANYWHERE:
        found |= {word.replace(north, south), word.replace(south, north)}
    return tuple(sorted(found - {word}))


def words_at_start(word: str) -> tuple[str, ...]:
    """The word in the other Korea's spelling, for matches at the start of a run.

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
    """Every syllable that the South writes as this one, starting with itself."""
    code = ord(southern)
    if not _FIRST <= code <= _LAST:
        return (southern,)
    rest = (code - _FIRST) % (21 * 28)
    spelled = (chr(_FIRST + initial * 21 * 28 + rest) for initial in (_N, _R))
    return (southern, *(other for other in spelled if other != southern and _southern(other) == southern))


@cache
def variable_syllables() -> frozenset[str]:
    """Initial syllables that North and South may write differently."""
    return frozenset(chr(code) for code in range(_FIRST, _LAST + 1) if other_first_syllables(chr(code)))
