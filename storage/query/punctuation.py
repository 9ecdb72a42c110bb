"""Writings of a word that differ in what stands between its letters: 북중 and 북·중, email and e-mail.

The index splits texts there, so that a word printed with a mark is found as a phrase. Which words are written
both ways is told by rules. They need not be exact: a writing that no text has finds nothing.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import islice
from re import Match

from yaluwatch.patterns import lazy_regex

# Of a text, only so many other writings are looked for.
_MOST = 12

# Countries by one syllable or character each (북한 is one), and what stands between them.
_COUNTRIES = lazy_regex(r"(?<!\w)(?!북한)(?:[북남한중조미일러]{2,4}|[中朝韩韓美日俄]{2,4})")
_DOTS = ("·", "ㆍ", "・")
_DOT = lazy_regex(r"(?<=[\u3400-\u9fff\uac00-\ud7a3])[·‧・･•ㆍᆞ](?=[\u3400-\u9fff\uac00-\ud7a3])")
# US finds U.S., but U.S. does not find "us", and U.N. not Kim Jong-un.
_ABBREVIATION = lazy_regex(r"(?<![\w.])[A-Z]{2,5}(?![\w.])")
_DOTTED = lazy_regex(r"(?<![\w.])(?:[A-Za-z]\.){3,}(?!\w)")
_HYPHEN = lazy_regex(r"(?<=[A-Za-z])[-‐‑](?=[A-Za-z0-9])")
_PREFIX = lazy_regex(
    r"(?<!\w)(?:(?:anti|counter|co|inter|multi|non|pre|re|semi|sub)(?=[a-z]{4})|e(?=mail|commerce))",
)
_LETTERS_BEFORE_DIGITS = lazy_regex(r"(?<=[A-Za-z]{2})(?=\d)")
# A number of four digits may be a year.
_DIGITS = lazy_regex(r"(?<![\w.,])(?:\d{5,15}|(?!19|20)\d{4})(?!\w)")
_GROUPS = lazy_regex(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?!\w)")
# Not the possessive's, and not that of "don't" and "they'll".
_APOSTROPHE = lazy_regex(r"(?<=[A-Za-z])['’ʼ‘`](?=[A-Za-z])(?!(?:[dmst]|ll|re|ve)(?![A-Za-z]))")
_APOSTROPHES = ("'", "’")
# McCune–Reischauer has it after an aspirated consonant (Namp'o), Pinyin before a syllable that starts with
# a vowel (Ji'an).
_ASPIRATED = lazy_regex(r"(?<![A-Za-z])[A-Za-z]*?(?:[Cc]h|[KPTkpt])(?=[aeiouy])")
_PINYIN = lazy_regex(r"(?<![A-Za-z])[A-Za-z][a-z]{0,4}[aeioung](?=(?:an|ang|ao|en|er)(?![A-Za-z]))")


@lru_cache(maxsize=1_024)
def other_writings(text: str) -> tuple[str, ...]:
    """The text as it may be written with or without marks inside its words; at most 12.

    >>> other_writings("북중 무역")
    ('북·중 무역', '북ㆍ중 무역', '북・중 무역')
    >>> other_writings("e-mail"), other_writings("100000")
    (('email',), ('100,000',))
    """
    found = dict.fromkeys(writing for writing in _writings(text) if writing != text)
    return tuple(islice(found, _MOST))


def _writings(text: str) -> Iterator[str]:
    yield (undotted := _DOT.sub("", text))
    for dot in _DOTS:
        yield _COUNTRIES.sub(partial(_joined, dot), undotted)
    yield _ABBREVIATION.sub(partial(_joined, "."), text)
    yield _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    yield _HYPHEN.sub("", text)
    yield _PREFIX.sub(_with("-"), text)
    yield _LETTERS_BEFORE_DIGITS.sub("-", text)
    yield _DIGITS.sub(lambda found: f"{int(found[0]):,}", text)
    yield _GROUPS.sub(lambda found: found[0].replace(",", ""), text)
    yield _APOSTROPHE.sub("", text)
    for pattern in (_ASPIRATED, _PINYIN):
        for apostrophe in _APOSTROPHES:
            yield pattern.sub(_with(apostrophe), text)


def _joined(mark: str, found: Match[str]) -> str:
    return mark.join(found[0])


def _with(mark: str) -> Callable[[Match[str]], str]:
    return lambda found: found[0] + mark
