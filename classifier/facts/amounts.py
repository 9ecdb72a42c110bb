"""Amounts of money and quantities with a unit: $7.56 million, 2억1천만달러, 五万吨, CHF 1.03m, 20〜30トン."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Final

from classifier.facts.numbers import Number, find_numbers, parse_number, with_plain_digits
from classifier.facts.scanning import is_east_asian, positions
from classifier.facts.units import AFTER_EAST_ASIAN, AFTER_LATIN, BEFORE, COUNTS, CURRENCIES, LAST_BEFORE
from yaluwatch.patterns import lazy_regex

# How far before a number its currency may begin, characters.
_BEFORE_WIDTH = 20
# Between the two numbers of a range.
_RANGE = lazy_regex(r"\s?(?:[-–—~∼〜～]|to|and|至|到|から|에서|내지)\s?\$?")
_FROM = lazy_regex(r"[Ff]rom\s$")
# Between two amounts that are one range; of counts から or 에서, too, if no verb follows.
_BOTH_UNITS = lazy_regex(r"\s?(?:[-–—~∼〜～至到]|내지)\s?")
_FROM_TO = lazy_regex(r"から|에서\s")
_NOT_TO = lazy_regex(r"[のがをで]|[이의]\s")
_CHANGED = lazy_regex(r"(?:[从從自由]|[涨漲跌升降])[^，。,；]{0,12}$")
# March 1 to 4,600 won: the first number is a day.
_MONTH_BEFORE = lazy_regex(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s$")
_LAST_DAY: Final = 31
_APPROXIMATE = lazy_regex(r"(?:\s?[여余餘多]|-plus|\+|\sor\s(?:so|more|less)\b|あまり|余り|以上)?")
_GAP = lazy_regex(r"[\s-]{0,2}")
_BETWEEN_WORD = lazy_regex(r"[Bb]etween\s$")
# 170 of 300 workers: the first number counts the same as the second.
_OF = lazy_regex(r"\s(?:out\s)?of\s(?:the\s|its\s|their\s|some\s|about\s)?")
_GROUP_OF = lazy_regex(
    r"(?:delegation|group|crew|team|party|staff|workforce|troupe|contingent)\sof\s(?:about\s|some\s"
    r"|over\s)?$"
)
# From an amount in won to another number of the same kind, without what is counted.
_GOES_ON = lazy_regex(r"[^.。\n]*(?:\b(?:and|to|from|against|than|at|of)|[,;(])\s?(?:about\s|only\s|just\s)?")
_NEAR: Final = 40
# Between numbers of one list, how many it may have, and what smaller numbers are no amounts in one.
_LIST = lazy_regex(r",\sand\s|,\s|\sand\s|、|와\s|과\s|[和与及]|と|·")
_LONGEST_LIST: Final = 5
_LEAST_LISTED: Final = 100
# Between an amount and one without its unit, and after that.
_TO = lazy_regex(r"(?:\sin\s(?:19|20)\d\d)?\sto\s(?:(?:over|more\sthan|about|some|nearly|almost|around)\s)?")
_TO_END = lazy_regex(r"(?:\s(?:in\s(?:19|20)\d\d|and)\b|[,.;]\s|[,.;]?$)")
_FRACTIONS: Final = {
    "half of": 50, "Half of": 50, "a quarter of": 25, "A quarter of": 25, "one quarter of": 25,
    "three quarters of": 75, "절반": 50,
    "一半": 50, "半数": 50,
}  # fmt: skip
_HALF_OF_YEAR = lazy_regex(r"(?:[Ff]irst|[Ss]econd|[Ll]atter|[Oo]ther|[Ll]ast)[\s-]$")
_RANK = lazy_regex(r"ranked\s(?P<number>\d{1,3})(?:st|nd|rd|th)\b")
_PER_HUNDRED = lazy_regex(
    r"百分之(?P<number>[\d.]+|[〇零一二两三四五六七八九十百]+(?:点[〇零一二三四五六七八九]+)?)"
)
_TENTHS = lazy_regex(
    r"割(?:(?P<part>\d)分)?|成(?![立員员本為为功了長长果交就都绩績熟品年分份效])|할(?=[이을의 ]|$)"
)
_BEFORE_TENTHS = lazy_regex(
    r"(?<!\d)(?:(?P<low>\d|[一二三四五六七八九两])\s?[到至〜～~-]\s?)?"
    r"(?P<whole>\d|[一二三四五六七八九两])\s?$"
)
_DIGIT_OF: Final = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"两": 2}
_CAPACITY = lazy_regex(
    r"-?\s?(?:class|capacity|trucks?|vessels?|ships?|freighters?|carriers?)\b|급|級|级|\s?적재"
    r"|\s?이상\s?(?:화물차|트럭|선박)|の(?:車|トラック|船)|(?:以[下上])?(?:[规規]模)?的?(?:卡[车車]|[货貨][车車船])"
)
# A キロ of goods is a kilogram, any other a kilometre.
_GOODS_JA = lazy_regex(
    r"コメ|米|トウモロコシ|ガソリン|軽油|小麦|肉|石炭|薬|覚醒剤|金塊|重さ|荷|値段|積|肥料|砂糖|カニ|体重"
)
_WEEKDAY_BEFORE = lazy_regex(r"(?:[周週]|星期|[礼禮]拜)$")
_PERSONS = frozenset(["사람", "人", "名"])
_VEHICLE_NOUN = lazy_regex(r"(?:차|트럭|버스|차량|트랙터|화물|굴착기|오토바이)\s?(?:약\s)?$")
_YEARS: Final = (1900, 2100)
_YEAR_BEFORE = lazy_regex(
    r"(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Oo]f|[Ff]rom|[Dd]uring|[Aa]nd|[A-Z][a-z]+),?\s$"
)
_OPENING = lazy_regex(
    r"(?:[代台]|[선대]|前後|程度|ほど|余り)?[(（]\s?(?:about|around|some|approximately|roughly|approx\.?|around|or|約|およそ|약|折合|约|約合|约合)?\s?"
    r"(?:人民[币幣]|日本円で)?[^\d()（）]{0,12}$"
)
_LATIN_START: Final = lazy_regex(r"[A-Za-z%ℓ]|\((?:North|NK|DPRK)")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and its position in the text."""

    start: int
    end: int
    #: As printed.
    text: str
    #: In units of `unit`; of a range the lower end.
    value: Decimal
    #: One of `classifier.facts.units`: ISO 4217 code, "won" if North or South Korean is not stated, "tonne",
    #: "percent", "people", "vehicles", and so on.
    unit: str
    #: The upper end of a range: 8,000–9,000 won.
    high: Decimal | None = None
    #: Whether it repeats the amount before in another currency, in brackets: 3,599 yuan ($494.21).
    is_converted: bool = False


