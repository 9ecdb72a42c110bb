"""Which day, goods and place of its sentence an amount, a date or a speaker belongs to."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from classifier.facts.amounts import Amount
from classifier.facts.dates import DateMention, joined_months
from classifier.facts.roles import goods_in
from yaluwatch.patterns import lazy_regex

#: (start, end, id) of a name in the text.
Name = tuple[int, int, str]

#: Places that say little: a fact is in one of these only if its sentence names no other.
WIDE: Final = frozenset(("china", "north-korea", "border", "south-korea", "russia", "japan"))
_PROVINCES: Final = frozenset(
    (
        "jilin",
        "liaoning",
        "heilongjiang",
        "north-pyongan",
        "south-pyongan",
        "ryanggang",
        "north-hamgyong",
        "chagang",
    )
)
_COMPARED = lazy_regex(
    r"(?:\([^()\n]*\)|\s?[말초]|\s?[중하상]순|末|初|[中下上]旬)?(?:보다|より|[にと]比べ|比で?|에?\s?(?:비해|비하|견줘|대비)|\s?(?:levels?|figures?)\b"
    r"|(?:의?\s?같은\s?(?:기간|달|시기)|\s?동[기월]|同[期月])(?!の?約?\d|의?\s?(?:약\s?)?\d|的?约?\d))"
)
_COMPARED_BEFORE = lazy_regex(
    r"(?:\b(?:compared\s(?:to|with)|than\s(?:in\s|for\s|during\s)?|versus)|[比较較])\s?$"
)
# The lowest since January 2014: nothing is said of that day.
_SINCE_AFTER = lazy_regex(r"(?:以来の?|以[来來]的?|이후\s|이래\s)(?:[最高低]|가장|최|처음)")
_SINCE_BEFORE = lazy_regex(
    r"\b(?:\w+est|most|least|worst|first)\b[^.;]{0,40}\bsince\s(?:at\sleast\s)?(?:the\s)?$"
)
_YEARLY = lazy_regex(r"\s(?:annual(?:ly)?|yearly|(?:a|per|each|every)\syear)\b|\s?(?:매년|해마다)")
# In October it was 1,950 won, and is 1,500 won now.
_NOW = lazy_regex(r"\bnow\b|\b[Cc]urrently\b|지금은|현재는|요즘은|最近は|今では|現在は|[现現]在|目前|如今")
_REPORTED_AFTER = lazy_regex(
    r"\s?(?:[报報][道导導]|[发發]布|公布|表示|宣布|[电電]|の発表|に発表|付|\s?(?:밝혔|전했|보도|발표|데일리)|\.$)"
)
_REPORTED_BEFORE = lazy_regex(r"(?:said|told\s\w+|showed|announced|reported|on)\s(?:on\s)?$")
# CHF 100 million (40.70M USD) in 1985: nothing else between an amount and its day.
_DAY_AFTER = lazy_regex(
    r"\)?[^\n,.;()]{0,32}(?:\s?\([^()\n]{0,30}\)){0,2}(?:\[\d+\])?,?\s(?:in|on|from|for|as\sof)\s$"
)
# 8,560 KPW in Sinuiju: nothing else between an amount and its place.
_IN = lazy_regex(r"[^\n,.;\d]{0,22}\s(?:in|at|inside)\s(?:the\s)?(?:city\sof\s)?")
_FARTHEST_IN: Final = 48
# A bracket opened before an amount.
_OPENED = lazy_regex(r"(?<=[^\s\d])\s?[(（](?:약|約|约|about\s)?\s?$")
_OPENED_NUMBER = lazy_regex(r"(?<=[^\s\d])\s?[(（](?:약|約|约|about\s)?\s?\$?\d")
_LIST_MARK = lazy_regex(r"[,，、)）;；]")
# Between a province and a city in it, or a city and its province.
_PART_OF = lazy_regex(r"[省道]|의\s|的|の|,?\s|，|・|·|")
_OF = lazy_regex(r"\s?(?:of|worth\sof|の|어치의?|的)\s?")


class Nearby:
    """Finds what belongs to a position in a sentence of one article."""

    def __init__(self, text: str, dates: Sequence[DateMention], names: Mapping[str, Sequence[Name]]) -> None:
        self._text = text
        self._dates = dates
        self._names = names
        self._date_starts = [each.start for each in dates]
        self._starts = {kind: [each[0] for each in names[kind]] for kind in ("place", "goods")}
        # By start of the sentence.
        self._periods: dict[int, list[DateMention]] = {}
        self._goods: dict[int, list[Name]] = {}
        self._places: dict[int, tuple[Sequence[Name], ...]] = {}
        self._days: dict[int, list[DateMention]] = {}

    def day(self, at: int, start: int, end: int, after: int = 0) -> DateMention | None:
        """The last date before a position in its sentence, else the first after it.

        Not one that is compared with (9월보다); the day of the report (18日报道) only if there is no other.
        """
        near = self._days_near(start, end)
        if after and near:
            # Of an amount; January to August is one period.
            if start not in self._periods:
                has_months = any(each.day is None for each in near)
                self._periods[start] = joined_months(self._text, near) if has_months else near
            near = self._periods[start]
        for each in near:
            if after and each.start >= after and _DAY_AFTER.match(self._text[after : each.start]):
                return each
        for inside in ([each for each in near if not self._is_day_of_report(each)], near):
            before = [each for each in inside if each.start < at]
            if inside:
                return before[-1] if before else inside[0]
        return None

    def _days_near(self, start: int, end: int) -> list[DateMention]:
        if start not in self._days:
            inside = self._dates[bisect_left(self._date_starts, start) : bisect_left(self._date_starts, end)]
            self._days[start] = [each for each in inside if each.end <= end and not self._is_compared(each)]
        return self._days[start]

    def _is_compared(self, day: DateMention) -> bool:
        """Whether something is only compared with a day, or is the most since it."""
        text, start, end = self._text, day.start, day.end
        if _COMPARED.match(text, end) or _SINCE_AFTER.match(text, end):
            return True
        before = text[max(0, start - 18) : start]
        if "since" in before:
            return _SINCE_BEFORE.search(text, max(0, start - 70), start) is not None
        return _COMPARED_BEFORE.search(before) is not None

    def is_yearly(self, amount: Amount) -> bool:
        """Whether an amount is said to be of every year, and so of no day."""
        return _YEARLY.match(self._text, amount.end) is not None

    def is_of_now(self, day: DateMention, amount: Amount) -> bool:
        """Whether a word for now stands between an earlier day and an amount."""
        return _NOW.search(self._text, day.end, max(day.end, amount.start)) is not None

    def _is_day_of_report(self, day: DateMention) -> bool:
        return (
            _REPORTED_AFTER.match(self._text, day.end) is not None
            or _REPORTED_BEFORE.search(self._text, max(0, day.start - 12), day.start) is not None
        )

    def good(self, amount: Amount, start: int, end: int) -> str:
        """Goods right after an amount, else the last before it, else the first after it in the sentence."""
        if start not in self._goods:
            market = [(a + start, b + start, name) for a, b, name in goods_in(self._text[start:end])]
            taken = {a for a, _, _ in market}
            named = [each for each in self._inside("goods", start, end) if each[0] not in taken]
            self._goods[start] = sorted([*market, *named])
        goods = self._goods[start]
        if self._is_in_list(amount, start, end):
            # Trucks ($87m), flour ($53m): the goods right before the bracket, and no others.
            near = [each for each in goods if each[1] <= amount.start]
            is_own = near and not _LIST_MARK.search(self._text, near[-1][1], amount.start)
            return near[-1][2] if is_own else ""
        after = [each for each in goods if each[0] >= amount.end]
        if after and (of := _OF.match(self._text, amount.end)) and after[0][0] - of.end() < 20:
            return after[0][2]
        before = [each for each in goods if each[0] < amount.start]
        return before[-1][2] if before else after[0][2] if after else ""

    def _inside(self, kind: str, start: int, end: int) -> Sequence[Name]:
        """The names in a sentence."""
        starts = self._starts[kind]
        return self._names[kind][bisect_left(starts, start) : bisect_left(starts, end)]

    def goods_in(self, start: int) -> list[Name]:
        """The goods of the sentence that starts there, once `good` was asked for one of its amounts."""
        return self._goods[start]

    def _is_in_list(self, amount: Amount, start: int, end: int) -> bool:
        """Whether an amount stands in brackets, after a word, and others of its kind do in the sentence."""
        opened = _OPENED.search(self._text, max(start, amount.start - 6), amount.start)
        if amount.is_converted or not opened:
            return False
        # In May (30,000 tonnes), in Dandong (500): no goods stand before these brackets.
        at = opened.start()
        if any(each.end == at for each in self._dates) or any(each[1] == at for each in self._names["place"]):
            return False
        return len(_OPENED_NUMBER.findall(self._text, start, end)) > 1

    def place(self, at: int, start: int, end: int, after: int = 0) -> str:
        """The last place before a position in its sentence, else the first after; cities before countries.

        Of an amount, which ends at `after`, the place that follows with "in".
        """
        if start not in self._places:
            inside = self._inside("place", start, end)
            self._places[start] = (self._exact([each for each in inside if each[2] not in WIDE]), inside)
        for names in self._places[start]:
            for each in names:
                if (
                    after
                    and after < each[0] < after + _FARTHEST_IN
                    and _IN.fullmatch(self._text, after, each[0])
                ):
                    return each[2]
            before = [each for each in names if each[0] < at]
            if names:
                return before[-1][2] if before else names[0][2]
        return ""

    def _exact(self, names: list[Name]) -> list[Name]:
        """The places, without a province right beside a place in it."""
        left = set()
        for first, second in pairwise(names):
            if (first[2] in _PROVINCES) == (second[2] in _PROVINCES):
                continue
            if _PART_OF.fullmatch(self._text, first[1], max(first[1], second[0])):
                left.add(first if first[2] in _PROVINCES else second)
        return [each for each in names if each not in left] or names
