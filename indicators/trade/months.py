"""Periods in files of trade statistics, as first and last month."""

from typing import Final

from yaluwatch.patterns import lazy_regex

_MONTH: Final = lazy_regex(r"((?:19|20)\d\d)[-./年년]?\s?(1[0-2]|0?[1-9])[月월]?")
_YEAR: Final = lazy_regex(r"((?:19|20)\d\d)(?:年|년|00)?")
_QUARTER: Final = lazy_regex(r"((?:19|20)\d\d)-?\s?[Qq]([1-4])")
_SPAN: Final = lazy_regex(
    r"((?:19|20)\d\d)[-.年년]?\s?(?:1|01)[月월]?\s?(?:[-–~∼至]|to)\s?(?:(?:19|20)\d\d[-.])?(1[0-2]|0?[1-9])[月월]?"
)

Months = tuple[str, str]


def months(text: str) -> Months | None:
    """First and last month of "2024", "202412", "2024-12", "2024.12", "2024年1至2月", "2024Q1"; None if none.

    >>> months("2024年1至2月")
    ('2024-01', '2024-02')
    """
    text = text.strip()
    if found := _SPAN.fullmatch(text):
        return f"{found[1]}-01", f"{found[1]}-{int(found[2]):02}"
    if found := _QUARTER.fullmatch(text):
        last = int(found[2]) * 3
        return f"{found[1]}-{last - 2:02}", f"{found[1]}-{last:02}"
    if found := _YEAR.fullmatch(text):
        return f"{found[1]}-01", f"{found[1]}-12"
    if found := _MONTH.fullmatch(text):
        month = f"{found[1]}-{int(found[2]):02}"
        return month, month
    return None