def find_amounts(text: str) -> Iterator[Amount]:
    """Numbers with a unit, in order of appearance; bare numbers are skipped."""
    plain = with_plain_digits(text)
    if plain is text:
        yield from _find(text)
    else:
        yield from (replace(each, text=text[each.start : each.end]) for each in _find(plain))


def _find(text: str) -> Iterator[Amount]:
    numbers = list(find_numbers(text))
    last: Amount | None = None
    found: list[Amount] = []
    skip = -1
    for at, number in enumerate(numbers):
        if number.start < skip:
            continue
        amount = _amount(text, number, numbers[at + 1] if at + 1 < len(numbers) else None)
        if amount is None and last is not None:
            amount = _elliptical(text, number, last)
        if amount is None and not number.is_word:
            amount = _listed(text, numbers[at : at + _LONGEST_LIST])
        if amount is None:
            continue
        skip = amount.end
        if last is not None and (both := _both_ends(text, last, amount)):
            found[-1] = last = both
            continue
        if last is not None and _is_converted(text, last, amount):
            amount = replace(amount, is_converted=True)
        found.append(amount)
        last = amount
    found.extend(chain(_per_hundred(text), _tenths(text), _fractions(text)))
    yield from sorted(found, key=lambda each: each.start)


def _both_ends(text: str, last: Amount, amount: Amount) -> Amount | None:
    """A range that prints its unit twice: 100원~200원, 5000人から7000人が."""
    is_alike = last.unit == amount.unit and last.high is None and amount.high is None
    if not is_alike or last.value >= amount.value or last.is_converted:
        return None
    if _BOTH_UNITS.fullmatch(text, last.end, amount.start):
        is_change = _CHANGED.search(text, max(0, last.start - 14), last.start) is not None
        if is_change and not text.startswith("不等", amount.end):
            return None
    elif (
        amount.unit not in COUNTS
        or not _FROM_TO.fullmatch(text, last.end, amount.start)
        or not _NOT_TO.match(text, amount.end)
    ):
        return None
    return replace(last, end=amount.end, text=text[last.start : amount.end], high=amount.value)


def _elliptical(text: str, number: Number, last: Amount) -> Amount | None:
    """From 1,000 passengers in 1996 to over 100,000 in 1997: the unit of the amount before."""
    if last.unit in {"KPW", "won"}:
        return _without_won(text, number, last)
    if last.unit not in COUNTS or number.start - last.end > 24 or text[last.end - 1].isdecimal():
        return None
    if not _TO.fullmatch(text, last.end, number.start) or not _TO_END.match(text, number.end):
        return None
    return Amount(number.start, number.end, text[number.start : number.end], number.value, last.unit)


