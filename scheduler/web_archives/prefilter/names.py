"""Which names of the gazetteer a page must have one of: of North Korea, its border, places and actors."""

import re
from collections.abc import Iterable
from pathlib import Path

from classifier.lexicon import DPRK, FRONTIER, PAIR, LexiconWord, fold_text
from yaluwatch.patterns import lazy_regex

_CJK = lazy_regex("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_LATIN_WORD = lazy_regex(r"[^\W\d_\u3041-\uffff]+")
_INITIALS = lazy_regex(r"(?:\w\.){3,}")
_SHORT_KANA = lazy_regex("[\u30a1-\u30fc]{1,3}")
_KINDS = frozenset({"place", "actor", "term"})
#: Longer names in Chinese characters, Hangul or Kana are cut: their beginning says enough.
_LONGEST = 4
#: A word of a Latin name that is searched for has so many letters at least.
_SHORTEST_WORD = 4
# Words of names that stand on pages about anything. A name of nothing else is found by chance: "storm corps".
_COMMON = frozenset(
    line
    for line in Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)


def cjk_names(words: Iterable[LexiconWord]) -> list[str]:
    """The folded names in Chinese characters, Hangul or Kana, cut, without those that contain another.

    A name has two such characters at least: a single one is two bytes in most encodings. Short names in Kana
    are parts of other words: a marathon has the Kana of Rason.
    """
    cut = {fold_text(word.spelling.text)[:_LONGEST].strip() for word in _chosen(words)}
    wanted = {name for name in cut if len(_CJK.findall(name)) > 1 and not _SHORT_KANA.fullmatch(name)}
    return sorted(name for name in wanted if not any(other != name and other in name for other in wanted))


def accented_names(words: Iterable[LexiconWord]) -> list[str]:
    """The folded names of one word with a letter beyond ASCII, such as Sinŭiju; no other word has them."""
    names = {fold_text(word.spelling.text) for word in _chosen(words)}
    return sorted(name for name in names if name.isalpha() and not name.isascii() and not _CJK.search(name))


def latin_names(words: Iterable[LexiconWord]) -> list[str]:
    """The folded names in ASCII letters, without those that contain another.

    Only those with a word that is not a common one, and without numbers: any hotel has a Room 39.
    """
    wanted = {
        name
        for word in _chosen(words)
        if (name := fold_text(word.spelling.text)).isascii()
        and (_anchors(name) or _INITIALS.fullmatch(name))
        and not any(map(str.isdigit, name))
    }
    spoken = {name: " ".join(_words(name)) for name in wanted}
    contained = {name for name in wanted if any(_contains(spoken[name], one) for one in spoken.values())}
    return sorted(wanted - contained)


def anchor_of(name: str) -> str:
    """The word of a Latin name that is looked for first: its longest that is not common; else the name.

    >>> anchor_of("d.p.r.k."), anchor_of("north korea")
    ('d.p.r.k', 'korea')
    """
    return max(_anchors(name), key=len, default=name.rstrip("."))


def _chosen(words: Iterable[LexiconWord]) -> list[LexiconWord]:
    """The names that count without a cue beside them."""
    side = DPRK | PAIR | FRONTIER
    return [word for word in words if word.kind in _KINDS and word.bits & side and not word.spelling.is_held]


def _words(name: str) -> list[str]:
    return _LATIN_WORD.findall(name)


def _anchors(name: str) -> list[str]:
    """The words that are searched for: not too short, and not common."""
    return [word for word in _words(name) if len(word) >= _SHORTEST_WORD and word not in _COMMON]


def _contains(name: str, other: str) -> bool:
    if name == other or other not in name:
        return False
    return re.search(rf"\b{re.escape(other)}(?:ns?|s)?\b", name) is not None
