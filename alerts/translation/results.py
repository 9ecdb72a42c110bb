"""Reads translations out of what services answer, and drops those that can't be right. Pure."""

import json
import re
from collections.abc import Sequence

from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

# Models think aloud or number the lines, although they are asked for a JSON array.
_THINKING = lazy_regex(r"^.*</think>", re.DOTALL)
_NUMBERED = lazy_regex(r"^\s*(\d{1,3})\s*[.):]\s*(\S.*)$", re.MULTILINE)
# An array is looked for at this many brackets.
_MAX_BRACKETS = 20
_LINK = lazy_regex(r"https?://|www\.", re.IGNORECASE)
_EAST_ASIAN = lazy_regex("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def parse_chat(content: str, count: int) -> list[str] | None:
    """The `count` texts of a chat answer: a JSON array, wherever it is, or numbered lines; None if neither.

    >>> parse_chat('Sure! ["rice", "coal"]', 2)
    ['rice', 'coal']
    """
    answer = _THINKING.sub("", content)
    decoder = json.JSONDecoder()
    starts = (found.start() for found in re.finditer(r"\[", answer))
    for _, start in zip(range(_MAX_BRACKETS), starts, strict=False):
        try:
            value, _ = decoder.raw_decode(answer, start)
        except (ValueError, RecursionError):
            continue
        if (texts := texts_of(value, count)) is not None:
            return texts
    numbered = _NUMBERED.findall(answer)
    if [int(number) for number, _ in numbered] == list(range(1, count + 1)):
        return [text for _, text in numbered]
    return None


def texts_of(value: object, count: int) -> list[str] | None:
    """The value if it is a list of `count` texts, else None."""
    if not isinstance(value, list) or len(value) != count:
        return None
    texts = [each for each in value if isinstance(each, str)]
    return texts if len(texts) == count else None


def usable(texts: Sequence[str], translations: Sequence[str]) -> list[str]:
    """The translations as clean lines; "" for each that can't be right.

    That is one that is far too long, has a link which the text has not, or is the same East Asian text again;
    and all, if different texts have the same one.
    """
    cleaned = [clean_line(translation) for translation in translations]
    if len(set(texts)) > 2 and len(set(cleaned)) == 1:
        return [""] * len(cleaned)
    return [
        translation if _is_usable(text, translation) else ""
        for text, translation in zip(texts, cleaned, strict=True)
    ]


def _is_usable(text: str, translation: str) -> bool:
    if len(translation) > 4 * len(text) + 100:
        return False
    if _LINK.search(translation) and not _LINK.search(text):
        return False
    return translation != clean_line(text) or not _EAST_ASIAN.search(text)
