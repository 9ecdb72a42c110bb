"""The ways a listed name is written in texts: romanisations, word order, Hangul, legal forms.

Names are compared "squashed": in small letters, without spaces, hyphens, apostrophes and other punctuation,
so Kum'gang, Kum Gang and KUMGANG are one. `squash` does that for a name, and for a text in a few passes in C.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import Final

from indicators.lists.words import syllables
from yaluwatch.patterns import lazy_regex

#: Ways to write one person's name, at most: more would only be combinations of rare romanisations.
_MOST: Final = 96

_PUNCTUATION: Final = b" \t\r-'`\".,()&/#_*[]"
# Beyond ASCII: quotation marks, hyphens and dashes, the letters of McCune-Reischauer, no-break space.
_BEYOND: Final = tuple(
    (mark.encode(), plain.encode())
    for mark, plain in (
        *((mark, "") for mark in "’‘“”ʼ′‐‑–—·\u00a0«»「」『』"),
        ("ŏ", "o"),
        ("ŭ", "u"),
        ("é", "e"),
        ("ö", "o"),
        ("ü", "u"),
    )
)
_LEGAL_WORDS: Final = frozenset(
    [
        "corporation",
        "corp",
        "company",
        "co",
        "ltd",
        "limited",
        "llc",
        "plc",
        "inc",
        "pte",
        "gmbh",
        "cooperation",
        "jv",
        "j/v",
        "and",
    ]
)
#: Endings that one firm may be written with, squashed.
_LEGAL_FORMS: Final = (
    "corporation", "corp", "company", "co", "coltd", "cold", "ltd", "limited", "companylimited", "companyltd",
    "corporationltd", "corporationlimited", "pteltd", "cooperation", "companies",
)  # fmt: skip
_COUNTRY_WORDS: Final = frozenset(
    ("korea", "korean", "kore", "choson", "chosun", "joson", "dprk", "dprkn", "the")
)
#: Words that say what kind of firm it is, squashed: with one, a name is a firm's without its legal form.
TYPE_WORDS: Final = (
    "bank", "banking", "trading", "shipping", "shpg", "insurance", "marine", "freight", "energy",
    "technology", "stevedoring", "electronics", "machinery", "exhibition",
)  # fmt: skip
#: Words that many firms have: a name of these alone is a firm's only with its country and legal form.
_COMMON_WORDS: Final = frozenset(
    (
        *TYPE_WORDS, "united", "development", "national", "foreign", "trade", "international", "general",
        "chemical", "joint", "venture", "complex", "equipment", "import", "export", "technical", "center",
        "centre", "external", "construction", "mining", "committee", "east", "west", "sea", "world", "first",
        "oil", "commercial", "credit", "maritime", "management", "group", "company", "star",
    )
)  # fmt: skip
_HANGUL: Final = lazy_regex("[가-힣]")
_LATIN: Final = lazy_regex("[A-Za-z]")


def squash(text: str) -> bytes:
    """A text or name without case and punctuation, as UTF-8."""
    squashed = text.lower().encode("utf-8", "replace").translate(None, _PUNCTUATION)
    if not text.isascii():
        for mark, plain in _BEYOND:
            squashed = squashed.replace(mark, plain)
    return squashed


def plain(name: str) -> str:
    """A listed name without diacritics, in compatibility form."""
    decomposed = unicodedata.normalize("NFKD", name)
    kept = "".join(mark for mark in decomposed if not ("\u0300" <= mark <= "\u036f"))
    return unicodedata.normalize("NFKC", kept)


def is_latin(name: str) -> bool:
    """Whether a name is in Latin letters."""
    return _LATIN.search(name) is not None


def is_hangul(name: str) -> bool:
    """Whether a name is in Hangul."""
    return _HANGUL.search(name) is not None


def words_of(name: str) -> list[str]:
    """The words of a name, small; Korean given names are taken apart at hyphens, apostrophes are dropped.

    >>> words_of("Ri Hong-sop")
    ['ri', 'hong', 'sop']
    """
    bare = re.sub(r"['’‘ʼ`´′]\s?(?=[a-z])", "", plain(name).lower())
    return re.findall(r"[^\W_]+", re.sub(r"['’‘ʼ`´′]", "", bare))


def is_korean_person(words: Sequence[str]) -> bool:
    """Whether all words of a name are syllables of Korean names, the first of them a family name."""
    known = syllables()
    parts = [part for word in words for part in _syllables_of(word)]
    return 2 <= len(parts) <= 4 and all(part in known for part in parts) and known[parts[0]].is_family


def person_names(name: str) -> Iterator[str]:
    """All ways to write a person's name, squashed: romanisations, the family name first or last, Hangul."""
    words = words_of(name)
    if not is_latin(name):
        yield from _other_script(name)
        return
    parts = [part for word in words for part in _syllables_of(word)]
    if not is_korean_person(words):
        yield "".join(words)
        if 2 <= len(words) <= 4:
            yield "".join((*words[1:], words[0]))
            yield "".join((words[-1], *words[:-1]))
        if len(words) == 3 and words[1].endswith(("vich", "vna")):
            yield words[0] + words[2]
        return
    known = syllables()
    spellings = [(part, *known[part].others) for part in parts]
    for family, *given in islice(product(*spellings), _MOST):
        yield "".join((family, *given))
        yield "".join((*given, family))
    for hangul in islice(product(*(known[part].hangul for part in parts)), _MOST):
        yield "".join(hangul)


