"""Amounts of money and quantities with a unit: $7.56 million, 2억1천만달러, 五万吨, CHF 1.03m."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from classifier.facts.numbers import ARABIC, EAST_ASIAN, SCALE, parse_number, scale

# Unit → regular expression of how it is written after a number.
_UNITS: Final = {
    "USD": r"(?:US\s?)?dollars?|dlrs?|美元|美金|달러|ドル|USD",
    "CNY": r"(?:Chinese\s)?(?:yuan|renminbi)|RMB|CNY|人民币|元人民币|위안|人民元|元(?!帅|首|月|旦)",
    "KPW": r"(?:North\sKorean\s)won|KPW|朝元|朝鲜元|북한\s?원",
    "KRW": r"South\sKorean\swon|KRW|韩元",
    "won": r"won\b(?!\s(?:the|his|her|its|their)\b)|원(?=[^가-힣]|[은이을의에으로]|$)",
    "JPY": r"yen|日元|엔화|円",
    "EUR": r"euros?|欧元|유로|ユーロ",
    "CHF": r"Swiss\sfrancs?|瑞士法郎",
    "RUB": r"(?:Soviet\s|Russian\s)?rou?bles?|卢布|루블",
    "tonne": r"(?:metric\s)?tons?|tonnes?|吨|噸|톤|トン",
    "kg": r"kilograms?|kilos?|kg|公斤|千克|㎏|킬로그램|キログラム",
    "litre": r"lit(?:re|er)s?|升|리터",
    "barrel": r"barrels?|桶|배럴|バレル",
    "km": r"kilomet(?:re|er)s?|km|公里|千米|㎞|킬로미터",
    "percent": r"percent|per\scent|%|％|퍼센트",
    "people": r"people|persons|workers|labou?rers|labou?rer|人|名|명",
    "vehicles": (
        r"trucks|lorries|vehicles|cars|辆|輛|台"
        # But not 40대 여성, a woman in her forties.
        r"|대(?!\s?[가-힣]*(?:여성|남성|주민|초반|중반|후반|이상))(?=[^가-힣]|[의가를로는씩]|$)"
    ),
}
_PREFIXES: Final = {
    "USD": r"US\$|U\.S\.\$|\$|USD\s?",
    "CNY": r"RMB\s?|CNY\s?|CN¥|¥",
    "CHF": r"CHF\s?",
    "EUR": r"€|EUR\s?",
    "KRW": r"₩",
}
_UNIT = "|".join(f"(?P<u{number}>{form})" for number, form in enumerate(_UNITS.values()))
_PREFIX = "|".join(f"(?P<p{number}>{form})" for number, form in enumerate(_PREFIXES.values()))
_AMOUNT = re.compile(
    rf"(?:(?<![\w$])(?:{_PREFIX}))?(?<![\d.,])(?P<number>{EAST_ASIAN}|{ARABIC})"
    rf"[여余餘多]?(?:[\s-]?(?P<scale>{SCALE})\b)?(?:[\s-]{{0,2}}(?:{_UNIT})(?![A-Za-z]))?",
    re.IGNORECASE,
)
_PER_HUNDRED = re.compile(rf"百分之(?P<number>{EAST_ASIAN}|{ARABIC}|[一二三四五六七八九])")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and its position in the text."""

    start: int
    end: int
    #: As printed.
    text: str
    #: In units of `unit`.
    value: Decimal
    #: ISO 4217 code, "won" if North or South Korean is not stated, or "tonne", "kg", "litre", "barrel", "km",
    #: "percent", "people", "vehicles".
    unit: str


def find_amounts(text: str) -> Iterator[Amount]:
    """Numbers with a unit; bare numbers are skipped."""
    for match in _AMOUNT.finditer(text):
        unit = _unit(match)
        value = parse_number(match["number"])
        if unit is not None and value is not None:
            value *= scale(match["scale"] or "")
            yield Amount(match.start(), match.end(), match.group(), value, unit)
    for match in _PER_HUNDRED.finditer(text):
        value = parse_number(match["number"])
        if value is not None:
            yield Amount(match.start(), match.end(), match.group(), value, "percent")


def _unit(match: re.Match[str]) -> str | None:
    for letter, units in (("u", _UNITS), ("p", _PREFIXES)):
        for number, unit in enumerate(units):
            if match[f"{letter}{number}"]:
                return unit
    return None
