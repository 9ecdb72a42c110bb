"""Market prices in the sentences of an article: each amount of money with its good, place, day and unit."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from classifier.facts.amounts import Amount
from classifier.facts.dates import DateMention
from classifier.facts.market.days import Day, day_of, days_of, is_right_after, survey_day
from classifier.facts.market.places import ABROAD, COUNTRY, Place, find_places, lists_of
from classifier.facts.market.words import (
    COMPARED,
    LEAST,
    LISTED,
    MOST,
    MOVED,
    MOST_ABROAD,
    NEW_AFTER_VERB,
    NEW_BEFORE,
    NOISE,
    OLD_AFTER,
    OLD_BEFORE,
    ORDERED,
    PRICE_WORD,
    RESPECTIVELY,
    ROUND_AFTER,
    ROUND_BEFORE,
    TOPIC,
    UNIT,
)
from classifier.facts.roles import is_change

_CURRENCIES: Final = {"usd": "USD", "cny": "CNY"}
_FUELS: Final = frozenset(("gasoline", "diesel"))
_KILOGRAMS: Final = {"kg": 1.0, "g": 0.001, "jin": 0.5}
_WON: Final = frozenset(("KPW", "won"))
_BASES: Final = (1, 100)
_FARTHEST: Final = 170
_SOUTH = re.compile(
    r"South\sKorea|Seoul|서울|한국(?!\s?산)|국내|남한|부산|首[尔爾]|[韩韓][国國]|ソウル|プサン"
)
# 8,560 KPW in Sinuiju: nothing else between an amount and its places.
_IN = re.compile(
    r"[^\n,.;()\d]{0,24}?\s(?:in|at|inside)\s(?:both\s|a\s|the\s)?(?:city\sof\s|markets?\sof\s|market\sin\s)?"
)
_FOR = re.compile(
    r"(?:\s(?:a|per)\s?[A-Za-z]+|/kg)?\sfor\s(?:(?:a|one)\s[A-Za-z]+\sof\s)?|\s(?:a|per)\s[A-Za-z]+\sof\s"
)
_TO_BASE = re.compile(r"\s(?:to|for|per|against)\s(?:the\s)?")
_TO = re.compile(r"(?:\s?(?:to|for|against|/)?\s?)")
_PER_AFTER = re.compile(r"\s?(?:won\s|원\s)?(?:per|an?|for\san?|for\sone|each|/|每|一)\s?(?:single\s)?$")
_BY_HOW_MUCH = re.compile(r"(?:으로|로|에서)\s(?:[^\d,]{0,14}(?:보다|비해|대비)\s)?")
_IN_BETWEEN = re.compile(r"\s?(?:사이|内外|の間)")
_BRACKET = re.compile(r"[(（]\s?(?:about|약|約|约|미화|折合)?\s?$")


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


class _Topic(NamedTuple):
    start: int
    end: int
    good: str
    #: Of a rate: for how many units of the currency.
    count: int = 1


@dataclass(slots=True)
class _Context:
    """What earlier sentences say."""

    good: str = ""
    #: Of the last price; empty if it had several or none.
    places: tuple[str, ...] = ()
    #: The only place of the last sentence without a price, and where its paragraph ends.
    near: tuple[str, ...] = ()
    #: Whether the last amounts were of a time long past.
    is_past: bool = False
    #: The last list of several places.
    listed: tuple[str, ...] = ()
    day: date | None = None
    fuel_per: str = ""
    #: Where the last sentence about the good ends.
    good_until: int = -1


@dataclass(slots=True)
class Reader:
    """Reads the market prices in one article's sentences, in their order."""

    text: str
    #: Amounts and dates in order of appearance.
    amounts: Sequence[Amount]
    dates: Sequence[DateMention]
    published: date | None
    #: Where no sentence names a place: that of the headline or dateline; empty for none.
    article_place: Callable[[], str]
    #: Whether "won" without more is North Korean in this text.
    is_northern: bool
    _context: _Context = field(default_factory=_Context)
    _last_end: int = 0
    _place: tuple[str, ...] | None = None

    @property
    def has_good(self) -> bool:
        """Whether the sentence before was about a good."""
        return bool(self._context.good)

    @property
    def place(self) -> tuple[str, ...]:
        """The place of the article; empty if there is none."""
        if self._place is None:
            found = self.article_place()
            self._place = (found,) if found else ()
        return self._place

    def sentence(self, start: int, end: int) -> Iterator[Reading]:
        """The prices of the next sentence."""
        if "\n\n" in self.text[self._last_end : start]:
            self._context.near, self._context.is_past = (), False
        self._last_end = end
        places = [Place(a + start, b + start, name) for a, b, name in find_places(self.text[start:end])]
        days = days_of(self.text, start, end, self.dates, self.published)
        sentence = _Sentence(self, self._context, start, end, places, days)
        found = list(sentence.readings())
        yield from found
        self._remember(sentence, found)

    def pass_over(self, start: int, end: int) -> None:
        """Note the day in the rows of a table: what is said between them is of that day."""
        days = days_of(self.text, start, end, self.dates, self.published)
        self._context.day = next((day.day for day in days if day.day), self._context.day)

    def _remember(self, sentence: "_Sentence", found: list[Reading]) -> None:
        context = self._context
        text = self.text[sentence.start : sentence.end]
        is_about_prices = sentence.is_about_prices()
        if found:
            context.good_until = sentence.end
            used = {each.places for each in found} - {(COUNTRY,)}
            context.places = used.pop() if len(used) == 1 else ()
            context.near, context.is_past = (), False
            return
        if len(sentence.lists) == 1:
            context.near = _ids(sentence.lists[0])
        if day := survey_day(text, sentence.days, is_about_prices=is_about_prices):
            context.day = day
        if is_about_prices:
            goods = {each.good for each in sentence.topics}
            if goods:
                context.good = goods.pop() if len(goods) == 1 else ""
            context.good_until = sentence.end


