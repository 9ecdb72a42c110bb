"""What stands right beside an amount: the place in brackets after it, and the good that it buys."""

from collections.abc import Sequence
from typing import Final

from classifier.facts.amounts import Amount
from classifier.facts.market.places import ABROAD, Place
from classifier.facts.market.topics import Topic
from yaluwatch.patterns import lazy_regex

_UNIT = r"\s(?:a|per)\s(?:kilo(?:gram)?|kg|lit(?:re|er))"
# 5,050 won/kg (Sinuiju), 5천원(평양).
_IN_BRACKETS = lazy_regex(
    rf"(?:\s?/\s?(?:kg|kilo(?:gram)?|lit(?:re|er)|㎏|公斤|升)|{_UNIT})?\s?[(（](?:in\s|at\s)?"
)
# 9,900 won for a kilo of petrol and 6,800 won for a kilo of diesel: the good after it, whatever is before.
_FOR_A = lazy_regex(r"\sfor\s(?:a|one|each)\s[A-Za-z]+\sof\s")
# At 36,000 won a kilogram, diesel was dearer.
_AT = lazy_regex(r"\b[Aa]t\s(?:about\s|around\s|KPW\s)?$")
_COMMA = lazy_regex(rf"(?:{_UNIT})?,\s")
# 5400朝元能买一公斤大米, 5400ウォンで米1キロが買える.
_BUYS = lazy_regex(r"(?:只|就|才)?(?:能|可以?)?[买買]到?(?:一|1)?\s?(?:公斤|斤|升)?")
_WITH = lazy_regex(r"で|이면\s|[으]?로\s|에\s")
_BOUGHT = lazy_regex(r"買|살\s수|산다|구입|구매")
_BOUGHT_WITHIN: Final = 14
_BOTH = lazy_regex(
    r"\b(?:both|the\stwo)\s(?:cities|places|towns|markets)\b|두\s?(?:도시|지역|곳)|両(?:市|都市)|[两兩](?:地|市|城)"
)


def place_in_brackets(text: str, amount: Amount, places: Sequence[Place]) -> Place | None:
    """The place that stands alone in brackets right after an amount; `places` by position."""
    after = next((each for each in places if each.id != ABROAD and each.start >= amount.end), None)
    if after is None or not _IN_BRACKETS.fullmatch(text, amount.end, after.start):
        return None
    return after if text[after.end : after.end + 1] in {")", "）"} else None


def is_in_closed_brackets(text: str, first: int, place: int, end: int, amounts: Sequence[Amount]) -> bool:
    """Whether a place stands in brackets with an amount of its own, closed before `end`.

    `first` is where the sentence starts: rice 5,900 won (Pyongyang 5,850), corn 2,700.
    """
    opened = max(text.rfind("(", first, place), text.rfind("（", first, place))
    closed = min((at for mark in ")）" if (at := text.find(mark, max(opened, first), end)) >= 0), default=-1)
    return first <= opened < place < closed and any(opened < each.start < closed for each in amounts)


def buys(text: str, first: int, last: int, amount: Amount, after: Topic, *, has_before: bool) -> bool:
    """Whether the good after an amount is what it buys, in the sentence from `first` to `last`.

    `has_before`: whether another good stands before the amount.
    """
    start, end = amount.end, after.start
    if _AT.search(text, first, amount.start) and _COMMA.fullmatch(text, start, end):
        return True
    if (has_before and _FOR_A.fullmatch(text, start, end)) or _BUYS.fullmatch(text, start, end):
        return True
    is_bought = _BOUGHT.search(text, after.end, min(last, after.end + _BOUGHT_WITHIN)) is not None
    return is_bought and _WITH.fullmatch(text, start, end) is not None


def is_of_both(text: str, first: int, last: int) -> bool:
    """Whether a sentence speaks of two places without their names: in both cities, 两地."""
    return _BOTH.search(text, first, last) is not None
