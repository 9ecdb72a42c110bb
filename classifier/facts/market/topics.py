"""What amounts of money are of: goods, or one unit of a currency."""

import re
from typing import Final, NamedTuple

from classifier.facts.amounts import Amount
from classifier.facts.market.words import GOOD_SIGNS, LEAST, MOST, MOST_ABROAD, RATE_SIGNS, TOPIC
from classifier.facts.scanning import has_any
from yaluwatch.patterns import lazy_regex

#: Topic → currency.
CURRENCIES: Final = {"usd": "USD", "cny": "CNY"}
#: Units of amounts in won.
WON: Final = frozenset(("KPW", "won"))
_KILOGRAMS: Final = {"kg": 1.0, "g": 0.001, "jin": 0.5}
_BASES: Final = (1, 100)
_TO_BASE = lazy_regex(r"\s(?:to|for|per|against)\s(?:the\s)?")


class Topic(NamedTuple):
    """A good or currency that amounts are of."""

    start: int
    end: int
    good: str
    #: Of a rate: for how many units of the currency.
    units: int = 1
    #: Whether "1" or "100" is printed with the currency.
    has_unit: bool = False


def has_sign(text: str, *, has_rates: bool = True) -> bool:
    """Whether a text may name a good, or a currency: looking for words is faster than for topics."""
    return has_any(text, GOOD_SIGNS) or (has_rates and has_any(text, RATE_SIGNS))


def find_topics(text: str, start: int, end: int, money: list[Amount]) -> tuple[list[Topic], list[Amount]]:
    """Goods and currencies that amounts are of, and the amounts without those that only name a currency."""
    bases: list[Topic] = []
    kept: list[Amount] = []
    for at, amount in enumerate(money):
        following = money[at + 1] if at + 1 < len(money) else None
        base = _base(text, amount, following, money[at - 1] if at else None)
        if base:
            bases.append(base)
        elif not (amount.unit == "won" and amount.value == 1):
            kept.append(amount)
    topics = list(bases)
    taken = [(each.start, each.end) for each in bases] + [(each.start, each.end) for each in kept]
    currency = ""
    for match in TOPIC.finditer(text, start, end):
        good = match.lastgroup or ""
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        if good in CURRENCIES:
            currency = good
        if good == "any_rate":
            good = currency
            if not good:
                continue
        topics.append(Topic(*match.span(), good))
    return sorted(topics), kept


def _base(text: str, amount: Amount, following: Amount | None, before: Amount | None) -> Topic | None:
    """1元 in 1元は1250ウォン, 100元人民币 in 100元人民币可换9万朝元, $100 in 150,000 won to $100."""
    is_chinese_won = amount.unit == "won" and text[max(0, amount.start - 6) : amount.start].rstrip().endswith(
        ("중국", "중국 돈", "중국돈")
    )
    unit = "CNY" if is_chinese_won else amount.unit
    if unit not in {"CNY", "USD"} or amount.value not in _BASES:
        return None
    if before is not None and before.unit in WON and _TO_BASE.fullmatch(text, before.end, amount.start):
        return Topic(amount.start, amount.end, unit.lower(), int(amount.value), has_unit=True)
    is_followed = following is not None and following.unit in WON and following.start - amount.end < 60
    if amount.value != 1 and not (is_followed and following and following.start - amount.end < 16):
        return None
    return Topic(amount.start, amount.end, unit.lower(), int(amount.value), has_unit=True)


def is_likely(amount: Amount, topic: Topic, unit: str, per: str) -> bool:
    """Whether the value for one unit is one that markets know."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)?(.*)", per)
    count = float(found[1] or 1) if found else 1.0
    weight = _KILOGRAMS.get(found[2], 1.0) if found else 1.0
    value = float(amount.value) / count / weight
    if unit == "KPW":
        return LEAST[topic.good] <= value <= MOST[topic.good]
    return value <= MOST_ABROAD
