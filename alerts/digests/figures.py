"""Amounts and dates as readers of a language write them: "200 t", "150만 위안", "9月14日"."""

from decimal import Decimal
from typing import Final

from classifier.facts import DateMention

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Large numbers by language, largest first.
_SCALES: Final = {
    "en": ((10**12, " trillion"), (10**9, " billion"), (10**6, " million")),
    "ko": ((10**12, "조"), (10**8, "억"), (10**4, "만")),
    "zh": ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")),
}
# Unit of `find_amounts` → how it is written around the number.
_UNITS: Final = {
    "en": {
        "USD": "US${}",
        "CNY": "{} yuan",
        "KPW": "{} North Korean won",
        "KRW": "{} South Korean won",
        "JPY": "{} yen",
        "EUR": "{} euros",
        "CHF": "{} Swiss francs",
        "RUB": "{} roubles",
        "tonne": "{} t",
        "litre": "{} L",
        "barrel": "{} barrels",
        "percent": "{}%",
    },
    "ko": {
        "USD": "{} 달러",
        "CNY": "{} 위안",
        "KPW": "북한 돈 {} 원",
        "KRW": "한국 돈 {} 원",
        "won": "{} 원",
        "JPY": "{} 엔",
        "EUR": "{} 유로",
        "CHF": "{} 스위스프랑",
        "RUB": "{} 루블",
        "tonne": "{} t",
        "litre": "{} L",
        "barrel": "{} 배럴",
        "percent": "{}%",
        "people": "{}명",
        "vehicles": "{}대",
        "households": "{}가구",
        "wagons": "{}량",
        "trains": "열차 {}편",
        "ships": "{}척",
        "trips": "{}편",
        "firms": "기업 {}곳",
        "places": "{}곳",
        "cases": "{}건",
        "items": "{}개",
        "animals": "{}마리",
        "containers": "컨테이너 {}개",
        "rank": "{}위",
        "points": "{}%포인트",
        "VND": "{} 동",
        "mile": "{} 마일",
        "gallon": "{} 갤런",
    },
    "zh": {
        "USD": "{}美元",
        "CNY": "{}元人民币",
        "KPW": "{}朝元",
        "KRW": "{}韩元",
        "won": "{}韩元或朝元",
        "JPY": "{}日元",
        "EUR": "{}欧元",
        "CHF": "{}瑞士法郎",
        "RUB": "{}卢布",
        "tonne": "{} t",
        "litre": "{} L",
        "barrel": "{}桶",
        "percent": "{}%",
        "people": "{}人",
        "vehicles": "{}辆",
        "households": "{}户",
        "wagons": "{}节车厢",
        "trains": "{}列火车",
        "ships": "{}艘",
        "trips": "{}班",
        "firms": "{}家",
        "places": "{}处",
        "cases": "{}起",
        "items": "{}个",
        "animals": "{}头",
        "containers": "{}个集装箱",
        "rank": "第{}位",
        "points": "{}个百分点",
        "VND": "{}越南盾",
        "mile": "{}英里",
        "gallon": "{}加仑",
    },
}
_ONE: Final = {"people": "person", "vehicles": "vehicle"}


def figure_text(value: Decimal, unit: str, language: str) -> str:
    """An amount of `find_amounts` in words of a language; English if we don't know it.

    >>> figure_text(Decimal(1500000), "CNY", "en")
    '1.5 million yuan'
    """
    known = language if language in _UNITS else "en"
    name = _ONE.get(unit, unit) if known == "en" and value == 1 else unit
    return _UNITS[known].get(name, f"{{}} {name}").format(_number(value, known))


def date_text(mention: DateMention, language: str) -> str:
    """A date as far as printed: an inferred year is shown only if there is nothing else."""
    year = mention.year if not (mention.is_inferred and mention.month) else None
    if language in {"ko", "zh"}:
        marks = ("년", "월", "일") if language == "ko" else ("年", "月", "日")
        numbers = (year, mention.month, mention.day)
        parts = [f"{number}{mark}" for number, mark in zip(numbers, marks, strict=True) if number]
        return (" " if language == "ko" else "").join(parts)
    month = _MONTHS[mention.month - 1] if mention.month else None
    return " ".join(str(part) for part in (mention.day, month, year) if part)


def _number(value: Decimal, language: str) -> str:
    """Shortened only if that loses nothing: 1.5 million, but 1,745,213."""
    for size, name in _SCALES[language]:
        if abs(value) >= size and value / size == round(value / size, 3):
            return f"{_plain(value / size)}{name}"
    return _plain(value)


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
