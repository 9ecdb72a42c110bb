"""Who a statement is attributed to: "a source in Pyongyang", 양강도 소식통, 消息人士, "according to customs data"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HEADS = (
    r"sources?|officials?|traders?|residents?|diplomats?|drivers?|merchants?|businessm[ae]n|brokers?"
    r"|insiders?|managers?|partners?|smugglers?|analysts?|experts?|defectors?|observers?|workers?"
)
# A head noun of somebody unnamed; what may stand before and after it is matched around it.
_HEAD = re.compile(rf"(?:{_HEADS})\b")
_BEFORE_HEAD = re.compile(
    r"(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]wo|[Tt]hree|[Ff]our|[Ss]everal|[Mm]ultiple|[Ll]ocal|[Oo]ther|[Ss]ome|[Tt]he\ssame)\s"
    r"(?:(?!(?:to|of|for|by|from|in|with|and|that|at|on)\s)[A-Za-z-]+\s){0,4}?$"
)
_BARE_HEAD = re.compile(r"(?:NK|[Aa]nonymous|[Uu]nnamed|[Mm]ultiple)\s$|[Ff]rom\s$")
_AFTER_HEAD = re.compile(
    r"\s(?:in|inside|from|near|at|close\sto|familiar\swith|with\sknowledge\sof|based\sin)"
    r"(?:\s[\w'’-]+){1,5}?(?=\s(?:said|told|says|reported|explained|added|who|earlier|by)\b|[,.;])"
)
_CONDITION = re.compile(
    r"on\scondition\sof\sanonymity|ask(?:ed|ing)\snot\sto\sbe\s(?:named|identified)|anonymous\ssources?"
    r"|who\s(?:declined|refused)\sto\sbe\s(?:named|identified)"
)
_ACCORDING = re.compile(
    r"ccording\sto\s(?:[\w'’./&-]+\s?){1,10}?(?=[,;”\"(]|\.\s|\.$|$|\n|\son\b|\sin\b|\sthat\b|\sreleased\b|\spublished\b)"
)
_KOREAN = re.compile(
    r"(?P<anonymous>(?:(?![가-힣]*(?:고|며|면|은|는|을|를|가)\s)[가-힣]{2,10}(?:의|에\s있는|\s내부|\s현지)?\s)?(?:(?:한|현지|대북|내부|북한|복수의?|익명의?|또\s다른|다른|무역)\s){0,3}"
    r"(?:(?:데일리NK|내부)\s)?(?:[가-힣]{0,4}소식통|[가-힣]{0,4}관계자|내부자|무역업자|무역일꾼)|익명을\s(?:요구|전제)(?:한\s[가-힣\s]{1,12}?(?=[은는이가]\s))?)"
    r"|(?P<named>[가-힣A-Za-z0-9·]{2,14}(?:\s[가-힣A-Za-z0-9·]{1,10}){0,2})에\s(?:따르면|의하면)"
)
_CHINESE = re.compile(
    r"(?P<anonymous>(?:[\u4e00-\u9fff]{2,6}的)?(?:消息人士|知情人士|消息[灵靈]通人士|匿名人士|[内內]部人士|消息[來来]源|业内人士|業內人士|不[愿願]具名))"
    r"|(?P<named>[据據](?![点點]|此|说|說|悉|了解)[^，。,；\n]{2,20}?(?:[报報][道导導]|披露|透露|[统統][计計]|公布|[数數]据|數據|消息|介[绍紹]|[说說]))"
)
_JAPANESE = re.compile(
    r"(?P<anonymous>[\u4e00-\u9fffァ-ヶーA-Za-zＡ-Ｚ]{0,10}(?:の|に住む)?[\u4e00-\u9fffァ-ヶーA-Za-z]{0,8}(?:消息筋|情報筋|関係筋|消息通|取材協力者))"
    r"|(?P<named>[^、。\n「」]{2,24})に(?:よると|よれば)"
)
_TESTS: Final = (
    (re.compile("소식통|관계자|내부자|무역업자|무역일꾼|익명을|에 따르면|에 의하면"), _KOREAN),
    (re.compile("人士|消息[來来]源|具名|[据據]"), _CHINESE),
    (re.compile("筋|消息通|協力者|によ"), _JAPANESE),
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A phrase that attributes a statement to a source."""

    start: int
    end: int
    text: str
    #: Whether the source is not named.
    is_anonymous: bool


def find_attributions(text: str) -> Iterator[Attribution]:
    """Attributions in order of appearance, without overlaps; anonymous ones take precedence."""
    found = [*_english(text)]
    if not text.isascii():
        for test, pattern in _TESTS:
            if test.search(text):
                found += [
                    Attribution(*match.span(), match.group(), match["anonymous"] is not None)
                    for match in pattern.finditer(text)
                ]
    kept: list[Attribution] = []
    for each in sorted(found, key=lambda each: (not each.is_anonymous, each.start)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    yield from sorted(kept, key=lambda each: each.start)


def _english(text: str) -> Iterator[Attribution]:
    for head in _HEAD.finditer(text):
        before = text[max(0, head.start() - 60) : head.start()]
        opening = _BEFORE_HEAD.search(before) or (
            _BARE_HEAD.search(before) if head.group().startswith("source") else None
        )
        if opening is None or (opening.start() and before[opening.start() - 1].isalnum()):
            continue
        start = head.start() - (len(before) - opening.start())
        if before[opening.start() :].startswith(("from ", "From ")):
            start += len("from ")
        after = _AFTER_HEAD.match(text, head.end())
        end = after.end() if after else head.end()
        yield Attribution(start, end, text[start:end], True)
    if "nonym" in text or "not to be " in text or " to be named" in text or " to be identified" in text:
        for match in _CONDITION.finditer(text):
            yield Attribution(*match.span(), match.group(), True)
    for match in _ACCORDING.finditer(text) if "ccording to " in text else ():
        start = match.start() - 1
        if text[start : start + 1] in {"A", "a"}:
            phrase = text[start : match.end()].rstrip()
            yield Attribution(start, start + len(phrase), phrase, False)
