"""Removing boilerplate from bodies: credits, e-mail addresses, copyright notices, calls to subscribe."""

from collections.abc import Sequence

from crawler.extraction.phrases import is_phrase
from yaluwatch.patterns import lazy_regex

# The reporter's signature: "홍길동 기자 hong@example.kr", "기자 = abc@…", "서울 = 홍길동 기자 abc@…".
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# The dateline before the name: "서울 =", "(선양=연합뉴스)".
_PLACE = r"(?:[\[(]?\s*[가-힣]{2,5}\s*=\s*(?:[가-힣\d]{2,8}\s*[\])]\s*)?)"
_SIGNATURE = lazy_regex(
    rf"(?:(?:(?<=[\s.!?”\"…])|^){_PLACE})?(?:[\[(/【<]?\s*(?:[가-힣]{{2,4}}\s*)?(?:[가-힣]{{0,6}}(?:기자|특파원|위원|에디터|객원|통신원))?\s*[=:·]?\s*)?"
    rf"[\[(<]?\s*{_MAIL}\s*[\])>】]?\s*(?:기자)?\s*$"
)
_GLUED = lazy_regex(r"(?<=[.!?”\"…])\s*(?:Read in (?:Korean|Chinese|Japanese)|한국어로 읽기)\s*$")
_SIGNATURE_ONLY = lazy_regex(rf"{_PLACE}?[(/\[]?\s*(?:[가-힣]{{2,4}}\s*(?:기자|특파원|통신원))?\s*[)/\]]?")
# An entry of a list of other articles: a headline, and on the next line nothing but its day.
_DAY_ALONE = lazy_regex(r"(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}\.?(?:\s+\d{1,2}:\d{2})?")
_LONGEST_HEADLINE, _MIN_ENTRIES = 80, 2


def without_boilerplate(lines: Sequence[str]) -> list[str]:
    """The paragraphs without boilerplate; text that is part of a sentence is kept.

    >>> without_boilerplate(["Trade resumed.Read in Korean", "Translated by A. B. Cee"])
    ['Trade resumed.']
    """
    kept = []
    for line in lines:
        text = _trimmed(line)
        if text and not (len(text) <= 200 and is_phrase("boilerplate", text)):
            kept.append(text)
    if len(kept) > 1 and _SIGNATURE_ONLY.fullmatch(kept[-1]):
        kept.pop()
    return _without_dated_headlines(kept)


def _without_dated_headlines(lines: list[str]) -> list[str]:
    """The lines without a list of other articles at their end."""
    end = len(lines)
    while end > 2 and _DAY_ALONE.fullmatch(lines[end - 1]) and len(lines[end - 2]) <= _LONGEST_HEADLINE:
        end -= 2
    return lines[:end] if len(lines) - end >= 2 * _MIN_ENTRIES else lines


def _trimmed(line: str) -> str:
    text = _GLUED.sub("", line)
    if "@" in text:
        text = _SIGNATURE.sub("", text)
    return text.strip()
