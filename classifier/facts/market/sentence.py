"""The prices of one sentence: each amount of money with its good, places, day and unit."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from classifier.facts.amounts import Amount
from classifier.facts.market.beside import buys, is_in_closed_brackets, is_of_both, place_in_brackets
from classifier.facts.market.days import Day, day_of, is_right_after, is_right_before
from classifier.facts.market.money import Money, with_carried_won
from classifier.facts.market.places import ABROAD, COUNTRY, Place, lists_of
from classifier.facts.market.topics import CURRENCIES, Topic, find_topics, has_sign, is_likely
from classifier.facts.market.words import (
    LISTED,
    MOVED,
    NOISE,
    OFFICIAL_RATE,
    OLD_ATTRIBUTIVE,
    ORDERED,
    PLAIN,
    PRICE_WORD,
    RESPECTIVELY,
    SOLD,
    SOLD_AFTER,
    SOLD_BEFORE,
    STATE_BEFORE,
    SURVEYED,
    UNIT,
)
from classifier.facts.roles import is_change
from yaluwatch.patterns import lazy_regex

_FUELS: Final = frozenset(("gasoline", "diesel"))
_FARTHEST: Final = 170
_SOUTH = lazy_regex(
    r"South\sKorea|Seoul|서울|한국(?!\s?산)|국내|남한|부산|首[尔爾]|[韩韓][国國]|ソウル|プサン"
)
# 8,560 KPW in Sinuiju: nothing else between an amount and its places.
_IN = lazy_regex(
    r"(?:\s?\([^()]{1,24}\))?[^\n,.;()\d]{0,24}?\s(?:in|at|inside)\s(?:both\s|a\s|the\s)?(?:city\sof\s|markets?\sof\s|market\sin\s)?"
)
_AND = lazy_regex(r"\band\s")
_AND_IN = lazy_regex(r",?\s(?:and|while|but)\s(?:in|at)\s")
_NEXT = lazy_regex(r"\s(?:it\s(?:was|is|stood\sat)\s|at\s|for\s)?(?:about\s|around\s)?(?:KPW\s?)?")
_FOR = lazy_regex(
    r"(?:\s(?:a|per)\s(?:kilo(?:gram)?|kg|lit(?:re|er))|/kg)?\sfor\s(?:(?:a|one)\s[A-Za-z]+\sof\s)?"
    r"|\s(?:a|per)\s(?:kilo(?:gram)?|kg|lit(?:re|er))\sof\s"
)
_COMPARES = lazy_regex(r"\b(?:than|compare[sd]?|against|higher|lower|up|down)\b")
_SACK_OF = lazy_regex(r"\s(?:sacks?|bags?)\sof\s")
_TWO: Final = 2
# Of a good whose unit is not said, in won; a larger amount is for something else.
_MOST_WITHOUT_UNIT: Final = 150_000
# Letters between a good and its price without a word about selling; and so many times more with one after it.
_FEW, _ANY, _WITH_VERB = 4, 100, 4
# How far before an amount it may be said who pays it, and how far after it what it is; characters.
_PAYER, _AFTER_NOISE = 40, 16
# How far before an amount the state shop stands, characters.
_STATE: Final = 16
# What follows is of something else.
_CUT = lazy_regex(r"[;；]")
# How far before a good and after its price a unit may stand, characters.
_UNIT_BEFORE, _UNIT_AFTER = 16, 24
# After what is sold, stolen, carried: an object, not the subject of a price.
_OBJECT: Final = frozenset("을를を")
# 30 kilograms of corn and 50,000 won: both were given.
_BESIDE = lazy_regex(r"\s?(?:\d+\s?(?:kg|㎏|킬로|キロ|公斤))?\s?(?:and|과|와|と|和|及|및)\s?(?:about\s)?")
_TO = lazy_regex(r"(?:\s?(?:to|for|against|/)?\s?)")
_PER_AFTER = lazy_regex(r"\s?(?:won\s|원\s)?(?:per|an?|for\san?|for\sone|each|/|每|一)\s?(?:single\s)?$")


class Reading(NamedTuple):
    """A price as read: where it stands, and what it is of."""

    start: int
    end: int
    sentence: tuple[int, int]
    good: str
    places: tuple[str, ...]
    day: date
    is_day_printed: bool
    value: float
    high: float | None
    unit: str
    per: str


@dataclass(slots=True)
class Context:
    """What earlier sentences say."""

    good: str = ""
    #: Of the last price; empty if it had several or none.
    places: tuple[str, ...] = ()
    #: The only place of the last sentence without a price, and where its paragraph ends.
    near: tuple[str, ...] = ()
    #: Whether the last amounts were of a time long past.
    is_past: bool = False
    #: The last list of several places, and the goods of the last sentence that had several.
    listed: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    day: date | None = None
    fuel_per: str = ""
    #: Where the last sentence about the good ends.
    good_until: int = -1


@dataclass(slots=True)
class Sentence:
    """A sentence with its places and days; `readings` finds the rest."""

    text: str
    #: Of the whole article.
    amounts: Sequence[Amount]
    published: date | None
    is_northern: bool
    #: The place of the article, asked for only when no sentence names one.
    article_place: Callable[[], tuple[str, ...]]
    context: Context
    start: int
    end: int
    places: list[Place]
    #: Asked for only if the sentence has a price, or speaks of one.
    read_days: Callable[[], list[Day]]
    topics: list[Topic] = field(default_factory=list)
    money: list[Amount] = field(default_factory=list)
    lists: list[list[Place]] = field(default_factory=list)
    #: Where the last price ends.
    read_until: int = 0
    _days: list[Day] | None = None
    _units: list[re.Match[str]] | None = None

    @property
    def units(self) -> list[re.Match[str]]:
        """The units of weight and volume by position."""
        if self._units is None:
            self._units = list(UNIT.finditer(self.text, self.start, self.end))
        return self._units

    @property
    def days(self) -> list[Day]:
        """The days by position."""
        if self._days is None:
            self._days = self.read_days()
        return self._days

    def readings(self) -> Iterator[Reading]:
        """The prices by position."""
        text = self.text
        self.money = [
            each
            for each in self.amounts
            if self.start <= each.start < self.end and each.unit in {"KPW", "won", "CNY", "USD", "KRW"}
        ]
        self.money = with_carried_won(text, self.start, self.end, self.money)
        if self.money or has_sign(text[self.start : self.end]):
            self.topics, self.money = find_topics(text, self.start, self.end, self.money)
        self.lists = lists_of(text, [each for each in self.places if each.id != ABROAD])
        if not self.money or ORDERED.search(text, self.start, self.end):
            return
        found = [reading for group in self._groups() for reading in self._of_group(group)]
        self.context.goods = tuple(dict.fromkeys(each.good for each in found)) or self.context.goods
        yield from found

    def is_about_prices(self) -> bool:
        """Whether it speaks of prices of a good, or of changes of them."""
        text = self.text
        if NOISE.search(text, self.start, self.end) or any(each.good == "other" for each in self.topics):
            return False
        if not self.topics and not self.money:
            return MOVED.search(text, self.start, self.end) is not None
        if self.topics:
            return PRICE_WORD.search(text, self.start, self.end) is not None
        return any(is_change(text, each.start, each.end) for each in self.money)

    def _groups(self) -> list[list[Amount]]:
        """Amounts in lists: those joined by commas and words for "and" are one."""
        groups: list[list[Amount]] = []
        for amount in self._around().prices():
            if groups and LISTED.fullmatch(self.text, groups[-1][-1].end, amount.start):
                groups[-1].append(amount)
            else:
                groups.append([amount])
        return groups

    def _of_group(self, group: list[Amount]) -> Iterator[Reading]:
        count = len(group)
        if count > 1:
            listed = self._places_for(group)
            if listed:
                topic = self._topic(group[0])
                for amount, place in zip(group, listed, strict=True):
                    yield from self._read(amount, topic, (place,))
                return
            topics = self._topics_for(group)
            if topics:
                places = self._places(group[0])
                for amount, topic in zip(group, topics, strict=True):
                    yield from self._read(amount, topic, places)
                return
        for amount in group:
            yield from self._read(amount, self._topic(amount), self._places(amount))

    def _places_for(self, group: list[Amount]) -> tuple[str, ...]:
        """A list of as many places as there are amounts."""
        same = [
            each
            for each in self.lists
            if len(each) == len(group) and (each[-1].end <= group[0].start or each[0].start >= group[-1].end)
        ]
        if same:
            return tuple(place.id for place in same[-1])
        if (
            RESPECTIVELY.search(self.text, self.start, self.end)
            and len(self.context.listed) == len(group)
            and not self.lists
        ):
            return self.context.listed
        alone = [each[0].id for each in self.lists if each[-1].end <= group[0].start]
        if RESPECTIVELY.search(self.text, group[-1].end, self.end) and len(alone) == len(self.lists) == len(
            group
        ):
            # Rice is 5,080 won in Pyongyang, 5,100 won in Sinuiju; corn 1,100 and 1,150 won respectively.
            return tuple(dict.fromkeys(alone)) if len(set(alone)) == len(group) else ()
        return ()

    def _topics_for(self, group: list[Amount]) -> list[Topic]:
        """A list of as many goods as there are amounts, right before them."""
        goods = self.context.goods
        if (
            not self.topics
            and len(goods) == len(group)
            and RESPECTIVELY.search(self.text, self.start, self.end)
        ):
            return [Topic(each.start, each.start, good) for each, good in zip(group, goods, strict=True)]
        before = [each for each in self.topics if each.end <= group[0].start][-len(group) :]
        if len(before) < len(group) or len({each.good for each in before}) < len(group):
            return []
        text = self.text
        joined = pairwise(before)
        return before if all(LISTED.fullmatch(text, a.end, b.start) for a, b in joined) else []

    def _topic(self, amount: Amount) -> Topic | None:
        """The good right after it, else the last before it, else that of the sentence before."""
        text = self.text
        after = next((each for each in self.topics if each.start >= amount.end), None)
        if after and after.good in CURRENCIES and _TO.fullmatch(text, amount.end, after.start):
            return after
        before = [each for each in self.topics if each.end <= amount.start]
        if after and buys(text, self.start, self.end, amount, after, has_before=bool(before)):
            return after
        if after and not before and OLD_ATTRIBUTIVE.match(text, amount.end):
            return after
        if before:
            last = before[-1]
            return last if amount.start - last.end < _FARTHEST else None
        if after and _FOR.fullmatch(text, amount.end, after.start):
            return after
        context = self.context
        is_next = 0 <= self.start - context.good_until < 4
        has_anchor = bool(self.lists or self.days or any(each.end() <= amount.start for each in self.units))
        if not context.good or not is_next or not has_anchor or self.topics:
            return None
        if NOISE.search(text, self.start, min(self.end, amount.end + _AFTER_NOISE)):
            return None
        return Topic(amount.start, amount.start, context.good)

    def _places(self, amount: Amount) -> tuple[str, ...]:
        """The places right after it, else the last before it, else the only ones in the sentence."""
        text = self.text
        after = [each for each in self.lists if each[0].start >= amount.end]
        before = [
            each
            for each in self.lists
            if each[-1].end <= amount.start
            and not is_in_closed_brackets(text, self.start, each[0].start, amount.start, self.money)
        ]
        if not before and after and OLD_ATTRIBUTIVE.match(text, amount.end):
            return ids_of(after[0])
        if (own := place_in_brackets(text, amount, self.places)) is not None:
            return (own.id,)
        if not self.lists and len(self.context.listed) == _TWO and is_of_both(text, self.start, self.end):
            return self.context.listed
        if after and _IN.fullmatch(text, amount.end, after[0][0].start):
            if before and _AND_IN.fullmatch(text, amount.end, after[0][0].start):
                # In Musan the rate was 6,850 won and in Hyesan 7,000 won: each place has its own.
                is_own = not any(before[-1][-1].end <= each.start < amount.start for each in self.money)
                has_next = any(
                    _NEXT.fullmatch(text, after[0][-1].end, each.start)
                    for each in self.money
                    if each.start >= after[0][-1].end
                )
                if is_own and has_next:
                    return ids_of(before[-1])
            return ids_of(after[0])
        if before:
            return ids_of(before[-1])
        if len(self.lists) == 1 and not any(
            each.start > amount.start and each.start > self.lists[0][0].start for each in self.money
        ):
            return ids_of(self.lists[0])
        return ()

    def _read(self, amount: Amount, topic: Topic | None, places: tuple[str, ...]) -> Iterator[Reading]:
        text = self.text
        if topic is None or topic.good == "other":
            return
        is_abroad = any(each.id == ABROAD for each in self.places)
        unit = self._unit(amount, is_abroad=is_abroad)
        is_worth = topic.good not in CURRENCIES and text.startswith(" worth ", topic.end)
        if is_worth or _BESIDE.fullmatch(text, topic.end, amount.start):
            return
        if not self._is_priced(amount, topic):
            return
        if not unit or self._is_noise(amount, topic):
            return
        per = self._per(amount, topic)
        if per is None or not is_likely(amount, topic, unit, per):
            return
        if topic.good not in CURRENCIES and not per and (unit != "KPW" or amount.value > _MOST_WITHOUT_UNIT):
            return
        if unit != "KPW":
            places = places or self._carried()
            if topic.good in CURRENCIES or is_abroad or not places:
                return
        day, is_printed = self._day(amount)
        if day is None:
            return
        self._note(topic)
        self.read_until = amount.end
        yield Reading(
            amount.start, amount.end, (self.start, self.end), topic.good,
            places or self._carried() or (COUNTRY,), day, is_printed,
            float(amount.value), None if amount.high is None else float(amount.high), unit, per,
        )  # fmt: skip

    def _is_noise(self, amount: Amount, topic: Topic) -> bool:
        """Whether the amount is paid for something else: a fine, a wage, what may come."""
        if STATE_BEFORE.search(self.text, max(self.start, amount.start - _STATE), amount.start):
            return True
        start = min(topic.end, amount.start)
        if topic.good in CURRENCIES:
            before = max(self.start, min(topic.start, amount.start) - _PAYER)
            official = list(OFFICIAL_RATE.finditer(self.text, before, amount.start))
            # Nothing else is priced in between: the official rate is 108 won, people pay 8,000.
            if official and not any(official[-1].end() <= each.start < amount.start for each in self.money):
                return True
        if topic.start >= amount.end:
            # 20,000 won for diesel: who pays it stands before.
            start = max(self.start, amount.start - _PAYER)
        end = min(self.end, amount.end + _AFTER_NOISE)
        following = next((each.start for each in self.money if each.start >= amount.end), end)
        clause = self.text.rfind("，", amount.end, following)
        cut = _CUT.search(self.text, amount.end, end)
        # 4000朝元，教师月工资3000朝元: what the next clause names is what its own amount is paid for.
        if following < end and clause >= 0:
            end = clause
        return NOISE.search(self.text, start, cut.start() if cut else end) is not None

    def _is_priced(self, amount: Amount, topic: Topic) -> bool:
        """Whether the amount is what the good was sold for, and not just in one sentence with it."""
        if topic.start >= amount.start or topic.has_unit:
            # It follows: 9,600 won for a kilogram of rice; one yuan. Or it is of the sentence before.
            return (
                topic.end > topic.start
                or self._is_sold(amount, self.start, _ANY)
                or self._is_compared(amount)
            )
        since = max(topic.end, self.read_until)
        # Up from 9,000 won on May 10.
        is_after_another = since > topic.end and amount in self.money
        if is_after_another and self._around().is_old(amount, self.money.index(amount)):
            return True
        near = max(self.start, topic.start - _UNIT_BEFORE), amount.end + _UNIT_AFTER
        if any(near[0] <= each.start() and each.end() <= near[1] for each in self.units):
            return True
        is_object = self.text[topic.end : topic.end + 1] in _OBJECT
        return self._is_sold(amount, since, 0 if is_object else _FEW)

    def _is_compared(self, amount: Amount) -> bool:
        """Whether it has a day of its own and is compared with: 6.7% more than 9,000 won on May 10."""
        has_day = any(is_right_after(self.text, amount.end, day) for day in self.days)
        return has_day and _COMPARES.search(self.text, self.start, amount.start) is not None

    def _is_sold(self, amount: Amount, since: int, most: int) -> bool:
        """Whether words say that it is a price, or at most so many letters stand before it."""
        text = self.text
        if SOLD.search(text, since, amount.start) or SOLD_BEFORE.search(text, since, amount.start):
            return True
        between = list(text[since : amount.start])
        spans = [(each.start, each.end) for each in self.places]
        spans += [(each.start, each.end) for each in self.days]
        spans += [(each.start, each.end) for each in self.money]
        for start, end in spans:
            if since <= start < amount.start:
                between[start - since : end - since] = " " * (end - start)
        left = PLAIN.sub("", "".join(between))
        if most == _FEW and len(left) <= (_FEW if left.isascii() else 0):
            return True
        return len(left) <= most * _WITH_VERB and SOLD_AFTER.match(text, amount.end) is not None

    def _carried(self) -> tuple[str, ...]:
        """Where the text was last, else where the article is about; empty if it does not say."""
        return self.context.near or self.context.places or self.article_place()

    def _note(self, topic: Topic) -> None:
        self.context.good = topic.good
        named = tuple(dict.fromkeys(place.id for each in self.lists for place in each))
        if len(named) > 1:
            self.context.listed = named

    def _unit(self, amount: Amount, *, is_abroad: bool) -> str:
        """The currency; empty if it is no price in the North."""
        if amount.unit == "KPW":
            return "KPW"
        if amount.unit == "won":
            if self.lists:
                return "KPW"
            is_southern = is_abroad and _SOUTH.search(self.text, self.start, self.end) is not None
            is_northern = self.is_northern or bool(self._carried())
            return "KPW" if is_northern and not is_southern else ""
        return amount.unit if amount.unit in {"CNY", "USD"} else ""

    def _per(self, amount: Amount, topic: Topic) -> str | None:
        """What it is for, empty if not said; None for tonnes, which markets don't sell."""
        if topic.good in CURRENCIES:
            return (str(topic.units) if topic.units > 1 else "") + CURRENCIES[topic.good]
        text = self.text
        after = next((each for each in self.units if each.start() >= amount.end), None)
        before = [each for each in self.units if each.end() <= amount.start]
        if after and any(amount.end <= each.start < after.start() for each in self.topics):
            # 每公斤4.1元，汽油每升7.6元: it is of the next good.
            after = None
        if after and _PER_AFTER.search(text[amount.end : after.start("count" if after["count"] else 0)]):
            near = after if after.start() - amount.end < 14 else None
        else:
            near = None
        near = near or (before[-1] if before else None)
        if near is None:
            return self.context.fuel_per if topic.good in _FUELS else ""
        kind = near.lastgroup if near.lastgroup != "count" else "kg"
        if kind == "tonne":
            return None
        count = near["count"] or "1"
        is_near = near is after or 0 <= amount.start - near.end() < _UNIT_BEFORE
        # A 50-kilogram sack of rice.
        is_sack = _SACK_OF.fullmatch(text, near.end(), max(near.end(), topic.start)) is not None
        if float(count) != 1 and not (is_near or is_sack):
            return None
        per = ("" if float(count) == 1 else count) + str(kind)
        if topic.good in _FUELS:
            self.context.fuel_per = per
        return per

    def _around(self) -> Money:
        return Money(self.text, self.start, self.money, self.places, self.topics, self.days)

    def _days_but_of_old(self, amount: Amount, at: int, *, is_old: bool) -> list[Day]:
        """The days without those of old prices before it: until a few days ago, 3,300 won six days before."""
        days, around = self.days, self._around()
        if not is_old and at and around.is_old(self.money[at - 1], at - 1):
            since = self.money[at - 1].end
            days = [day for day in days if day.day or day.step or not since <= day.start < amount.start]
        for number, other in enumerate(self.money[:at]):
            if around.is_old(other, number):
                days = [
                    day
                    for day in days
                    if not is_right_after(self.text, other.end, day)
                    and not is_right_before(self.text, day, other.start)
                ]
        return days

    def _day_of_both(self, amount: Amount, at: int) -> Day | None:
        """The only day of a sentence, after its last amount: 8,250 a dollar and 1,250 a yuan on Sunday."""
        text, following = self.text, self.money[at + 1 : at + 2]
        if len(self.days) != 1 or not following or not is_right_after(text, following[0].end, self.days[0]):
            return None
        between = text[amount.end : following[0].start]
        topic, other = self._topic(amount), self._topic(following[0])
        is_other = topic is not None and other is not None and topic.good != other.good
        is_listed = is_other and _AND.search(between) and not _COMPARES.search(between)
        return self.days[0] if is_listed else None

    def _is_surveyed(self) -> bool:
        """Whether the sentence says what is found or traded in places of its own, not what was before."""
        return bool(self.lists) and SURVEYED.search(self.text, self.start, self.end) is not None

    def _day(self, amount: Amount) -> tuple[date | None, bool]:
        """The day, and whether the text says it; None for an old or past price without a day."""
        text = self.text
        at = self.money.index(amount) if amount in self.money else 0
        is_old = self._around().is_old(amount, at)
        days = self._days_but_of_old(amount, at, is_old=is_old)
        others = [(each.start, each.end) for each in self.money]
        found = day_of(text, (amount.start, amount.end), days, others, is_old=is_old)
        found = found or self._day_of_both(amount, at)
        if found is None and self.context.is_past and not self._is_surveyed():
            return None, False
        if found is None:
            known = self.context.day or self.published
            return known, self.context.day is not None
        if found.day is None:
            if found.step is None:
                self.context.is_past = not is_old
                return None, False
            earlier = [day.day for day in self.days if day.day and day.end <= found.start]
            base = earlier[-1] if earlier else self.context.day or self.published
            return (base - found.step, True) if base else (None, False)
        if not is_old:
            # The same day is that of the survey, even after an earlier one was told.
            self.context.day = max(found.day, self.context.day or found.day)
        return found.day, True


def ids_of(places: list[Place]) -> tuple[str, ...]:
    """The ids of places, each once."""
    return tuple(dict.fromkeys(place.id for place in places))
