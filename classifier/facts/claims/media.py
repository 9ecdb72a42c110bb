"""Media in a text: news agencies, papers and websites that are quoted by name, or as "local media"."""

import re
from collections.abc import Iterator
from typing import Final

#: A medium, in any of the four languages.
MEDIUM: Final = re.compile(
    r"(?<![A-Za-z])(?:Yonhap|Kyodo|Nikkei|Reuters|AFP|Associated\sPress|Bloomberg|Xinhua|CCTV|KCNA"
    r"|Jiji|NHK|KBS|SBS|MBC"
    r"|YTN|VOA|RFA|Voice\sof\sAmerica|Radio\sFree\sAsia|Daily\s?NK|NK\s?News|NK\s?Pro"
    r"|Asia\s?[Pp]ress|ASIAPRESS"
    r"|Global\sTimes|[Tt]he\spaper|Chosun\sIlbo|JoongAng(?:\sIlbo)?|Dong-?A(?:\sIlbo)?|Asahi|Yomiuri"
    r"|Mainichi|Sankei"
    r"|Financial\sTimes|New\sYork\sTimes|Wall\sStreet\sJournal|Washington\sPost|South\sChina\sMorning\sPost"
    r"|Times\sof\sLondon|38\sNorth"
    r"|(?:[Tt]he\s|[Aa]\s|[A-Z][a-z]+\s){0,2}(?:[Mm]edia(?!\sbriefing)|newspapers?|news\sagenc(?:y|ies)"
    r"|news\soutlets?|broadcasters?"
    r"|magazine|daily|weekly|news\ssite|website|radio(?!\sset))(?![A-Za-z]))(?![A-Za-z])"
    r"|(?:연합뉴스|교도통신|니혼게이자이|닛케이|로이터|신화통신|조선중앙통신|아사히|요미우리"
    r"|마이니치|산케이|데일리\s?NK|아시아프레스|자유아시아방송"
    r"|미국의\s?소리|환구시보|조선일보|중앙일보|동아일보|블룸버그|[가-힣]{0,8}(?:신문|방송"
    r"|통신(?!사업|망|기|선|소)|일보|매체|언론|매체들))"
    r"|(?:[韩韓]联社|韓聯社|共同社|日[经經]|路透社|法新社|彭博社?|[一-龥]{2,4}之[声聲]"
    r"|[一-龥]{1,5}[电電][视視台臺]|美[联聯]社|新[华華]社|朝中社|央[视視]|[环環]球[时時][报報]"
    r"|中新社|今日北[韩韓]|每日北[韩韓]"
    r"|自由[亚亞]洲[电電][台臺]|美[国國]之[音声聲]|朝[鲜鮮]日[报報]|中央日[报報]"
    r"|[东東][亚亞]日[报報]|[一-龥]{0,4}(?:媒[体體]|[报報][纸紙]|新[闻聞]社|通[讯訊]社))"
    r"|(?:聯合ニュース|共同通信|時事通信|ロイター|朝鮮中央通信|新華社|デイリーNK|ラジオ・フリー・アジア|ラジオ自由アジア|自由アジア放送|ボイス・オブ・アメリカ|デイリーＮＫ"
    r"|アジアプレス|朝鮮日報|中央日報|東亜日報|日経新聞"
    r"|日本経済新聞|[一-龥ァ-ヶー]{0,8}(?:新聞|通信社|メディア|テレビ|放送))|(?<![A-Za-z])(?:RFA|VOA"
    r"|CCTV|NHK|KBS|SBS|MBC|JTBC|NK뉴스)(?![A-Za-z])"
)
# Told to a medium: it heard it itself.
_TOLD: Final = re.compile(
    r"(?:told|telling|tells|interview(?:ed)?\s(?:with|by)|informed|to)\s(?:the\s)?$|(?:告[诉訴]|向|接受"
    r"|[对對])$"
)
_TOLD_AFTER: Final = re.compile(
    r"(?:에|에게|과|와|의)(?:의)?\s(?!따르|의하|의해)|(?:[记記]者|[专專][访訪]|[采採][访訪])"
    r"|(?:の取材)?に(?!よ)|(?:に対し)"
)


_JOINS: Final = frozenset(("", " ", "(", "（", "·"))


def media_in(sentence: str) -> Iterator[tuple[int, int]]:
    """Where media stand that pass something on; not those that somebody spoke to."""
    last = -1
    for match in MEDIUM.finditer(sentence):
        # 요미우리신문, 자유아시아방송(RFA): one medium.
        is_same, last = sentence[last : match.start()] in _JOINS and last >= 0, match.end()
        if is_same:
            continue
        # "Told a South Korean daily": another one than the publisher.
        is_other = match.group().startswith(("a ", "A "))
        if not is_other and _TOLD.search(sentence, max(0, match.start() - 20), match.start()):
            continue
        if _TOLD_AFTER.match(sentence, match.end()):
            continue
        yield match.span()


# Characters after a medium's name in the words that name it as a speaker: 15日报道, 's website.
_TAIL: Final = 8
# The agencies that publish what the government in Pyongyang says.
_STATE_VOICE: Final = re.compile(r"KCNA|조선중앙통신|朝中社|朝[鮮鲜]中央通[信讯訊]")


def is_medium_name(name: str) -> bool:
    """Whether a speaker is a medium, which tells what others told it."""
    last = 0
    for match in MEDIUM.finditer(name):
        last = match.end()
    # An official of a broadcaster's country does not end in its name.
    return last > 0 and len(name) - last <= _TAIL and not _STATE_VOICE.search(name)
