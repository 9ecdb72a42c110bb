"""Attributions: "a source in Pyongyang", 양강도 소식통, 消息人士, "according to customs data"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from classifier.facts.scanning import Words, is_east_asian
from yaluwatch.patterns import lazy_regex

_HEADS = (
    r"sources?|officials?|traders?|residents?|diplomats?|drivers?|merchants?|businessm[ae]n|brokers?"
    r"|insiders?|managers?|partners?|smugglers?|analysts?|experts?|defectors?|observers?|workers?"
)
_HEAD_WORDS: Final = Words((
    "source", "official", "trader", "resident", "diplomat", "driver", "merchant", "businessm", "broker",
    "insider",
    "manager", "partner", "smuggler", "analyst", "expert", "defector", "observer", "worker",
))  # fmt: skip
# A head noun of somebody unnamed; what may stand before and after it is matched around it.
_HEAD = lazy_regex(rf"(?:{_HEADS})\b")
_BEFORE_HEAD = lazy_regex(
    r"(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]wo|[Tt]hree|[Ff]our|[Ss]everal|[Mm]ultiple|[Ll]ocal|[Oo]ther|[Ss]ome"
    r"|[Tt]he\ssame)\s"
    r"(?:(?!(?:to|of|for|by|from|in|with|and|that|at|on)\s)[A-Za-z-]+\s){0,4}?$"
)
_BARE_HEAD = lazy_regex(r"(?:NK|[Aa]nonymous|[Uu]nnamed|[Mm]ultiple)\s$|[Ff]rom\s$")
_AFTER_HEAD = lazy_regex(
    r"\s(?:in|inside|from|near|at|close\sto|familiar\swith|with\sknowledge\sof|based\sin)"
    r"(?:\s[\w'’-]+){1,5}?(?=\s(?:said|told|says|reported|explained|added|who|earlier|by|confirmed"
    r"|disclosed|revealed|claimed|noted|warned|denied|estimated|believe|believes|have|has|had|expect"
    r"|expects|wrote)\b|[,.;])"
)
_CONDITION = lazy_regex(
    r"on\scondition\sof\sanonymity|ask(?:ed|ing)\snot\sto\sbe\s(?:named|identified)|anonymous\ssources?"
    r"|who\s(?:declined|refused)\sto\sbe\s(?:named|identified)"
)
_ACCORDING = lazy_regex(
    r"ccording\sto\s[\w'’./&-]+(?:\s[\w'’./&-]+){0,9}?(?=[,;”\"(]|\.\s|\.$|$|\n|\son\b|\sin\b|\sthat\b"
    r"|\sreleased\b|\spublished\b)"
)
# Of the other languages: words that end an attribution → what may stand before them.
_KOREAN_ENDS: Final = {
    **dict.fromkeys(("소식통", "관계자", "내부자", "무역업자", "무역일꾼"), True),
    **dict.fromkeys(("에 따르면", "에 의하면"), False),
}
_KOREAN_BEFORE = lazy_regex(
    r"(?:(?![가-힣]*(?:고|며|면|은|는|을|를|가)\s)[가-힣]{2,10}(?:의|에\s있는|\s내부"
    r"|\s현지)?\s)?(?:(?:한|현지|대북|내부|북한|복수의?|익명의?"
    r"|또\s다른|다른|무역)\s){0,3}"
    r"(?:(?:데일리NK|내부)\s)?[가-힣]{0,4}$"
)
_KOREAN_NAMED = lazy_regex(r"[가-힣A-Za-z0-9·]{2,14}(?:\s[가-힣A-Za-z0-9·]{1,10}){0,2}$")
_KOREAN_WISH = lazy_regex(r"익명을\s(?:요구|전제)(?:한\s[가-힣\s]{1,12}?(?=[은는이가]\s))?")
_CHINESE_ENDS: Final = (
    "消息人士", "知情人士", "消息灵通人士", "消息靈通人士",
    "匿名人士", "内部人士", "內部人士", "消息来源", "消息來源",
    "业内人士", "業內人士",
    "不愿具名", "不願具名",
)  # fmt: skip
_CHINESE_BEFORE = lazy_regex(r"[\u4e00-\u9fff]{2,6}的?$")
_CHINESE_NAMED = lazy_regex(
    r"[据據](?![点點]|此|说|說|悉|了解)[^，。,；\n]{2,20}?(?:[报報][道导導]|披露|透露|[统統][计計]"
    r"|公布|[数數]据|數據|消息|介[绍紹]|[说說])"
)
_JAPANESE_ENDS: Final = ("消息筋", "情報筋", "関係筋", "消息通", "取材協力者")
_JAPANESE_BEFORE = lazy_regex(
    r"[\u4e00-\u9fffァ-ヶーA-Za-zＡ-Ｚ]{0,10}(?:の|に住む)?[\u4e00-\u9fffァ-ヶーA-Za-z]{0,8}$"
)
_JAPANESE_NAMED = lazy_regex(r"[^、。\n「」]{2,24}$")
# How far back an attribution may begin, characters.
_WIDTH: Final = 34


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
    if is_east_asian(text):
        found += [*_korean(text), *_chinese(text), *_japanese(text)]
    kept: list[Attribution] = []
    for each in sorted(found, key=lambda each: (not each.is_anonymous, each.start)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    yield from sorted(kept, key=lambda each: each.start)


def _english(text: str) -> Iterator[Attribution]:
    for at in _HEAD_WORDS.positions(text):
        head = _HEAD.match(text, at)
        if head is None:
            continue
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


def _ending(
    text: str, ends: Iterable[str], before: re.Pattern[str], *, is_anonymous: bool
) -> Iterator[Attribution]:
    """Attributions that end in one of the words, with what stands before it."""
    for word in ends:
        at = text.find(word)
        while at >= 0:
            opening = before.search(text, max(0, at - _WIDTH), at)
            start = opening.start() if opening else at
            end = at + len(word)
            if opening or is_anonymous:
                phrase = text[start:end]
                start += len(phrase) - len(phrase.lstrip())
                yield Attribution(start, end, text[start:end], is_anonymous)
            at = text.find(word, end)


def _korean(text: str) -> Iterator[Attribution]:
    for word, is_anonymous in _KOREAN_ENDS.items():
        before = _KOREAN_BEFORE if is_anonymous else _KOREAN_NAMED
        yield from _ending(text, (word,), before, is_anonymous=is_anonymous)
    for match in _KOREAN_WISH.finditer(text):
        yield Attribution(*match.span(), match.group(), True)


def _chinese(text: str) -> Iterator[Attribution]:
    for each in _ending(text, _CHINESE_ENDS, _CHINESE_BEFORE, is_anonymous=True):
        # Only with 的 do the characters before belong to it.
        word = next(word for word in _CHINESE_ENDS if each.text.endswith(word))
        start = each.start if each.text.removesuffix(word).endswith("的") else each.end - len(word)
        yield Attribution(start, each.end, text[start : each.end], True)
    for match in _CHINESE_NAMED.finditer(text):
        yield Attribution(*match.span(), match.group(), False)


def _japanese(text: str) -> Iterator[Attribution]:
    yield from _ending(text, _JAPANESE_ENDS, _JAPANESE_BEFORE, is_anonymous=True)
    yield from _ending(text, ("によると", "によれば"), _JAPANESE_NAMED, is_anonymous=False)