@dataclass(slots=True)
class _Sentence:
    reader: Reader
    context: _Context
    start: int
    end: int
    places: list[Place]
    days: list[Day]
    topics: list[_Topic] = field(default_factory=list)
    money: list[Amount] = field(default_factory=list)
    lists: list[list[Place]] = field(default_factory=list)

    def readings(self) -> Iterator[Reading]:
        text = self.reader.text
        self.money = [
            each
            for each in self.reader.amounts
            if self.start <= each.start < self.end and each.unit in {"KPW", "won", "CNY", "USD", "KRW"}
        ]
        self.topics, self.money = _topics(text, self.start, self.end, self.money)
        self.lists = lists_of(text, [each for each in self.places if each.id != ABROAD])
        if not self.money or ORDERED.search(text, self.start, self.end):
            return
        for group in self._groups():
            yield from self._of_group(group)

    def is_about_prices(self) -> bool:
        """Whether it speaks of prices of a good, or of changes of them."""
        text = self.reader.text
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
        for amount in self._merged():
            if groups and LISTED.fullmatch(self.reader.text, groups[-1][-1].end, amount.start):
                groups[-1].append(amount)
            else:
                groups.append([amount])
        return groups

    def _merged(self) -> Iterator[Amount]:
        """Amounts that are prices or old prices: no changes, no conversions."""
        text = self.reader.text
        last: Amount | None = None
        is_change_before = False
        for at, amount in enumerate(self.money):
            follows = self.money[at - 1] if at else None
            changed = False
            if follows is not None and amount.value * 2 < follows.value:
                # 5170원으로 270원이: the new price, and by how much it changed.
                changed = changed or _BY_HOW_MUCH.fullmatch(text, follows.end, amount.start) is not None
            is_listed = follows is not None and LISTED.fullmatch(text, follows.end, amount.start) is not None
            changed = changed or is_change(text, amount.start, amount.end) or (is_listed and is_change_before)
            if not changed and at + 1 < len(self.money) and amount.end < self.money[at + 1].start:
                changed = self._is_change_with_next(amount, self.money[at + 1])
            is_change_before = changed
            is_other = follows is not None and amount.unit != follows.unit and not _same_won(amount, follows)
            is_bracketed = is_other and _BRACKET.search(text, max(0, amount.start - 14), amount.start) is not None
            if changed or amount.is_converted or is_bracketed or "旧" in amount.text:
                continue
            if ROUND_AFTER.match(text, amount.end) or ROUND_BEFORE.search(text, self.start, amount.start):
                continue
            if last is not None and last.unit == amount.unit and _IN_BETWEEN.match(text, amount.end):
                continue
            last = amount
            if (
                at + 1 < len(self.money)
                and _IN_BETWEEN.match(text, self.money[at + 1].end)
                and self.money[at + 1].value > amount.value
            ):
                yield Amount(
                    amount.start, self.money[at + 1].end, amount.text, amount.value, amount.unit,
                    high=self.money[at + 1].value,
                )  # fmt: skip
                continue
            yield amount

    def _is_change_with_next(self, amount: Amount, following: Amount) -> bool:
        """쌀은 1천8백원, 옥수수는 2천원 오른: the verb stands once, after the last."""
        text = self.reader.text
        between = text[amount.end : following.start]
        is_listed = LISTED.fullmatch(between) or between.lstrip("이가").lstrip().startswith((",", "、", "，"))
        return (
            len(between) < 24
            and bool(is_listed)
            and is_change(text, following.start, following.end)
            and not any(place.start >= amount.end and place.end <= following.start for place in self.places)
        )

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
            RESPECTIVELY.search(self.reader.text, self.start, self.end)
            and len(self.context.listed) == len(group)
            and not self.lists
        ):
            return self.context.listed
        return ()

    def _topics_for(self, group: list[Amount]) -> list[_Topic]:
        """A list of as many goods as there are amounts, right before them."""
        before = [each for each in self.topics if each.end <= group[0].start][-len(group) :]
        if len(before) < len(group) or len({each.good for each in before}) < len(group):
            return []
        text = self.reader.text
        joined = zip(before, before[1:], strict=False)
        return before if all(LISTED.fullmatch(text, a.end, b.start) for a, b in joined) else []

    def _topic(self, amount: Amount) -> _Topic | None:
        """The good right after it, else the last before it, else that of the sentence before."""
        text = self.reader.text
        after = next((each for each in self.topics if each.start >= amount.end), None)
        if after and after.good in _CURRENCIES and _TO.fullmatch(text, amount.end, after.start):
            return after
        before = [each for each in self.topics if each.end <= amount.start]
        if before:
            last = before[-1]
            return last if amount.start - last.end < _FARTHEST else None
        if after and _FOR.fullmatch(text, amount.end, after.start):
            return after
        context = self.context
        is_next = 0 <= self.start - context.good_until < 4
        has_anchor = bool(self.lists or self.days or UNIT.search(text, self.start, amount.start))
        if not context.good or not is_next or not has_anchor or self.topics:
            return None
        if NOISE.search(text, self.start, self.end):
            return None
        return _Topic(amount.start, amount.start, context.good)

    def _places(self, amount: Amount) -> tuple[str, ...]:
        """The places right after it, else the last before it, else the only ones in the sentence."""
        text = self.reader.text
        after = [each for each in self.lists if each[0].start >= amount.end]
        if after and _IN.fullmatch(text, amount.end, after[0][0].start):
            return _ids(after[0])
        before = [each for each in self.lists if each[-1].end <= amount.start]
        if before:
            return _ids(before[-1])
        if len(self.lists) == 1 and not any(
            each.start > amount.start and each.start > self.lists[0][0].start for each in self.money
        ):
            return _ids(self.lists[0])
        return ()

    def _read(self, amount: Amount, topic: _Topic | None, places: tuple[str, ...]) -> Iterator[Reading]:
        text = self.reader.text
        if topic is None or topic.good == "other":
            return
        is_abroad = any(each.id == ABROAD for each in self.places)
        unit = self._unit(amount, is_abroad=is_abroad)
        noise_end = min(self.end, amount.end + 16)
        if not unit or NOISE.search(text, min(topic.end, amount.start), noise_end):
            return
        per = self._per(amount, topic)
        if per is None or not _is_likely(amount, topic, unit, per):
            return
        if unit != "KPW":
            places = places or self._carried()
            if topic.good in _CURRENCIES or is_abroad or not places:
                return
        day, is_printed = self._day(amount)
        if day is None:
            return
        self._note(topic, places)
        yield Reading(
            amount.start, amount.end, (self.start, self.end), topic.good,
            places or self._carried() or (COUNTRY,), day, is_printed,
            float(amount.value), None if amount.high is None else float(amount.high), unit, per,
        )  # fmt: skip

    def _carried(self) -> tuple[str, ...]:
        """Where the text was last, else where the article is about; empty if it does not say."""
        return self.context.near or self.context.places or self.reader.place

    def _note(self, topic: _Topic, places: tuple[str, ...]) -> None:
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
            is_southern = is_abroad and _SOUTH.search(self.reader.text, self.start, self.end) is not None
            is_northern = self.reader.is_northern or bool(self._carried())
            return "KPW" if is_northern and not is_southern else ""
        return amount.unit if amount.unit in {"CNY", "USD"} else ""

    def _per(self, amount: Amount, topic: _Topic) -> str | None:
        """What it is for, empty if not said; None for tonnes, which markets don't sell."""
        if topic.good in _CURRENCIES:
            return (str(topic.count) if topic.count > 1 else "") + _CURRENCIES[topic.good]
        text = self.reader.text
        units = list(UNIT.finditer(text, self.start, self.end))
        after = next((each for each in units if each.start() >= amount.end), None)
        before = [each for each in units if each.end() <= amount.start]
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
        if float(count) != 1 and not 0 <= amount.start - near.end() < 16 and near is not after:
            return None
        per = ("" if float(count) == 1 else count) + str(kind)
        if topic.good in _FUELS:
            self.context.fuel_per = per
        return per

    def _day(self, amount: Amount) -> tuple[date | None, bool]:
        """The day, and whether the text says it; None for an old or past price without a day."""
        text = self.reader.text
        at = self.money.index(amount) if amount in self.money else 0
        is_old = self._is_old(amount, at)
        days = self.days
        if not is_old and at and self._is_old(self.money[at - 1], at - 1):
            # Until a few days ago: of the old one.
            since = self.money[at - 1].end
            days = [day for day in days if day.day or day.step or not since <= day.start < amount.start]
        for number, other in enumerate(self.money[:at]):
            # Six days before, 520 won the day before: the day of an earlier price.
            if self._is_old(other, number):
                days = [day for day in days if not is_right_after(text, other.end, day)]
        others = [(each.start, each.end) for each in self.money]
        found = day_of(text, (amount.start, amount.end), days, others, is_old=is_old)
        if found is None and self.context.is_past:
            return None, False
        if found is None:
            known = self.context.day or self.reader.published
            return known, self.context.day is not None
        if found.day is None:
            if found.step is None:
                self.context.is_past = not is_old
                return None, False
            earlier = [day.day for day in self.days if day.day and day.end <= found.start]
            base = earlier[-1] if earlier else self.context.day or self.reader.published
            return (base - found.step, True) if base else (None, False)
        if not is_old:
            # The same day is that of the survey, even after an earlier one was told.
            self.context.day = max(found.day, self.context.day or found.day)
        return found.day, True

    def _is_old(self, amount: Amount, at: int) -> bool:
        text = self.reader.text
        head = text[max(self.start, amount.start - 40) : amount.start]
        if COMPARED.match(text, amount.end):
            return True
        if OLD_BEFORE.search(head) and not NEW_BEFORE.search(head):
            return True
        following = self.money[at + 1] if at + 1 < len(self.money) else None
        if following is not None and NEW_AFTER_VERB.search(text, amount.end, following.start):
            return not any(amount.end <= each.start < following.start for each in self.topics)
        if _BRACKET.search(head) and not any(
            each.end >= amount.start - 3 for each in self.places if each.end <= amount.start
        ):
            return at > 0 or bool(self.days)
        if following is None or not OLD_AFTER.match(text, amount.end):
            return False
        return following.start - amount.end < 40 and not any(
            amount.end <= each.start < following.start for each in (*self.places, *self.topics)
        )


