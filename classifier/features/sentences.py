"""Splits text into sentences, in four languages, as offsets into the original text."""

from functools import lru_cache

from yaluwatch.patterns import lazy_regex

#: Maximum length of a sentence, characters; longer ones, such as lists and tables, are cut.
LONGEST = 600

_CLOSING = "\"'”’」』）)】》\\]"
# Syllables that end a Korean sentence.
_ENDINGS = "다요까죠"
_STOPS = lazy_regex(
    # A line end; a Chinese or Japanese stop; a Latin or Korean stop before whitespace or the end; or a Korean
    # sentence whose stop is directly followed by the next sentence.
    # The leading character class lets the search skip from stop to stop.
    rf"[\n。！？….!?](?:(?<=\n)\n*|(?<=[。！？…])[。！？…]*[{_CLOSING}]*|(?<=[.!?])[.!?]*[{_CLOSING}]*(?=\s|$)"
    rf"|(?<=[{_ENDINGS}][.!?])[.!?]*(?=[가-힣A-Z“‘「]))"
)
# A quotation is one piece, unless it is long. Straight quotation marks do not show where they open.
_QUOTATION = lazy_regex(r"[“「『][^“”「」『』\n]{0,200}[”」』]")
# Abbreviations whose full stop does not end a sentence, each between spaces.
_ABBREVIATIONS = (
    " mr mrs ms dr prof gen col lt maj capt sgt adm rep sen gov pres st jr sr no nos vs inc co ltd corp dept"
    " est approx jan feb mar apr jun jul aug sep sept oct nov dec mt fig vol p pp e.g i.e etc a.m p.m u.s u.n"
    " u.k d.p.r.k p.r.c ph.d "
)
# Of these, the ones that may also stand at the end of a sentence; then one of the words below follows.
_FINAL = (
    " jr sr inc co ltd corp est jan feb mar apr jun jul aug sep sept oct nov dec etc a.m p.m u.s u.n u.k"
    " d.p.r.k p.r.c "
)
_OPENINGS = lazy_regex(
    r"\s+[\"“‘'(]?(?:The|A|An|It|Its|He|She|They|We|I|You|This|That|These|Those|In|On|At|But|And|However"
    r"|Another|Some|Many|Most|After|Before|When|While|As|For|If|There|Since|According|His|Her|Their|Both|No"
    r"|One|Two)\s"
)
_LAST_WORD = lazy_regex(r"[\w.]+$")
_AFTER_SPACES = lazy_regex(r" *([^ \n])")
_NEXT_NUMBER = lazy_regex(r"\s*\d")
_NEXT_OF_DATE = lazy_regex(r"\s*\d{1,2}\.")
_LONGEST_DATE = 16
_LAST_OF_DATE = lazy_regex(r"\d{2,4}\.\s*\d{1,2}\.\s*\d{1,2}$")
_BREAKS = ("; ", "；", "，", "、", ", ", " ")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence in order, without surrounding whitespace; never empty.

    >>> sentence_spans("N. Korea reopens. 무역 재개.")
    [(0, 17), (18, 24)]
    """
    return list(_spans(text))


# Facts are read right after the verdict, from the same sentences.
@lru_cache(maxsize=2)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    quotations = _QUOTATION.finditer(text)
    quotation = next(quotations, None)
    start = 0
    for stop in _STOPS.finditer(text):
        at, end = stop.span()
        while quotation is not None and quotation.end() <= at:
            quotation = next(quotations, None)
        if quotation is not None and quotation.start() < at and _goes_on(text, end, quotation.end()):
            continue
        if text[at] in ".…" and _is_inside_sentence(text, start, at, end):
            continue
        _add(spans, text, start, end)
        start = end
    _add(spans, text, start, len(text))
    return tuple(spans)


def _goes_on(text: str, end: int, end_of_quotation: int) -> bool:
    """Whether a stop in a quotation is not its last, or a Japanese sentence goes on after the quotation."""
    if end < end_of_quotation:
        return True
    return text[end_of_quotation - 1] in "」』" and end < len(text) and text[end] not in " \u3000\n「『"


def _is_inside_sentence(text: str, start: int, at: int, end: int) -> bool:
    """Whether a stop that begins with "." or "…" is an abbreviation's, a number's or a pause."""
    signs = text[at:end].rstrip(_CLOSING)
    if signs == ".":
        return end - at == 1 and (_is_abbreviation(text, start, at) or _is_number(text, start, at))
    return len(signs.strip("….")) == 0 and _is_pause(text, at, end)


def _is_abbreviation(text: str, start: int, at: int) -> bool:
    word = _LAST_WORD.search(text, max(start, at - 12), at)
    if word is None:
        return False
    last = word.group().lower()
    if last in ("no", "nos"):
        return _NEXT_NUMBER.match(text, at + 1) is not None
    if f" {last} " in _FINAL:
        return _OPENINGS.match(text, at + 1) is None
    # An initial (J. Smith, N. Korea) or a known abbreviation; 다. and 。 are never one.
    return f" {last} " in _ABBREVIATIONS or (len(last) == 1 and last.isascii() and last.isalpha())


def _is_number(text: str, start: int, at: int) -> bool:
    """Whether the stop belongs to the number of a list entry, or to a date as in 2026. 3. 12."""
    if not text[at - 1 : at].isdecimal():
        return False
    recent = text[max(start, at - _LONGEST_DATE) : at]
    if at - start < _LONGEST_DATE and recent.strip().isdecimal():
        return True
    return _NEXT_OF_DATE.match(text, at + 1) is not None or _LAST_OF_DATE.search(recent) is not None


def _is_pause(text: str, at: int, end: int) -> bool:
    """Whether dots are a pause in a sentence: nothing that ends a sentence before them, or it goes on."""
    after = _AFTER_SPACES.match(text, end)
    if text[at - 1 : at] in _ENDINGS or after is None:
        return False
    return after.start(1) == end or after[1].islower() or "가" <= text[at - 1] <= "힣"


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
