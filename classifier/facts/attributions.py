"""Attributions: "a source in Pyongyang", 양강도 소식통, 消息人士, "according to customs data"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_PEOPLE = (
    r"sources?|officials?|traders?|residents?|diplomats?|drivers?|merchants?|businessm[ae]n|brokers?"
    r"|insiders?"
)
_ANONYMOUS: Final = re.compile(
    # English: a source in North Pyongan Province; two traders with knowledge of the case
    rf"\b(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]wo|[Tt]hree|[Ff]our|[Ss]everal|[Mm]ultiple|[Ll]ocal|[Oo]ther)\s(?:(?!(?:to|of|for|by|from|in|with|and)\s)[A-Za-z-]+\s){{0,3}}?(?:{_PEOPLE})"
    r"(?:\s(?:in|inside|from|near|close\sto|familiar\swith|with\sknowledge\sof|based\sin)"
    r"(?:\s[\w'’-]+){1,4}?(?=\s(?:said|told|says|reported|explained|added|who)\b|[,.;]))?"
    r"|\b(?:on\scondition\sof\sanonymity|ask(?:ed|ing)\snot\sto\sbe\s(?:named|identified)|anonymous\ssources?)\b"
    # Korean: 양강도의 한 소식통; 익명을 요구한
    r"|(?:[가-힣]{2,10}(?:의|에\s있는)?\s)?(?:한\s|현지\s|대북\s|내부\s|북한\s){0,2}(?:소식통|관계자)"
    r"|익명을\s(?:요구|전제)"
    # Chinese and Japanese
    r"|(?:[\u4e00-\u9fff]{2,6}的)?(?:消息人士|知情人士|消息灵通人士|匿名人士|内部人士|不愿具名|不願具名)"
    r"|[\u4e00-\u9fff]{0,6}(?:の)?(?:消息筋|情報筋|関係筋)"
)
_NAMED: Final = re.compile(
    r"\b[Aa]ccording\sto\s(?:[\w'’.-]+\s?){1,8}?(?=[,;]|\.\s|\.$|$|\son\b|\sin\b|\sthat\b)"
    r"|[가-힣A-Za-z0-9·]{2,14}(?:\s[가-힣A-Za-z0-9·]{1,10}){0,2}에\s따르면"
    r"|据[^，。,；\n]{2,20}(?:报道|报导|披露|透露|统计|公布|数据)"
    r"|[^、。\n]{2,20}によると"
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
    anonymous = [Attribution(*match.span(), match.group(), True) for match in _ANONYMOUS.finditer(text)]
    named = [Attribution(*match.span(), match.group(), False) for match in _NAMED.finditer(text)]
    ordered = sorted(anonymous + named, key=lambda each: (not each.is_anonymous, each.start))
    kept: dict[int, Attribution] = {}
    taken = bytearray(len(text))
    for each in ordered:
        if not any(taken[each.start : each.end]):
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            kept[each.start] = each
    yield from (kept[start] for start in sorted(kept))
