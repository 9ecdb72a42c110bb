"""What an article claims, from its stored fact: value, printed precision, period, flow, who counted."""

import re
from dataclasses import dataclass
from datetime import date
from math import floor, log10
from typing import Final

from storage import ALL_GOODS, FoundFact
from yaluwatch.patterns import lazy_regex

_SCALES: Final = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "mln": 10**6, "mn": 10**6, "m": 10**6,
    "billion": 10**9,
    "bln": 10**9, "bn": 10**9, "trillion": 10**12, "k": 10**3,
    "십": 10, "十": 10, "백": 100, "百": 100, "천": 1000, "千": 1000,
    **dict.fromkeys("万萬만", 10**4), **dict.fromkeys("亿億억", 10**8), **dict.fromkeys("兆조", 10**12),
}  # fmt: skip
_TOKEN: Final = lazy_regex(
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?[\s-]?(?P<scale>(?:hundred|thousand|million|billion|trillion|mln|bln|mn|bn"
    r"|[mk]\b)|[십十백百천千万萬만亿億억兆조]*)",
    re.IGNORECASE,
)
_NEAR: Final = 16
_OVER: Final = lazy_regex(
    r"(?:over|more\sthan|above|at\sleast|exceed\w*|topp\w+|超[过過]?|突破|넘|초과)\s?$|^\s?(?:이상|를?을?\s?넘|여\s?달러|以上|超|を超え|を上回)"
)
_UNDER: Final = lazy_regex(
    r"(?:nearly|almost|close\sto|less\sthan|under|近|接近|将近)\s?$|^\s?(?:가까|육박|에\s?육박|미만|弱|近く)"
)
_ABOUT: Final = lazy_regex(
    r"(?:about|around|some|roughly|approximately|약|대략|(?:大)?[約约]为?)\s?$|^\s?(?:가량|정도|안팎|左右|程度|前後)"
)
_YUAN: Final = lazy_regex(r"yuan|renminbi|RMB|위안|人民[币幣元]|[亿億万萬]元(?!帅)")
_DOLLAR: Final = lazy_regex(r"dollar|\$|USD|달러|美元|美金|ドル")
#: Goods → heading of the Harmonized System.
HEADINGS: Final = {
    "coal": "2701", "crude-oil": "2709", "fuel": "2710", "gasoline": "2710", "diesel": "2710",
    "rice": "1006", "corn": "1005", "wheat-flour": "1101", "flour": "1101", "iron-ore": "2601",
    "seafood": "03", "fertilizer": "31", "fertiliser": "31", "wigs": "6704", "sugar": "1701",
    "soybean-oil": "1507", "textiles": "62", "garments": "62", "watches": "91", "tungsten": "2611",
}  # fmt: skip
_YEAR_LENGTH: Final = 4


@dataclass(frozen=True, slots=True)
class TradeClaim:
    """A figure of trade, or a change of one, as an article claims it."""

    #: As printed.
    text: str
    #: In whole units of the currency; a signed percentage of a change.
    value: float
    #: Upper end of a range.
    high: float | None
    is_growth: bool
    #: ISO 4217; of a change the currency it is measured in.
    currency: str
    #: First and last month; both empty if the article does not say.
    first: str
    last: str
    #: "to-north", "from-north", or empty for both together.
    direction: str
    #: ALL_GOODS, a heading of the Harmonized System, or "?" for goods without one.
    commodity: str
    #: "gacc", "comtrade", "kita", "kotra", or empty.
    counted_by: str
    #: First and last month of what a change is measured against.
    base: tuple[str, str]
    #: "over", "under", "about" or empty.
    hedge: str
    #: Units of the last digit printed, and the same without the zeros at the end.
    step: float
    coarse: float
    #: Day of the article; None if it has none.
    published: date | None

    @property
    def digits(self) -> int:
        """Number of digits it is printed with."""
        return _digits(self.value, self.step)

    @property
    def coarse_digits(self) -> int:
        """Number of digits without the zeros at the end."""
        return _digits(self.value, self.coarse)


def trade_claim(found: FoundFact) -> TradeClaim:
    """The claim of a stored fact of kind "trade" or "growth". Raises ValueError for other kinds."""
    fact = found.fact
    if fact.kind not in {"trade", "growth"} or fact.value is None:
        raise ValueError(f"a fact of kind {fact.kind} claims no figure of trade")
    is_growth = fact.kind == "growth"
    first, last = month_span(fact.date)
    step, coarse = printed_steps(found.text, fact.value)
    at = fact.start - fact.sentence_start
    before = found.sentence[max(0, at - _NEAR) : max(0, at)]
    after = found.sentence[at + len(found.text) :][:_NEAR]
    return TradeClaim(
        text=found.text,
        value=fact.value,
        high=fact.high,
        is_growth=is_growth,
        currency=_currency_of_growth(found.sentence) if is_growth else fact.unit,
        first=first,
        last=last,
        direction=fact.direction,
        commodity=HEADINGS.get(fact.good, "?") if fact.good else ALL_GOODS,
        counted_by=fact.actor,
        base=_base(fact.per, first, last) if is_growth else ("", ""),
        hedge=_hedge(before, after),
        step=step,
        coarse=coarse,
        published=found.published_at.date() if found.published_at else None,
    )


def month_span(period: str) -> tuple[str, str]:
    """First and last month of "2024", "2024-12" or "2024-01/2024-07"; both empty for ""."""
    if len(period) == _YEAR_LENGTH:
        return f"{period}-01", f"{period}-12"
    first, _, last = period.partition("/")
    return first, last or first


def months_before(first: str, last: str, back: int) -> tuple[str, str]:
    """The same span a number of months earlier."""
    moved = []
    for text in (first, last):
        year, month = divmod(int(text[:4]) * 12 + int(text[5:]) - 1 - back, 12)
        moved.append(f"{year:04}-{month + 1:02}")
    return moved[0], moved[1]


def printed_steps(text: str, value: float) -> tuple[float, float]:
    """Units of the last digit of an amount as printed, with and without the zeros at its end.

    >>> printed_steps("5억3천890만 달러", 538_900_000)
    (10000.0, 100000.0)
    """
    found = list(_TOKEN.finditer(text))
    if not found:
        step = float(10 ** floor(log10(abs(value)))) if value else 1.0
        return step, step
    last = found[-1]
    scale = 1
    for word in [last["scale"].lower()] if last["scale"].isascii() else last["scale"]:
        scale *= _SCALES.get(word, 1)
    if last["part"]:
        step = scale * 10.0 ** -len(last["part"])
        return step, step
    digits = last["digits"].replace(",", "")
    return float(scale), float(scale * 10 ** (len(digits) - len(digits.rstrip("0"))))


def _digits(value: float, step: float) -> int:
    return len(str(round(abs(value) / step))) if value else 1


def _hedge(before: str, after: str) -> str:
    for name, pattern in (("over", _OVER), ("under", _UNDER), ("about", _ABOUT)):
        if pattern.search(before) or pattern.search(after):
            return name
    return ""


def _base(per: str, first: str, last: str) -> tuple[str, str]:
    if per not in {"year", "month"}:
        return month_span(per)
    return months_before(first, last, 1 if per == "month" else 12) if first else ("", "")


def _currency_of_growth(sentence: str) -> str:
    return "CNY" if _YUAN.search(sentence) and not _DOLLAR.search(sentence) else "USD"
