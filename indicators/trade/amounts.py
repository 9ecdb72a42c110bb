"""Numbers and units in files of trade statistics."""

import re
from typing import Final

from yaluwatch.patterns import lazy_regex

_EMPTY: Final = frozenset(["", "-", "–", "—", "…", "...", "N/A", "n/a", "null", "X"])
_NUMBER: Final = lazy_regex(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?")
# Unit in a heading → factor; the longest that fits counts.
_FACTORS: Final = {
    "亿": 10**8, "億": 10**8, "억": 10**8, "100 million": 10**8, "백만": 10**6, "百万": 10**6, "百萬": 10**6,
    "million": 10**6, "10,000": 10**4, "万": 10**4, "萬": 10**4, "만": 10**4, "1,000": 10**3, "千": 10**3,
    "천": 10**3, "thousand": 10**3,
}  # fmt: skip
_CURRENCIES: Final = (
    ("CNY", lazy_regex(r"人民币|人民幣|위안|RMB|CNY|yuan", re.IGNORECASE)),
    ("USD", lazy_regex(r"美元|달러|불|USD|US\s?\$|dollar|ドル|\$", re.IGNORECASE)),
    ("KRW", lazy_regex(r"원|KRW")),
)


def number(text: str) -> float | None:
    """A number with or without thousands separators; None for an empty cell or dash.

    Raises ValueError for anything else, such as 1.234,56 or a cut number.
    """
    text = text.replace("\xa0", "").replace("\u3000", "").strip()
    if text in _EMPTY:
        return None
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text.replace(",", ""))


def unit_of(text: str) -> tuple[str, int]:
    """Currency (ISO 4217, empty if none) and factor of a unit: 千美元, US$1,000, 천불, 万元人民币."""
    factor = next((_FACTORS[name] for name in _FACTORS if name.casefold() in text.casefold()), 1)
    return next((code for code, pattern in _CURRENCIES if pattern.search(text)), ""), factor
