"""Numbers as printed in newspapers: 1,416 · 7.56 · 2억1천만 · 3.4万 · 百二十 · one-billion-28 million."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from classifier.facts.scanning import Words, is_east_asian
from yaluwatch.patterns import lazy_regex

_DIGITS = {
    **{character: value for value, character in enumerate("〇一二三四五六七八九")},
    **{character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "兩": 2,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000}
_LARGE = {
    **dict.fromkeys("万萬만", 10**4),
    **dict.fromkeys("亿億억", 10**8),
    **dict.fromkeys("兆조", 10**12),
}
_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mln": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bln": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
#: Regular expression of a number in Arabic digits.
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# 1 234 567, with spaces of any width; with two groups at least, for "in June 12 300 people" are two numbers.
_SPACED = lazy_regex(r"[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3}){2,}(?![\d,.]|[ \u00a0\u2009\u202f]\d)")
_CHINESE = "〇零一二两兩三四五六七八九"
_SCALE_CHARACTERS = "十百千万萬亿億兆십백천만억조"
# "More than" inside a number: 300多万, 二百余万, 2천여만; its value is the least.
_ABOUT = "多余餘여几幾"
#: Regular expression of a number in East Asian writing: digits and scale characters in any order.
EAST_ASIAN = (
    rf"(?:(?:[{_CHINESE}]点)?(?:{ARABIC}|[{_CHINESE}]))?[{_ABOUT}]?[{_SCALE_CHARACTERS}]"
    rf"(?:\s?(?:{ARABIC}|[{_CHINESE}{_SCALE_CHARACTERS}]|[{_ABOUT}](?=[{_SCALE_CHARACTERS}]))){{0,12}}"
)
#: Regular expression of English scale words, longest first.
SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))

_TOKEN = lazy_regex(rf"{ARABIC}|.")
_MORE = lazy_regex(f"[{_ABOUT}]")
_PAIR_FIRST: Final = frozenset("二两兩三四五六七八")
_PAIR = lazy_regex(
    "(?P<low>[二两兩三四五六七八])(?P<high>(?<=[二两兩])三|(?<=三)四|(?<=四)五|(?<=五)六|(?<=六)七|(?<=七)八|(?<=八)九)"
    "(?P<scale>[十百千万萬]?)(?![〇零一二三四五六七八九十百千万萬亿億年月])"
)
_POINT = lazy_regex(rf"([{_CHINESE}])点([{_CHINESE}])")

_WORDS: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "one": 1, "a hundred": 100, "a thousand": 1000,
    "a million": 10**6, "a billion": 10**9, "half a million": 500_000, "half a billion": 500_000_000,
    "a dozen": 12, "two dozen": 24, "three dozen": 36,
}  # fmt: skip
_TENS: Final = {word: value for word, value in _WORDS.items() if 20 <= value <= 90 and " " not in word}
_ONES: Final = {word: value for word, value in _WORDS.items() if value < 10}
# Korean numerals of one to ninety-nine, before a counter: 두 명, 스무 대.
_KOREAN: Final = {
    "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
    "열": 10, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50,
}  # fmt: skip
_KOREAN_WORD = lazy_regex(
    rf"({'|'.join(_KOREAN)})(?=\s?(?:명|사람|대|척|곳|개|건|량|군데|가구)(?![가-힣]{{2}}))"
)
_ENGLISH_WORD = lazy_regex(
    rf"(?P<word>{'|'.join(sorted({*_WORDS, *map(str.capitalize, _WORDS)}, key=len, reverse=True))})"
    rf"(?:-(?P<ones>{'|'.join(_ONES)}))?(?![\w])(?!-(?!{'|'.join(_SCALES)}))"
)
# two-point-79 billion, two-point-three billion, 82-point-three
_POINTED = lazy_regex(
    rf"(?P<word>{'|'.join({*_ONES, *map(str.capitalize, _ONES)})}|(?<![\d.,])\d{{1,3}})[-\s]point[-\s]"
    rf"(?P<part>\d+|(?:{'|'.join(_ONES)})\b)(?![\d,.])"
)
# How they begin, in both cases; "six" also stands for "sixteen".
_BEGINNINGS: Final = frozenset(start for word in _WORDS for start in (word, word.capitalize()))
_STARTS: Final = Words(
    sorted(
        word for word in _BEGINNINGS if not any(word[:size] in _BEGINNINGS for size in range(3, len(word)))
    )
)
# Without 一, which is rarely a number: it belongs to one if another sign of a number follows.
_START = lazy_regex("[0-9〇零二两兩三四五六七八九十百千万萬亿億]")
_KOREAN_SCALE = lazy_regex(
    "[십백천만][십백천만]{0,2}(?:\\s?\\d{1,3}(?=\\s?원))?(?=여?\\s?(?:명|원|대|톤|달러|위안))(?!\\s?명\\s?\\d)"
)
_NUMBER = lazy_regex(rf"(?:{EAST_ASIAN})(?<!\s)|{ARABIC}|[{_CHINESE}]+(?:点[{_CHINESE}]+)?")
_ENGLISH_SCALE = lazy_regex(
    rf"[\s-]?(?P<scale>{SCALE})\b(?:[\s-](?P<more>{ARABIC})[\s-](?P<next>{SCALE})\b)?", re.IGNORECASE
)
_HANGUL = lazy_regex("[가-힣]")
# 数百万, 几十, 수십: no number.
_SOME: Final = frozenset("数數几幾수何")
_FULL_WIDTH: Final = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("．"): "."}
_HAS_FULL_WIDTH = lazy_regex("[０-９]")
_FULL_WIDTH_COMMA = lazy_regex(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_IN_TEXT: Final = frozenset("0123456789.,")


class Number(NamedTuple):
    """A number and its position in the text."""

    start: int
    end: int
    value: Decimal
    #: Whether it is printed with a scale: million, 만, 亿.
    is_scaled: bool
    #: Whether it is a single East Asian digit or a word, which is a number only before a counter.
    is_word: bool
    #: The upper of two digits before one scale or counter: 三四十 is thirty to forty.
    high: Decimal | None = None


def parse_number(text: str) -> Decimal | None:
    """The value; None if the text is not a number.

    >>> parse_number("2억1천만")
    Decimal('210000000')
    """
    total = section = Decimal(0)
    pending: Decimal | None = None
    plain = _MORE.sub("", text.replace(" ", ""))
    if "点" in plain:
        plain = _POINT.sub(lambda point: f"{_DIGITS[point[1]]}.{_DIGITS[point[2]]}", plain)
    for token in _TOKEN.findall(plain):
        if token[0].isdecimal():
            pending = _decimal(token)
            if pending is None:
                return None
        elif token in _DIGITS:
            pending = (pending or Decimal(0)) * 10 + _DIGITS[token]
        elif token in _SMALL:
            section += (Decimal(1) if pending is None else pending) * _SMALL[token]
            pending = None
        elif token in _LARGE:
            section += pending or Decimal(0)
            if total and total < _LARGE[token]:
                # 二十万亿 is 200,000 times 亿.
                total = (total + section) * _LARGE[token]
            else:
                total += (section or Decimal(1)) * _LARGE[token]
            section, pending = Decimal(0), None
        else:
            return None
    return total + section + (pending or Decimal(0)) if text.strip() else None


def with_plain_digits(text: str) -> str:
    """The text of the same length with full-width digits as plain ones.

    >>> with_plain_digits("８，０００ウォン")
    '8,000ウォン'
    """
    if not is_east_asian(text) or not _HAS_FULL_WIDTH.search(text):
        return text
    return _FULL_WIDTH_COMMA.sub(",", text).translate(_FULL_WIDTH)


def scale(word: str) -> int:
    """The factor of an English scale word; 1 for any other text.

    >>> scale("bn")
    1000000000
    """
    return _SCALES.get(word.casefold(), 1)


def find_numbers(text: str) -> Iterator[Number]:
    """Numbers in order of appearance, without overlaps: in digits, East Asian writing and English words."""
    found = [*_in_digits(text), *_in_words(text)]
    if "point" in text:
        found += _pointed(text)
    last = -1
    for number in sorted(found, key=lambda each: (each.start, -each.end)):
        if number.start >= last:
            last = number.end
            yield number


def _in_digits(text: str) -> Iterator[Number]:
    at = 0
    while start := _START.search(text, at):
        first_sign = _with_one(text, start.start(), at)
        match = _SPACED.match(text, first_sign) or _NUMBER.match(text, first_sign)
        at = match.end() if match else start.end()
        if match is None or _is_inside(text, match.start(), match.end()):
            continue
        printed = match.group()
        first = printed[0]
        if match.re is _SPACED:
            printed = "".join(printed.split())
        value = _decimal(printed) if printed.isascii() and " " not in printed else parse_number(printed)
        if value is None:
            continue
        if first in _PAIR_FIRST and (pair := _PAIR.match(text, match.start())):
            yield _of_pair(pair)
            at = pair.end()
            continue
        end = at
        is_scaled = not printed.isascii() and printed[-1] not in _IN_TEXT
        if scaled := _ENGLISH_SCALE.match(text, at):
            value = value * scale(scaled["scale"]) + _rest(scaled)
            end, is_scaled = scaled.end(), True
        at = end
        yield Number(
            match.start(), end, value, is_scaled, is_word=not first.isdecimal() and len(printed) == 1
        )


def _of_pair(pair: re.Match[str]) -> Number:
    """Two digits that follow each other, as a range: 三四十, 五六万, 三四."""
    low, high = (parse_number(pair[name] + pair["scale"]) for name in ("low", "high"))
    return Number(*pair.span(), low or Decimal(0), bool(pair["scale"]), is_word=False, high=high)


def _with_one(text: str, start: int, first: int) -> int:
    """Where a number starts that has 一 or 一点 before its next sign: 一百, 一点五亿."""
    if start > first and text[start - 1] == "一":
        return start - 1
    if start - first >= 2 and text[start - 1] == "点" and text[start - 2] in _CHINESE:
        return start - 2
    return start


def _rest(scaled: re.Match[str]) -> Decimal:
    more = _decimal(scaled["more"]) if scaled["more"] else None
    return more * scale(scaled["next"]) if more is not None else Decimal(0)


def _is_inside(text: str, start: int, end: int) -> bool:
    """Whether it is part of a word or a longer number: COVID19, K27, v1.2.3, 第六."""
    before = text[start - 1 : start]
    if before in {"第", "제"} or (before in _SOME and text[start] in _SCALE_CHARACTERS):
        return True
    if text[start].isascii():
        if before == "-" and text[max(0, start - 6) : start].casefold() == "covid-":
            return True
        if (
            before.isascii()
            and (before.isalnum() or before in {".", "_", "#"})
            and not _is_currency(text, start)
        ):
            return before != "." or text[start - 2 : start - 1].isdecimal()
        return text[end : end + 1] == "." and text[end + 1 : end + 2].isdecimal()
    return False


def _is_currency(text: str, start: int) -> bool:
    """Whether letters directly before a number are a currency: RMB300, CHF100."""
    return text[max(0, start - 3) : start] in {"RMB", "CNY", "CHF", "USD", "KPW", "KRW", "EUR"}


def _in_words(text: str) -> Iterator[Number]:
    last = 0
    for start in _STARTS.positions(text):
        before = text[start - 1 : start]
        if (
            start >= last
            and not before.isalnum()
            and before != "-"
            and (match := _ENGLISH_WORD.match(text, start))
        ):
            last = match.end()
            yield from _english(text, match)
    if not is_east_asian(text) or not _HANGUL.search(text):
        return
    for match in _KOREAN_WORD.finditer(text):
        if "가" <= text[match.start() - 1 : match.start()] <= "힣":
            continue
        yield Number(*match.span(), Decimal(_KOREAN[match[1]]), is_scaled=False, is_word=True)
    for match in _KOREAN_SCALE.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if before.isdecimal() or "가" <= before <= "힣":
            continue
        value = parse_number(match.group())
        if value is not None:
            yield Number(*match.span(), value, is_scaled=True, is_word=True)


def _english(text: str, match: re.Match[str]) -> Iterator[Number]:
    word = match["word"].casefold()
    if match["ones"] and word not in _TENS:
        return
    value = Decimal(_WORDS[word] + (_ONES[match["ones"].casefold()] if match["ones"] else 0))
    end, is_scaled = match.end(), " " in word
    if scaled := _ENGLISH_SCALE.match(text, end):
        factor = scale(scaled["scale"])
        if factor >= 100 and len(scaled["scale"]) > 2:
            value = value * factor + _rest(scaled)
            end, is_scaled = scaled.end(), True
    if word == "one" and not is_scaled:
        return
    yield Number(match.start(), end, value, is_scaled, is_word=True)


def _pointed(text: str) -> Iterator[Number]:
    for match in _POINTED.finditer(text):
        whole, part = match["word"].casefold(), match["part"]
        value = Decimal(f"{_ONES.get(whole, whole)}.{_ONES.get(part, part)}")
        scaled = _ENGLISH_SCALE.match(text, match.end())
        factor = scale(scaled["scale"]) if scaled else 1
        end = scaled.end() if scaled else match.end()
        yield Number(match.start(), end, value * factor, factor > 1, is_word=False)


def _decimal(token: str) -> Decimal | None:
    try:
        return Decimal(token.replace(",", ""))
    except InvalidOperation:
        return None
