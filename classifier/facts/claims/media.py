"""Media in a text: news agencies, papers and websites that are quoted by name, or as "local media"."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from classifier.facts.scanning import has_any
from yaluwatch.patterns import lazy_regex

# Names in Latin letters, which stand in texts of every language.
_LATIN = (
    r"(?<![A-Za-z])(?:Yonhap|Kyodo|Nikkei|Reuters|AFP|Associated\sPress|Bloomberg|Xinhua|CCTV|KCNA|Jiji|NHK|KBS"
    r"|SBS|MBC|JTBC|YTN|VOA|RFA|Daily\s?NK|NK\s?News|NK\s?Pro|NK뉴스|ASIAPRESS|Asia\s?[Pp]ress)(?![A-Za-z])"
)
_ENGLISH = (
    _LATIN + r"|(?<![A-Za-z])(?:Voice\sof\sAmerica|Radio\sFree\sAsia|Global\sTimes|[Tt]he\spaper|Chosun\sIlbo"
    r"|JoongAng(?:\sIlbo)?|Dong-?A(?:\sIlbo)?|Asahi|Yomiuri|Mainichi|Sankei|Financial\sTimes|New\sYork\sTimes"
    r"|Wall\sStreet\sJournal|Washington\sPost|South\sChina\sMorning\sPost|Times\sof\sLondon|38\sNorth"
    r"|[Mm]edia(?!\sbriefing)|newspapers?|news\sagenc(?:y|ies)|news\soutlets?|broadcasters?|magazine|daily|weekly"
    r"|news\ssite|(?<!its\s)(?<!their\s)(?<!own\s)website|radio(?!\sset))(?![A-Za-z])"
)
_KOREAN = (
    _LATIN
    + r"|연합뉴스|교도|니혼게이자이|닛케이|로이터|아사히|요미우리|마이니치|산케이|데일리\s?NK|아시아프레스"
    r"|미국의\s?소리|환구시보|블룸버그|신문|방송|통신(?!사업|망|기|선|소)|일보|매체|언론"
)
_CHINESE = (
    _LATIN + r"|[韩韓]联社|韓聯社|共同社|日[经經]|路透社|法新社|彭博社?|之[声聲]|[电電][视視台臺]|美[联聯]社"
    r"|(?:朝日|[读讀][卖賣]|每日|[产產][经經])新[闻聞]"
    r"|新[华華]社|朝中社|央[视視]|[环環]球[时時][报報]|中新社|今日北[韩韓]|每日北[韩韓]|朝[鲜鮮]日[报報]"
    r"|中央日[报報]|[东東][亚亞]日[报報]|媒[体體]|[报報][纸紙]|新[闻聞]社|通[讯訊]社|日[报報](?!道|導)"
)
_JAPANESE = (
    _LATIN
    + r"|聯合ニュース|ロイター|デイリーNK|デイリーＮＫ|ラジオ・フリー・アジア|ラジオ自由アジア|自由アジア放送"
    r"|ボイス・オブ・アメリカ|アジアプレス|朝鮮日報|中央日報|東亜日報|新聞|通信(?!社?網)社?|メディア|テレビ|放送"
)
_MEDIA: Final[Mapping[str, re.Pattern[str]]] = {
    "en": lazy_regex(_ENGLISH),
    "ko": lazy_regex(_KOREAN),
    "zh": lazy_regex(_CHINESE),
    "ja": lazy_regex(_JAPANESE),
}
# Told to a medium: it heard it itself.
_TOLD: Final = lazy_regex(
    r"(?:told|telling|tells|interview(?:ed)?\s(?:with|by)|informed|to)\s(?:the\s)?$|(?:告[诉訴]|向|接受|[对對])$"
)
_TOLD_AFTER: Final = lazy_regex(
    r"(?:에|에게|과|와|의)(?:의)?\s(?!따르|의하|의해)|(?:[记記]者|[专專][访訪]|[采採][访訪])|(?:の取材)?に(?!よ)|(?:に対し)"
)
# "Told a South Korean daily": another one than the publisher.
_ANOTHER: Final = lazy_regex(r"\b[Aa]n?\s(?:[A-Z][a-z]+\s){0,2}$")
_JOINS: Final = frozenset(("", " ", "(", "（", "·"))
# Characters that belong to the name of a medium before its last word: 요미우리신문, 每日新闻.
_NAME: Final = 6
# Characters after a medium's name in the words that name it as a speaker: 15日报道, 's website.
_TAIL: Final = 8
# The agencies that publish what the government in Pyongyang says.
_STATE_VOICE: Final = lazy_regex(r"KCNA|조선중앙통신|朝中社|朝[鮮鲜]中央通[信讯訊]")


# One of these stands in every English sentence with a medium.
_ENGLISH_STEMS: Final = (
    "edia", "paper", "news agenc", "outlet", "roadcast", "agazine", "aily", "eekly", "site", "adio", "Yonhap",
    "Kyodo", "Nikkei", "Reuters", "AFP", "Associated", "Bloomberg", "Xinhua", "CCTV", "KCNA", "Jiji", "NHK",
    "KBS", "SBS", "MBC", "JTBC", "YTN", "VOA", "RFA", "NK", "sia", "Voice", "Times", "Ilbo", "JoongAng",
    "Dong", "Asahi", "Yomiuri", "Mainichi", "Sankei", "Journal", "Post", "38 North", "ASIAPRESS",
)  # fmt: skip


def media_in(sentence: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Where media stand that pass something on, each with its name; not those that somebody spoke to."""
    if language == "en" and not has_any(sentence, _ENGLISH_STEMS):
        return
    last = -1
    for match in _MEDIA.get(language, _MEDIA["en"]).finditer(sentence):
        # 요미우리신문, 자유아시아방송(RFA): one medium.
        is_same, last = sentence[last : match.start()] in _JOINS and last >= 0, match.end()
        if is_same:
            continue
        start, end = match.span()
        is_another = _ANOTHER.search(sentence, max(0, start - 30), start) is not None
        is_told = not is_another and _TOLD.search(sentence, max(0, start - 20), start) is not None
        if not is_told and not _TOLD_AFTER.match(sentence, end):
            yield start, end, sentence[max(0, start - _NAME) : end].casefold()


def is_medium_name(name: str, language: str) -> bool:
    """Whether a speaker is a medium, which tells what others told it."""
    last = 0
    for match in _MEDIA.get(language, _MEDIA["en"]).finditer(name):
        last = match.end()
    # An official of a broadcaster's country does not end in its name.
    return last > 0 and len(name) - last <= _TAIL and not _STATE_VOICE.search(name)