def _without_won(text: str, number: Number, last: Amount) -> Amount | None:
    """8,130 won in Pyongyang and 8,125 in Hyesan; down from 3,300: the currency of the amount before."""
    between = text[last.end : number.start]
    printed = text[number.start : number.end]
    is_alike = last.value / 5 < number.value < last.value * 5 and "," in printed
    if not is_alike or len(between) > _NEAR or not _GOES_ON.fullmatch(between):
        return None
    return Amount(number.start, number.end, printed, number.value, last.unit)


def _listed(text: str, numbers: list[Number]) -> Amount | None:
    """3,100 and 2,950 won: the first number of a list whose currency stands once, after the last."""
    first, last = numbers[0], numbers[0]
    for number in numbers[1:]:
        if (
            number.is_word
            or number.value < _LEAST_LISTED
            or not _LIST.fullmatch(text, last.end, number.start)
        ):
            return None
        last = number
        unit, _ = _unit_after(text, number)
        if unit is None:
            continue
        is_year = _YEARS[0] <= first.value <= _YEARS[1] and "," not in text[first.start : first.end]
        if unit not in CURRENCIES or first.value < _LEAST_LISTED or is_year:
            return None
        return Amount(first.start, first.end, text[first.start : first.end], first.value, unit)
    return None


def _amount(text: str, number: Number, following: Number | None) -> Amount | None:
    unit, end = _unit_after(text, number)
    start, before = _unit_before(text, number)
    if before and (unit in {None, before, "won"} or unit not in CURRENCIES):
        unit, end = before, _end_of_own(number, unit, before, end)
    if following is not None and unit is None:
        return _range(text, number, following, start, before) or _part_of(text, number, following)
    if unit is None:
        return _group_of(text, number)
    if (
        before
        and following is not None
        and unit == before
        and (both := _range(text, number, following, start, before))
    ):
        return both
    if not _is_amount(text, number, unit, end):
        return None
    if unit == "kg" and text[number.end : end].strip() == "キロ" and number.value != 1:
        near = text[max(0, number.start - 16) : number.start] + " " + text[end : end + 10]
        unit = "kg" if _GOODS_JA.search(near) else "km"
    return Amount(start, end, text[start:end], number.value, unit, number.high)


def _end_of_own(number: Number, unit: str | None, before: str, end: int) -> int:
    """Where an amount ends whose currency stands before it: after a second currency word, if any."""
    same = unit in {before, "won"} or {unit, before} == {"CNY", "won"}
    return end if same else number.end


def _unit_after(text: str, number: Number) -> tuple[str | None, int]:
    at = number.end
    approximate = _APPROXIMATE.match(text, at)
    at = approximate.end() if approximate else at
    gap = _GAP.match(text, at)
    at = gap.end() if gap else at
    table = AFTER_LATIN if _LATIN_START.match(text, at) else AFTER_EAST_ASIAN
    match = table.match(text, at)
    if match is None and table is AFTER_LATIN:
        return None, number.end
    return (match.lastgroup, match.end()) if match else (None, number.end)


def _unit_before(text: str, number: Number) -> tuple[int, str | None]:
    """Where the amount starts, and its currency if it stands before the number."""
    head = text[max(0, number.start - _BEFORE_WIDTH) : number.start]
    stripped = head.rstrip()
    if not stripped or stripped[-1] not in LAST_BEFORE:
        return number.start, None
    match = BEFORE.search(head)
    if match is None or (match.lastgroup == "won" and number.value < 10):
        return number.start, None
    return number.start - len(match.group()), match.lastgroup


def _range(text: str, first: Number, second: Number, start: int, before: str | None) -> Amount | None:
    """A range whose unit stands once: 5,000 to 7,000 people, $2–3 million."""
    between = _RANGE.fullmatch(text, first.end, second.start)
    if between is None:
        return None
    if "and" in between.group() and not _BETWEEN_WORD.search(text[max(0, start - 9) : start]):
        return None
    unit, end = _unit_after(text, second)
    unit, end = (unit, end) if unit and not (before and unit != before) else (before, second.end)
    if unit is None or not _is_amount(text, second, unit, end):
        return None
    value = first.value
    if value <= _LAST_DAY and _MONTH_BEFORE.search(text, max(0, start - 11), start):
        return None
    if _FROM.search(text, max(0, start - 5), start):
        # It went from 7,500 to 12,000 won: two amounts.
        return Amount(start, first.end, text[start : first.end], value, unit)
    if second.is_scaled and not first.is_scaled and value < second.value:
        factor = Decimal(10) ** (second.value.adjusted() - _leading(text, second).adjusted())
        value *= factor
    if value >= second.value:
        return None
    return Amount(start, end, text[start:end], value, unit, high=second.value)


