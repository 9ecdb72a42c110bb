"""Numbers as printed in newspapers: 1,416 · 7.56 · 2억1천만 · 3.4万 · 百二十."""

import re
from decimal import Decimal, InvalidOperation

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
_CHINESE = "〇零一二两兩三四五六七八九"
_SCALE_CHARACTERS = "十百千万萬亿億兆십백천만억조"
#: Regular expression of a number in East Asian writing: digits and scale characters in any order.
EAST_ASIAN = (
    rf"(?:(?:[{_CHINESE}]点)?(?:{ARABIC}|[{_CHINESE}]))?[{_SCALE_CHARACTERS}]"
    rf"(?:\s?(?:{ARABIC}|[{_CHINESE}{_SCALE_CHARACTERS}])){{0,12}}"
)
#: Regular expression of English scale words, longest first.
SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))

_TOKEN = re.compile(rf"{ARABIC}|.")
_POINT = re.compile(rf"([{_CHINESE}])点([{_CHINESE}])")


def parse_number(text: str) -> Decimal | None:
    """The value; None if the text is not a number.

    >>> parse_number("2억1천만")
    Decimal('210000000')
    """
    total = section = Decimal(0)
    pending: Decimal | None = None
    arabic = _POINT.sub(lambda point: f"{_DIGITS[point[1]]}.{_DIGITS[point[2]]}", text.replace(" ", ""))
    for token in _TOKEN.findall(arabic):
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
            total += (section or Decimal(1)) * _LARGE[token]
            section, pending = Decimal(0), None
        else:
            return None
    return total + section + (pending or Decimal(0)) if text.strip() else None


def scale(word: str) -> int:
    """The factor of an English scale word; 1 for any other text.

    >>> scale("bn")
    1000000000
    """
    return _SCALES.get(word.casefold(), 1)


def _decimal(token: str) -> Decimal | None:
    try:
        return Decimal(token.replace(",", ""))
    except InvalidOperation:
        return None
