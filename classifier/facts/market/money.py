"""Amounts of money in a sentence that are prices, now or before; not changes of them, nor conversions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from classifier.facts.amounts import Amount
from classifier.facts.market.days import Day
from classifier.facts.market.places import Place
from classifier.facts.market.topics import WON, Topic
from classifier.facts.market.words import (
    COMPARED,
    LISTED,
    NEW_AFTER_VERB,
    NEW_BEFORE,
    OLD_AFTER,
    OLD_ATTRIBUTIVE,
    OLD_BEFORE,
    ROUND_AFTER,
    ROUND_BEFORE,
)
from classifier.facts.numbers import parse_number
from classifier.facts.roles import is_change
from classifier.facts.scanning import has_any
from yaluwatch.patterns import lazy_regex

_BY_HOW_MUCH = lazy_regex(r"(?:으로|로|에서)\s(?:[^\d,]{0,14}(?:보다|비해|대비)\s)?")
_IN_BETWEEN = lazy_regex(r"\s?(?:사이|内外|の間)")
_BRACKET = lazy_regex(r"[(（]\s?(?:about|약|約|约|미화|折合)?\s?$")
# Dearer than the 5,200 won of Pyongyang: no older price. So near the place ends before the amount.
_THAN = lazy_regex(r"比[^，。]{0,14}$|\bthan\s[^.,]{0,24}$")
_THAN_BEFORE = lazy_regex(r"比|[较較]|\bthan\b|より|보다")
_AGAINST = lazy_regex(
    r"(?:against|than|compared\s(?:with|to)|versus)\s(?:about\s|some\s|just\s|only\s|KPW\s?|the\s)*$"
)
_IN = lazy_regex(r"\s(?:a\s(?:kilo|kilogram)\s|per\skg\s)?(?:in|at)\s")
_CHANGE_OF = lazy_regex(r"\b(?:rise|increase|drop|fall|decline|decrease|gain|jump|hike|slide|dip|loss)\sof\b")
# Of a rate, after the name of the currency: 人民币…1比1280, 美元…1:8200, 위안 환율 1대 1280.
_RATIO_SIGNS: Final = (
    " per dollar",
    " per yuan",
    " to the dollar",
    " to the yuan",
    "比",
    "1:",
    "1：",
    "1∶",
    "1대",
)
_RATIO = lazy_regex(
    r"(?:人民[币幣]|美元|汇率|匯率|兑|위안|달러|환율)[^。\n]{0,24}?(?<![\d.])(?:1|一)\s?(?:比|[:：∶]|대)\s?(?P<won>\d[\d,]*(?:\.\d+)?[万만]?)"
)
# The won fell to 19,500 per dollar.
_NEAR_WON: Final = 100
_PER_DOLLAR = lazy_regex(
    r"(?<![\d.,$])(?P<won>\d{1,3}(?:,\d{3})+|\d{3,6})\s(?:per|to\sthe)\s(?:U\.?S\.?\s|Chinese\s)?(?:dollar|yuan)\b"
)
# 朝币 or 朝元, named for one amount, is meant for others in a bare 元 that are as large.
_NORTHERN_YUAN = lazy_regex(r"朝[币幣]|朝[鲜鮮]?[元圆圓]|朝[鲜鮮][币幣]")
_BARE_YUAN = lazy_regex(r"[\d.,]+(?:[万萬千][\d.,]*)?元")
_SAME_SCALE: Final = 10
_LEAST_WON: Final = 100
_RIGHT_BEFORE: Final = 3
# How far an old price may be from the new one, characters.
_NEAR: Final = 40


@dataclass(slots=True)
class Money:
    """The amounts of money in a sentence, and what stands around them."""

    text: str
    #: Where the sentence starts.
    start: int
    #: In order of appearance, without those that only name a currency.
    amounts: list[Amount]
    places: list[Place]
    topics: list[Topic]
    days: list[Day]

    def prices(self) -> Iterator[Amount]:
        """Those that are prices, or were."""
        text = self.text
        last: Amount | None = None
        is_change_before = False
        for at, amount in enumerate(self.amounts):
            follows = self.amounts[at - 1] if at else None
            changed = False
            if follows is not None and amount.value * 2 < follows.value:
                # 5170원으로 270원이: the new price, and by how much it changed.
                changed = changed or _BY_HOW_MUCH.fullmatch(text, follows.end, amount.start) is not None
            is_listed = follows is not None and LISTED.fullmatch(text, follows.end, amount.start) is not None
            changed = changed or is_change(text, amount.start, amount.end) or (is_listed and is_change_before)
            if not changed and at + 1 < len(self.amounts) and amount.end < self.amounts[at + 1].start:
                changed = self._is_change_with_next(amount, self.amounts[at + 1])
            is_change_before = changed
            is_other = follows is not None and amount.unit != follows.unit and not _same_won(amount, follows)
            is_bracketed = (
                is_other and _BRACKET.search(text, max(0, amount.start - 14), amount.start) is not None
            )
            if changed or amount.is_converted or is_bracketed or "旧" in amount.text:
                continue
            if ROUND_AFTER.match(text, amount.end) or ROUND_BEFORE.search(text, self.start, amount.start):
                continue
            if last is not None and last.unit == amount.unit and _IN_BETWEEN.match(text, amount.end):
                continue
            last = amount
            if (
                at + 1 < len(self.amounts)
                and _IN_BETWEEN.match(text, self.amounts[at + 1].end)
                and self.amounts[at + 1].value > amount.value
            ):
                yield Amount(
                    amount.start, self.amounts[at + 1].end, amount.text, amount.value, amount.unit,
                    high=self.amounts[at + 1].value,
                )  # fmt: skip
                continue
            yield amount

    def _is_change_with_next(self, amount: Amount, following: Amount) -> bool:
        """쌀은 1천8백원, 옥수수는 2천원 오른: the verb stands once, after the last."""
        text = self.text
        between = text[amount.end : following.start]
        is_listed = LISTED.fullmatch(between) or between.lstrip("이가").lstrip().startswith((",", "、", "，"))
        return (
            len(between) < 24
            and bool(is_listed)
            # 5000朝元，比两周前下跌100朝元: what it changed by, not another change.
            and not _THAN_BEFORE.search(between)
            and not _CHANGE_OF.search(between)
            and is_change(text, following.start, following.end)
            and not any(place.start >= amount.end and place.end <= following.start for place in self.places)
        )

    def _is_in_another_place(self, amount: Amount) -> bool:
        """Against 5,900 won in Pyongyang, after a price elsewhere."""
        after = [each for each in self.places if each.start >= amount.end]
        before = {each.id for each in self.places if each.end <= amount.start}
        is_right_after = bool(after) and _IN.fullmatch(self.text, amount.end, after[0].start) is not None
        return is_right_after and bool(before) and after[0].id not in before

    def is_old(self, amount: Amount, at: int) -> bool:
        """Whether it is the price before: up from 5,300 won; 5,000 won, which fell to 4,500."""
        text = self.text
        head = text[max(self.start, amount.start - 40) : amount.start]
        is_elsewhere = any(0 <= amount.start - each.end < _RIGHT_BEFORE for each in self.places)
        if COMPARED.match(text, amount.end):
            return not is_elsewhere
        if is_elsewhere and _THAN.search(head):
            return False
        if OLD_BEFORE.search(head) and not NEW_BEFORE.search(head):
            return not (_AGAINST.search(head) and self._is_in_another_place(amount))
        following = self.amounts[at + 1] if at + 1 < len(self.amounts) else None
        if following is not None and NEW_AFTER_VERB.search(text, amount.end, following.start):
            return not any(amount.end <= each.start < following.start for each in self.topics)
        if _BRACKET.search(head) and not any(
            each.end >= amount.start - 3 for each in self.places if each.end <= amount.start
        ):
            return at > 0 or bool(self.days)
        if following is None or not OLD_AFTER.match(text, amount.end):
            return False
        if OLD_ATTRIBUTIVE.match(text, amount.end):
            return True
        named = [each.start for each in self.places] + [each.start for each in self.topics]
        is_near = following.start - amount.end < _NEAR
        return is_near and not any(amount.end <= start < following.start for start in named)


def with_ratios(text: str, amounts: Sequence[Amount]) -> Sequence[Amount]:
    """The amounts, with those of rates printed without won: 人民币汇率为1比1280, 2,600 per yuan."""
    if not has_any(text, _RATIO_SIGNS):
        return amounts
    found = [
        Amount(match.start("won"), match.end("won"), match["won"], value, "won")
        for pattern in (_RATIO, _PER_DOLLAR)
        for match in pattern.finditer(text)
        if pattern is _RATIO or " won " in text[max(0, match.start() - _NEAR_WON) : match.start()]
        if (value := parse_number(match["won"])) is not None and value >= _LEAST_WON
    ]
    taken = {each.start for each in amounts}
    found = [each for each in found if each.start not in taken]
    return sorted([*amounts, *found], key=lambda each: each.start) if found else amounts


def with_carried_won(text: str, start: int, end: int, money: list[Amount]) -> list[Amount]:
    """Amounts in a bare 元 that are won, as the sentence says: 9600朝鲜元 … 9000元; 6700元（朝币）."""
    if not any(each.unit == "CNY" for each in money):
        return money
    named = _NORTHERN_YUAN.search(text, start, end)
    if named is None:
        return money
    won = [each.value for each in money if each.unit == "KPW"]
    least = min(won) / _SAME_SCALE if won else _LEAST_WON
    return [
        replace(each, unit="KPW")
        if each.unit == "CNY" and each.value >= least and _BARE_YUAN.fullmatch(each.text)
        else each
        for each in money
    ]


def _same_won(one: Amount, other: Amount) -> bool:
    return one.unit in WON and other.unit in WON