def _leading(text: str, number: Number) -> Decimal:
    """The number without its scale: 3 of "3 million"."""
    digits = re.match(r"[\d,.]+", text[number.start : number.end])
    return Decimal(digits.group().replace(",", "").rstrip(".")) if digits else Decimal(1)


def _part_of(text: str, number: Number, following: Number) -> Amount | None:
    """170 of 300 workers."""
    if not _OF.fullmatch(text, number.end, following.start):
        return None
    unit, _ = _unit_after(text, following)
    if unit not in COUNTS or number.value >= following.value:
        return None
    return Amount(number.start, number.end, text[number.start : number.end], number.value, unit)


def _group_of(text: str, number: Number) -> Amount | None:
    """A delegation of 500."""
    if number.value < 2 or not _GROUP_OF.search(text[max(0, number.start - 30) : number.start]):
        return None
    return Amount(number.start, number.end, text[number.start : number.end], number.value, "people")


def _is_amount(text: str, number: Number, unit: str, end: int) -> bool:
    """Whether a number with a unit is one: not a year, a capacity or a single one of what is counted."""
    if unit in COUNTS:
        if number.value < 2 or (number.value != int(number.value) and not number.is_scaled):
            return False
        if unit == "cases" and _WEEKDAY_BEFORE.search(text, max(0, number.start - 2), number.start):
            # 周二起: from Tuesday on.
            return False
        if (
            unit == "people"
            and number.value == 2
            and number.is_word
            and text[number.end : end].strip() in _PERSONS
        ):
            # The two of them.
            return text[number.end : end].strip() == "名"
        if (
            unit == "vehicles"
            and text[end - 1] == "대"
            and text[end : end + 1] == " "
            and number.value < 100
            and number.value % 10 == 0
        ):
            # 60대 선장 is a captain in his sixties.
            return _VEHICLE_NOUN.search(text[max(0, number.start - 8) : number.start]) is not None
        is_year = _YEARS[0] <= number.value <= _YEARS[1] and "," not in text[number.start : number.end]
        return not (is_year and _YEAR_BEFORE.search(text[max(0, number.start - 12) : number.start]))
    if number.is_word and not number.is_scaled and not text[number.start].isascii() and unit in CURRENCIES:
        return text[number.start] in "两兩二三四五六七八九"
    if unit == "m3" and text[end : end + 2] in {"每秒", "毎秒", "/s"}:
        return False
    return not (unit == "tonne" and _CAPACITY.match(text, end))


def _is_converted(text: str, last: Amount, amount: Amount) -> bool:
    return (
        amount.unit in CURRENCIES
        and last.unit in CURRENCIES
        and amount.unit != last.unit
        and amount.start - last.end < 24
        and _OPENING.match(text[last.end : amount.start].lstrip()) is not None
    )


def _per_hundred(text: str) -> Iterator[Amount]:
    if "百分之" in text:
        for match in _PER_HUNDRED.finditer(text):
            value = parse_number(match["number"])
            if value is not None:
                yield Amount(match.start(), match.end(), match.group(), value, "percent")


def _tenths(text: str) -> Iterator[Amount]:
    """七成, 9割, 3割5分 as percent."""
    for at in positions(text, ("割", "成", "할")) if is_east_asian(text) else ():
        digits = _BEFORE_TENTHS.search(text, max(0, at - 6), at)
        tenths = _TENTHS.match(text, at)
        if digits and tenths:
            value = Decimal(_digit(digits["whole"]) * 10 + int(tenths["part"] or 0))
            low = Decimal(_digit(digits["low"]) * 10) if digits["low"] else None
            start, end = digits.start(), tenths.end()
            first, high = (value, None) if low is None else (low, value)
            yield Amount(start, end, text[start:end], first, "percent", high)


def _digit(character: str) -> int:
    return _DIGIT_OF.get(character) or int(character)


def _fractions(text: str) -> Iterator[Amount]:
    """Half of, a quarter of as percent; ranked 82nd."""
    for words, value in _FRACTIONS.items():
        at = text.find(words)
        while at >= 0:
            end = at + len(words.removesuffix(" of"))
            # On behalf of is no half, nor is the first half of a year.
            is_part = words.isascii() and _HALF_OF_YEAR.search(text, max(0, at - 10), at) is not None
            if not is_part and not (words.isascii() and text[at - 1 : at].isalpha()):
                yield Amount(at, end, text[at:end], Decimal(value), "percent")
            at = text.find(words, end)
    if "ranked " in text:
        for match in _RANK.finditer(text):
            start, end = match.span("number")
            yield Amount(start, end, match["number"], Decimal(match["number"]), "rank")
