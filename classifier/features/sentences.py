"""Splits text into sentences, in four languages, as offsets into the original text."""

import re

#: Maximum length of a sentence, characters; longer ones, such as lists and tables, are cut.
LONGEST = 600

_CLOSING = "\"'”’」』）)】》\\]"
_STOPS = re.compile(
    # A line end; a Chinese or Japanese stop; or a Latin or Korean stop before whitespace or the end.
    # The leading character class lets the search skip from stop to stop.
    rf"[\n。！？….!?](?:(?<=\n)\n*|(?<=[。！？…])[。！？…]*[{_CLOSING}]*|(?<=[.!?])[.!?]*[{_CLOSING}]*(?=\s|$))"
)
# Abbreviations whose full stop does not end a sentence, each between spaces.
_ABBREVIATIONS = (
    " mr mrs ms dr prof gen col lt capt sgt adm rep sen gov pres st jr sr no nos vs inc co ltd corp dept est"
    " approx jan feb mar apr jun jul aug sep sept oct nov dec mt fig vol p pp e.g i.e etc a.m p.m u.s u.n u.k"
    " d.p.r.k p.r.c "
)
_LAST_WORD = re.compile(r"[\w.]+$")
_BREAKS = ("; ", "；", "，", "、", ", ", " ")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence in order, without surrounding whitespace; never empty.

    >>> sentence_spans("N. Korea reopens. 무역 재개.")
    [(0, 17), (18, 24)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in _STOPS.finditer(text):
        at, end = stop.span()
        if end - at == 1 and text[at] == "." and _is_abbreviation(text, start, at):
            continue
        _add(spans, text, start, end)
        start = end
    _add(spans, text, start, len(text))
    return spans


def _is_abbreviation(text: str, start: int, at: int) -> bool:
    word = _LAST_WORD.search(text, max(start, at - 12), at)
    if word is None:
        return False
    last = word.group().lower()
    # An initial (J. Smith, N. Korea) or a known abbreviation; 다. and 。 are never one.
    return f" {last} " in _ABBREVIATIONS or (len(last) == 1 and last.isascii() and last.isalpha())


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = _cut(text, start)
        spans.append((start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        spans.append((start, end))


def _cut(text: str, start: int) -> int:
    """Where to cut an overlong sentence: after the last comma or space, otherwise at the limit."""
    limit = start + LONGEST
    for sign in _BREAKS:
        at = text.rfind(sign, start + LONGEST // 3, limit)
        if at > 0:
            return at + len(sign.rstrip()) if sign.strip() else at
    return limit
