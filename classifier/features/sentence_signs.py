"""What a sentence looks like, whatever its subject: figures, attribution, background, captions and others.

Each sign has a pattern for a sentence in Latin script and one for Korean, Chinese or Japanese.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from classifier.facts import Prefilter
from yaluwatch.patterns import lazy_regex

EAST_ASIAN: Final = lazy_regex(r"[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


class Signs(NamedTuple):
    """Patterns for a sentence in Latin script and for one in Korean, Chinese or Japanese."""

    latin: re.Pattern[str]
    east_asian: re.Pattern[str]
    #: Every match contains one of these words; to look for them is far faster. None if there are none.
    words: re.Pattern[str] | None = None

    def are_in(self, text: str, *, is_latin: bool) -> bool:
        """Whether the sentence has one of them."""
        if self.words is not None and not self.words.search(text):
            return False
        return bool((self.latin if is_latin else self.east_asian).search(text))


def _words(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


FIGURE: Final = lazy_regex(r"\d[\d,.]*")
# Years, months and periods: not the figures that make a sentence about the past worth quoting.
PERIOD: Final = lazy_regex(
    r"(?:19|20)\d\d(?![\d,.]\d)|\d[\d,.]*\s?(?:[年년月월]|months?\b|years?\b)",
)
AMOUNT: Final = Signs(
    lazy_regex(
        r"[$¥€%％]"
        r"|\b(?:percent|per cent|won|yuan|dollars?|tons?|tonnes?|kilograms?|kg|barrels?|[mb]illion)\b"
    ),
    lazy_regex(
        r"[$¥€%％]|달러|위안|톤|㎏|배럴|퍼센트|\d원"
        r"|美元|人民币|人民幣|[万萬亿億]元|吨|噸"
        r"|ドル|人民元|トン|ウォン|キロ"
    ),
)
ATTRIBUTED: Final = Signs(
    lazy_regex(
        r"\b(?:said|told|says|report(?:ed|s|edly)|according to|announced|show(?:ed|s)|data|disclosed|found"
        r"|confirmed|revealed)\b"
    ),
    lazy_regex(
        r"[전밝]했다|밝혔|보도[했한]|알려졌|전해졌|따르면|나타났|말했다|확인됐|집계|조사|했습니다"
        r"|据|據|报道|報道|报导|報導|透露|表示|显示|顯示|公布|消息|宣布|获悉"
        r"|によると|によれば|伝えた|報じた|発表|明らかに|分かった|という。"
    ),
)
BACKGROUND: Final = Signs(
    lazy_regex(
        r"\b(?:last year|years? (?:ago|earlier|before)|months? (?:ago|earlier)|previously|formerly"
        r"|in the past|earlier (?:this|that|in)|before the|used to|once|until|at the time"
        r"|[Ss]ince (?:the|early|late|mid|then|[A-Z][a-z]+|\d{4})"
        r"|[Ii]n (?:19|20)\d\d|had (?:been|[a-z]+ed))\b"
    ),
    lazy_regex(
        r"지난해|작년|재작년|당시|이전|과거|한때|그동안|이제까지|지금까지|이래|종전|예전|앞서|\d{4}년"
        r"|此前|去年|前年|曾|以来|以往|过去|過去|当时|當時|原来|之前|早在|\d{4}年"
        r"|昨年|一昨年|これまで|かつて|以前|従来|もともと|長く|毎年|すでに|年(?:\d+月)?(?:以来|以降)"
    ),
)
# What was before the news, said first: such a sentence is background even with a figure.
EARLIER: Final = Signs(
    lazy_regex(
        r"^[\"“]?(?:Previously|Formerly|Earlier,|In the past|Until (?:then|now|recently)"
        r"|Before (?:the|that|then)|\w+ (?:years|decades) ago)\b"
    ),
    lazy_regex(
        r"^(?:앞서|이전에|예전|과거|그동안|당시|종전|한때|그 전에|(?:\d+|수|몇) ?년 전)"
        r"|^(?:此前|以前|之前|在此之前|在那之前|过去|過去|当时|當時|早在|原来|[\d几幾数數二两兩三四五六七八九十]+年前)"
        r"|^(?:これまで|それまで|かつて|以前|従来|当時|もともと)"
    ),
)
# The year before, said first: background unless the headline is about that year.
LAST_YEAR: Final = Signs(
    lazy_regex(r"^[\"“]?(?:Last year|The year before|A year (?:ago|earlier)|In (?:19|20)\d\d)\b"),
    lazy_regex(r"^(?:지난해|작년|재작년|去年|前年|上年|昨年|一昨年|前の年|(?:19|20)\d\d[년年])"),
)
A_YEAR: Final = lazy_regex(
    r"[Ll]ast year|[Aa]nnual|[Yy]ear|(?:19|20)\d\d|지난해|작년|연간|년|去年|全年|年度|年|昨年|前年"
)
QUESTION: Final = Signs(
    lazy_regex(r"\?[\"'”’]?\s*$|\basked (?:if|whether|about)\b"),
    lazy_regex(
        r"[?？][\"”」』]?\s*$|질문에|(?:는지|냐고) 물었"
        r"|记者(?:提?问|询问)|記者(?:提?問|詢問)"
        r"|と(?:質問|尋ね)"
    ),
)
RULE: Final = Signs(
    lazy_regex(
        r"\b(?:[Rr]esolutions?|Security Council|UN sanctions|U\.N\. sanctions|[Ss]anctions)\b.{0,120}"
        r"\b(?:prohibits?|prohibited|bans?|bars?|barred|forbids?|forbidden|requires?|restrict(?:s|ed)?"
        r"|limit(?:s|ed)?|cap(?:s|ped)?|outlaw(?:s|ed)?)\b"
        r"|\b(?:may not|must not|(?:is|are|was|were|been) (?:banned|barred|prohibited|forbidden|not allowed)"
        r"|in violation of|violat(?:es?|ing|ion of))\b.{0,120}"
        r"\b(?:[Rr]esolutions?|Security Council|UN sanctions|U\.N\. sanctions)\b"
        r"|\bMember States shall\b"
    ),
    lazy_regex(
        r"결의.{0,60}(?:금지|제한|불허|위반)|(?:금지|제한|위반).{0,40}결의"
        r"|(?:决议|決議).{0,50}(?:禁止|不得|限制|规定|規定|禁じ|違反|禁输|禁輸)"
        r"|(?:禁止|违反|違反|禁じ).{0,40}(?:决议|決議)"
    ),
)
# What is forbidden is said beside what was done all the same: "although sanctions forbid it".
CONCEDED: Final = Signs(
    lazy_regex(r"\b(?:[Aa]lthough|[Tt]hough|[Dd]espite|[Ii]n (?:defiance|spite|breach) of)\b"),
    lazy_regex(
        r"불구하고|했지만|되지만|됐지만|어기고|아랑곳|尽管|儘管|虽然|雖然|不顾|不顧|无视|無視|にもかかわらず|に反し|のに、"
    ),
)
# A headline on what is allowed or forbidden: then a sentence that says so is the news.
ABOUT_RULES: Final = lazy_regex(
    r"[Rr]esolution|Security Council|결의|안보리|决议|決議|安理会|安理會|安保理"
    r"|\b(?:[Bb]an(?:s|ned)?|[Rr]estrict(?:s|ed|ions?)?|[Ll]imit(?:s|ed)?|[Cc]urbs?|[Ee]mbargo)\b"
    r"|금지|제한|금수|禁止|限制|制限|禁运|禁運|禁輸"
)
OTHER_COUNTRY: Final = Signs(
    lazy_regex(
        r"\b(?:Trump|Washington|United States|U\.?S\.?|American|Seoul|South Korea|Japan|Russia|Moscow|Tokyo)"
    ),
    lazy_regex(
        r"한국|미국|일본|러시아|서울"
        r"|韩国|韓國|美国|美國|日本|俄罗斯|俄羅斯"
        r"|韓国|米国|ロシア"
    ),
)
# What is so in general: what a place is, how much depends on a trade. No news, though often with a figure.
STATIC: Final = Signs(
    lazy_regex(
        r"\b(?:accounts? for|depends? (?:heavily |almost entirely )?on|rel(?:y|ies) (?:heavily )?on"
        r"|(?:is|are) (?:the|a|an|one of the|home to|known|located|situated|well known|considered)"
        r"|has long been|have long|serves? as|acts? as|lies|faces)\b"
    ),
    lazy_regex(
        r"널리 알려져|꼽힌다|불린다|거점이다|지역이다|도시다|곳이다|의존[한하]|차지[한하]"
        r"|(?:가운데|중) 하나[다로였]|마주하|마주 ?보|맞닿|[곳데]에 있다|(?:문건|제도|기관|항구|관문)이[다며]"
        r"|之一[。，,；]"
        r"|位于|位於|坐落|隔江相望|毗邻|毗鄰|众所周知|眾所周知|被称为|被稱為|接壤|[是為为](?:中国|中國|朝鲜|朝鮮|北韓)(?:最|对|對|重要|主要|的)"
        r"|と呼ばれ|として知られ|に位置|とは、|目安|を占め|に面し|と接する|(?<!ため)(?<!まま)である。|向かい合|向き合う"
        r"|の(?:一つ|ひとつ|1つ)(?:だ|で|となっ)"
    ),
)
# A picture's caption or credit that was left in the text.
CAPTION: Final = Signs(
    lazy_regex(
        r"\([^()]*\b(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Ff]ile)s?\b[^()]*\)[\s.]*$|^(?:Photo|Image|Picture|FILE)\b"
        r"|\b(?:this|file|undated) (?:file )?(?:photo|image|picture)\b|\b[Pp]hoto(?: by|graph by|:)"
        r"|^(?:Image|Photo) (?:courtesy|credit)"
        # In the present tense, with the day it was taken at the end.
        r"|\b(?:stands?|sits?|walks?|waits?|looks?|rides?|cross(?:es)?|pass(?:es)?|gathers?|plows?"
        r"|unloads?|(?:is|are) seen)\b.*\b[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d[.)]*$"
    ),
    lazy_regex(
        r"/\s?사진|\[?사진\s?[=:]|[(（〈<]사진|사진\s?제공|자료\s?사진|[ⓒ©].{0,20}$|갈무리[)）]"
        r"|资料图|資料圖|资料照|資料照|(?:^|[·）)】，,\s])[图圖][为為:：]|^[图圖]/|[图圖]片来源|圖片來源|[摄攝][)）]?[。.]?\s*$"
        r"|Photo by|撮影(?:アジアプレス)?[)）]?。?\s*$|(?:写真|画像)(?:[:：=＝は]|提供)|[(（]写真"
    ),
)
_YEAR: Final = r"20(?:19|2\d)"
# A closed border as the background of other news: when it was closed, since when, what came after it.
PAST_CLOSURE: Final = Signs(
    lazy_regex(
        r"\b(?:[Ss]ince|[Aa]fter|[Bb]efore|[Uu]ntil|[Ww]hen)\b[^.;]{0,60}"
        r"\b(?:clos|shut|seal|lockdown|locked down)"
        rf"|\b(?:clos|shut|seal|lockdown|locked down)[^.;]{{0,80}}\b(?:in|since|from)\b[^.;]{{0,20}}{_YEAR}"
        rf"|\b(?:[Ii]n|[Ss]ince) [^.;]{{0,20}}{_YEAR}[^.;]{{0,60}}\b(?:clos|shut|seal|lockdown)"
    ),
    lazy_regex(
        r"(?:봉쇄|폐쇄|차단|닫)[^.。]{0,8}(?:이후|이래|뒤|후|만에|여파|\d+년)"
        rf"|(?:{_YEAR}년|지난해|작년|재작년)[^.。]{{0,40}}(?:봉쇄|폐쇄|차단|닫)"
        rf"|(?:{_YEAR}年|去年|前年|今年初)[^。]{{0,40}}(?:封锁|封鎖|关闭|關閉|封闭|封閉|封关|封關)"
        r"|(?:封锁|封鎖|关闭|關閉|封闭|封閉|封关|封關)[^。]{0,8}(?:以来|以來|之后|之後|后|後|期间|期間|至今)"
        rf"|(?:{_YEAR}年|昨年|一昨年)[^。]{{0,50}}(?:封鎖|閉鎖|閉ざ|閉じ)"
        r"|(?:封鎖|閉鎖|閉ざ|閉じ)[^。]{0,10}(?:以来|以降|後)"
    ),
    words=_words(
        *("clos", "shut", "seal", "lock", "봉쇄", "폐쇄", "차단", "닫"),
        *("封", "关闭", "關閉", "閉"),
    ),
)
_EPIDEMIC: Final = r"(?:[Cc]ovid|COVID|coronavirus|pandemic|epidemic|virus|outbreak)"
_EPIDEMIC_WORDS: Final = (
    *("OVID", "ovid", "virus", "demic", "outbreak"),
    *("코로나", "전염병", "감염병", "팬데믹", "疫情", "新冠", "肺炎", "コロナ", "感染症", "パンデミック"),
)
# An epidemic as the background of other news: what was before it or has been since it, what it once stopped.
PAST_EPIDEMIC: Final = Signs(
    lazy_regex(
        rf"\b(?:[Ss]ince|[Aa]fter|[Bb]efore|[Uu]ntil|[Dd]uring|pre|post)\b[^.;]{{0,60}}{_EPIDEMIC}"
        rf"|\b(?:[Ii]n|[Ss]ince|from)\b[^.;]{{0,20}}{_YEAR}[^.;]{{0,120}}{_EPIDEMIC}"
        rf"|{_EPIDEMIC}[^.;]{{0,120}}\b(?:in|since|from)\b[^.;]{{0,20}}{_YEAR}"
    ),
    lazy_regex(
        r"코로나(?:19)?[^.]{0,12}(?:이전|이후|이래|기간|전까지|사태|때|시기|직전|뒤|여파)"
        rf"|(?:{_YEAR}년|지난해|작년|재작년)[^.]{{0,60}}(?:코로나|감염병|전염병|팬데믹)"
        rf"|(?:코로나|감염병|전염병|팬데믹)[^.]{{0,40}}(?:{_YEAR}년|\d+년 만에|년여 만|개월 만)"
        r"|(?:疫情|新冠|肺炎)[^。]{0,6}(?:前|后|後|以来|以來|期间|期間|爆发|爆發)"
        rf"|(?:{_YEAR}年|去年|前年|自|曾)[^。]{{0,40}}(?:疫情|新冠|肺炎)"
        rf"|(?:疫情|新冠|肺炎)[^。]{{0,40}}(?:{_YEAR}年|后|後|\d+[年天個个])"
        r"|(?:コロナ|パンデミック|感染症)[^。]{0,10}(?:前|後|以降|以来|禍|鎖国|まで)"
        rf"|(?:{_YEAR}年|昨年|一昨年)[^。]{{0,60}}(?:コロナ|感染症|パンデミック)"
        rf"|(?:コロナ|感染症|パンデミック)[^。]{{0,60}}(?:{_YEAR}年|年ぶり|[カか]月ぶり)"
    ),
    words=_words(*_EPIDEMIC_WORDS),
)
# What is done about an epidemic, or how many have it: never mere background.
OF_EPIDEMIC: Final = Signs(
    lazy_regex(r"\b(?:quarantin|disinfect|vaccin|infect|cases\b|patients\b|tested\b)"),
    lazy_regex(
        r"방역|검역|소독|격리|백신|확진|감염자"
        r"|隔离|隔離|消毒|检疫|檢疫|検疫|防疫|病例|确诊|確診|疫苗|检测|檢測|感染者|ワクチン|検査"
    ),
)

# Smuggling as what a fence or a rule is to prevent: a purpose, while a crackdown on it is news.
PREVENTED_SMUGGLING: Final = Signs(
    lazy_regex(
        r"\b(?:to|for|at|against|the) "
        r"(?:prevent(?:ing|ion of)?|stop(?:ping)?|deter(?:ring)?|keep(?:ing)? out)\b[^.;]{0,50}\bsmuggl"
    ),
    lazy_regex(
        r"밀(?:수|무역)[^.。]{0,10}"
        r"(?:막으려|막기 ?위|막고자|막는 (?:시설|장치)|차단하(?:려|기 ?위)|차단을 위|방지)"
        r"|(?:[为為](?:了)?|以|旨在|用[于於來来])(?:防止|阻止|防范|防範|预防|預防|杜绝|杜絕)[^。；]{0,14}走私"
        r"|密(?:輸|貿易)[^。]{0,10}(?:防ぐ(?:ため|目的|狙い|ねらい)|防止|阻止する(?:ため|目的|狙い|ねらい))"
    ),
    words=_words("smuggl", "밀수", "밀무역", "走私", "密輸", "密貿易"),
)

# Those that say how quotable a sentence is.
_OF_QUOTES: Final[Mapping[str, Signs]] = {
    "amount": AMOUNT,
    "attributed": ATTRIBUTED,
    "background": BACKGROUND,
    "earlier": EARLIER,
    "last year": LAST_YEAR,
    "question": QUESTION,
    "rule": RULE,
    "conceded": CONCEDED,
    "other country": OTHER_COUNTRY,
    "static": STATIC,
    "caption": CAPTION,
}


class _Group:
    """Patterns of one script: a pass over a sentence selects the few that are tried."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        self._prefilter = Prefilter(list(patterns.values()))
        self._search = {
            1 << number: (name, pattern.search) for number, (name, pattern) in enumerate(patterns.items())
        }

    def find(self, text: str) -> set[str]:
        """Names of the patterns that match."""
        possible = self._prefilter.possible(text)
        found = set()
        while possible:
            bit = possible & -possible
            possible ^= bit
            name, search = self._search[bit]
            if search(text):
                found.add(name)
        return found


@cache
def _groups() -> tuple[_Group, _Group]:
    """The signs of quotes for a sentence in Latin script, and for any other."""
    return (
        _Group({name: signs.latin for name, signs in _OF_QUOTES.items()}),
        _Group({name: signs.east_asian for name, signs in _OF_QUOTES.items()}),
    )


def signs_of_quotes(text: str, *, is_latin: bool) -> set[str]:
    """Names of the signs in a sentence that say how quotable it is: "amount", "attributed" and others."""
    latin, east_asian = _groups()
    return (latin if is_latin else east_asian).find(text)
