"""Whom a medium cites: "citing officials in Beijing", 소식통을 인용해, 援引消息人士, 情報筋の話として."""

import re
from collections.abc import Mapping
from typing import Final

from classifier.facts.claims.media import is_medium_name
from classifier.facts.scanning import has_any
from yaluwatch.patterns import lazy_regex

_CITED: Final[Mapping[str, re.Pattern[str]]] = {
    "en": lazy_regex(
        r"\b(?:citing|quoting|cited|quoted|cites|quotes)\s(?!as\b|its\b|their\b|one\sof\sits\b)"
        r"(?P<who>[\w'’.&-]+(?:\s(?!who\b|as\b|that\b|wrote\b|said\b)[\w'’.&-]+){0,9}?)"
        r"(?=[,;]|\.\s|\.?$|\sas\s|\swho\s|\sthat\s|\son\s[A-Z]|\ssaid\b|\swrote\b)"
    ),
    "ko": lazy_regex(
        r"(?:^|[은는이가,]\s|\s)(?P<who>(?:(?!\S*[은는이가]\s"
        r"|\d+일\s)[가-힣A-Za-z0-9·]+\s){0,3}?[가-힣A-Za-z0-9·]{2,}?)"
        r"(?:[을를]|의\s(?:말|발언|설명)[을를]?)\s?(?:인용|빌려|빌어)"
        r"|(?:^|[은는이가,]\s)(?P<said>(?:(?!\S*[은는이가]\s"
        r"|\d+일\s)[가-힣A-Za-z0-9·]+\s){0,2}?[가-힣A-Za-z0-9·]{2,}?)의\s(?:말|설명)이?라[며고]"
    ),
    "zh": lazy_regex(
        r"(?:[转轉]?引述|援引|[转轉]?引用|[转轉]引)(?P<who>[^，。；「」“”]{2,24}?)(?:的)?"
        r"(?=[统統][计計]|[数數][据據]|[报報][道导導]|[话話]|消息(?!人)|[说說]|披露|透露|[称稱]|表示"
        r"|指出|，|$)"
    ),
    "ja": lazy_regex(
        r"(?:^|[、。」\s]|[はが])(?P<who>[^、。「」\sはが]{2,24}?)(?:の話として|の話を|の証言として"
        r"|の発言として|の情報として|を引用|が語った話として)"
    ),
}


# One of these stands in every sentence in which somebody is cited.
_CUES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (" cit", " quot", "Cit", "Quot"),
    "ko": ("인용", "빌려", "빌어", "말이라", "설명이라"),
    "zh": ("引",),
    "ja": ("として", "の話を", "引用"),
}


def cited_in(sentence: str, language: str) -> tuple[int, int, bool] | None:
    """Where the last one cited stands who is no medium; shaped as speakers are found."""
    if not has_any(sentence, _CUES.get(language, ())):
        return None
    found = None
    for match in _CITED[language].finditer(sentence):
        group = match.lastgroup or "who"
        if not is_medium_name(match[group], language):
            found = (match.start(group), match.end(group), False)
    return found