def _ids(places: list[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.id for place in places))


def _same_won(one: Amount, other: Amount) -> bool:
    return one.unit in _WON and other.unit in _WON


def _topics(text: str, start: int, end: int, money: list[Amount]) -> tuple[list[_Topic], list[Amount]]:
    """Goods and currencies that amounts are of, and the amounts without those that only name a currency."""
    bases: list[_Topic] = []
    kept: list[Amount] = []
    for at, amount in enumerate(money):
        following = money[at + 1] if at + 1 < len(money) else None
        base = _base(text, amount, following, money[at - 1] if at else None)
        if base:
            bases.append(base)
        elif not (amount.unit == "won" and amount.value == 1):
            kept.append(amount)
    topics = list(bases)
    taken = [(each.start, each.end) for each in (*bases, *kept)]
    currency = ""
    for match in TOPIC.finditer(text, start, end):
        good = match.lastgroup or ""
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        if good in _CURRENCIES:
            currency = good
        if good == "any_rate":
            good = currency
            if not good:
                continue
        topics.append(_Topic(*match.span(), good))
    return sorted(topics), kept


def _base(text: str, amount: Amount, following: Amount | None, before: Amount | None) -> _Topic | None:
    """1元 in 1元は1250ウォン, 100元人民币 in 100元人民币可换9万朝元, $100 in 150,000 won to $100."""
    is_chinese_won = amount.unit == "won" and text[max(0, amount.start - 6) : amount.start].rstrip().endswith(
        ("중국", "중국 돈", "중국돈")
    )
    unit = "CNY" if is_chinese_won else amount.unit
    if unit not in {"CNY", "USD"} or amount.value not in _BASES:
        return None
    if before is not None and before.unit in _WON and _TO_BASE.fullmatch(text, before.end, amount.start):
        return _Topic(amount.start, amount.end, unit.lower(), int(amount.value))
    is_followed = following is not None and following.unit in _WON and following.start - amount.end < 60
    if amount.value != 1 and not (is_followed and following and following.start - amount.end < 16):
        return None
    return _Topic(amount.start, amount.end, unit.lower(), int(amount.value))


def _is_likely(amount: Amount, topic: _Topic, unit: str, per: str) -> bool:
    """Whether the value for one unit is one that markets know."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)?(.*)", per)
    count = float(found[1] or 1) if found else 1.0
    weight = _KILOGRAMS.get(found[2], 1.0) if found else 1.0
    value = float(amount.value) / count / weight
    if unit == "KPW":
        return LEAST[topic.good] <= value <= MOST[topic.good]
    return value <= MOST_ABROAD