def _other_script(name: str) -> Iterator[str]:
    """A name in Hangul with the initial sounds of both Koreas, 리 and 이; in Chinese as it is."""
    written = re.sub(r"[\s()·]", "", name.lower())
    yield written
    for north, south in (
        ("리", "이"),
        ("렴", "염"),
        ("량", "양"),
        ("류", "유"),
        ("림", "임"),
        ("라", "나"),
        ("로", "노"),
    ):
        if written[:1] == north:
            yield south + written[1:]
        elif written[:1] == south:
            yield north + written[1:]


def _syllables_of(word: str) -> list[str]:
    """A word as one or two syllables: "kyongchol" is kyong and chol."""
    known = syllables()
    if word in known:
        return [word]
    for cut in range(2, len(word) - 1):
        if word[:cut] in known and word[cut:] in known:
            return [word[:cut], word[cut:]]
    return [word]


def firm_names(name: str) -> Iterator[str]:
    """All ways to write a firm's name, squashed: with other legal forms, or without "Korea"."""
    if not is_latin(name):
        yield from _other_script(name)
        if name.startswith("조선") and len(name) > 5:
            yield from _other_script(name.removeprefix("조선"))
        return
    words = words_of(re.sub(r"\b[jJ]/[vV]\b", "jv", name.replace("&", " and ")))
    yield "".join(words)
    yield "".join(word for word in words if word != "and")
    core = list(words)
    while len(core) > 1 and core[-1] in _LEGAL_WORDS:
        core.pop()
    # "Huaxin Shipping (Hongkong) Ltd" is Huaxin Shipping in texts.
    if len(core) > 2 and core[-1] == "hongkong":
        yield from _with_forms(core)
        core.pop()
    is_firm = len(core) < len(words)
    bare = list(core)
    while len(bare) > 2 and bare[0] in _COUNTRY_WORDS:
        bare.pop(0)
    if not is_firm and core[-1] not in TYPE_WORDS:
        return
    yield from _with_forms(core)
    if bare != core and len(bare) > 1 and not _COMMON_WORDS.issuperset(bare):
        yield from _with_forms(bare)


def _with_forms(words: list[str]) -> Iterator[str]:
    joined = "".join(words)
    is_own = not _COMMON_WORDS.issuperset(words)
    if len(words) > 1 and is_own and (words[-1] in TYPE_WORDS or len(words) > 2):
        yield joined
    for form in _LEGAL_FORMS:
        yield joined + form


def ship_names(name: str) -> Iterator[tuple[str, bool]]:
    """All ways to write a ship's name, squashed, and whether it has a number; in Hangul and Katakana, too."""
    words = [word for word in words_of(name) if word != "no"]
    number = words.pop() if len(words) > 1 and words[-1].isdecimal() else ""
    joined = "".join(words)
    forms = {joined, re.sub(r"(?<=[ptkc])h(?=[aeiouy])", "", joined) if "ch" not in joined else joined}
    for form in forms:
        yield form + number, bool(number)
        if number:
            yield f"{form}no{number}", True
    known = syllables()
    parts = [part for word in words for part in _syllables_of(word)]
    if parts and all(part in known for part in parts):
        for hangul in islice(product(*(known[part].hangul for part in parts)), 16):
            yield "".join((*hangul, number, "호")), bool(number)
            if number:
                yield "".join((*hangul, number)), True
        for kana in islice(product(*(known[part].kana for part in parts)), 16):
            yield "".join((*kana, number)), bool(number)


def pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Finds a squashed name in a text in small letters, whole words only."""
    return re.compile("|".join(map(_spaced, names)))


_BETWEEN: Final = r"[\s\-'`\".,()&/#_*\[\]’‘“”ʼ′‐‑–—·\u00a0«»「」『』]{0,4}"
_ACCENTED: Final = {"o": "[oŏö]", "u": "[uŭü]", "e": "[eé]"}


def _spaced(name: str) -> str:
    letters = [_ACCENTED.get(letter, re.escape(letter)) for letter in name]
    body = _BETWEEN.join(letters)
    # In Korean, a number without 호 before a particle: 삼정 2와.
    if "가" <= name[0] <= "힣" and name[-1].isdecimal():
        return r"(?<![가-힣])" + body + r"(?=[와과는은이가를을의도등,.·’'”\")\s]|$)"
    left = r"(?<![^\W_\u3000-\uffff])" if name[0] < "\u3000" else r"(?<![가-힣])" if name[0] >= "가" else ""
    right = r"(?![^\W_\u3000-\uffff])" if name[-1] < "\u3000" else ""
    if "ァ" <= name[0] <= "ー":
        left, right = "(?<![ァ-ー])", right or "(?![ァ-ー])"
    if name.endswith("은행"):
        # 은행나무: a ginkgo.
        right = "(?!나무|잎)"
    return left + body + right
