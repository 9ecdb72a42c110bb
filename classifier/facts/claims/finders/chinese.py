"""Who speaks in Chinese sentences."""

import re
from collections.abc import Iterator

from classifier.facts.claims.finders.quoted import Found, is_quoted
from classifier.facts.prefilter import prefiltered
from yaluwatch.patterns import lazy_regex

_ZH_VERBS = lazy_regex(
    r"(?:表示|[声聲]?(?<!被)[称稱](?![为為赞讚])|(?<![所来來])[说說](?![明法服])|指出|[强強][调調]|介[绍紹]"
    r"|[认認][为為]|[报報][道导導]|披露|透露|宣布|[通公]报(?!材料|批|[会會])称?"
    r"|回[应應]|[统統][计計](?=[，显顯])|[发發]布|公布|[显顯]示|引述|援引|主[张張]|呼[吁籲]|否[认認]"
    r"|(?<![得获獲被待经經])(?<!得到)(?:[证證][实實]|[确確][认認])|告[诉訴]|[举舉給给]出的?(?:原因"
    r"|理由|答案|解[释釋]|[说說]法|[数數]字)|[反]?[驳駁](?:斥|了)|[辟闢]謠|[辟闢]谣|[补補]充|坦言|直言|重申"
    r"|判[断斷](?=[，：])|抱怨|反映(?!出|了)|[报報]告[说說称稱]|感[叹嘆慨]|坦承|承[认認]|警告(?!信|牌)|形容|[预預][测測](?![值中])"
    r"|[转轉]述|提醒|供[述称稱]|作[证證]|[评評][论論][说說称稱道]|分析[说說称稱道]|解[释釋][说說称稱道]"
    r"|推[测測]|估[计計]|回[忆憶](?=[道说說]|$|[，。])|吐[露槽]|[诉訴]苦|[叹嘆]息)"
)
# Tried only where one of its words stands.
(_ZH_VERB,) = prefiltered((_ZH_VERBS,))
# 当地居民 are somebody, 当 and 在 begin a clause.
_ZH_NOBODY = lazy_regex(r"(?:在(?!华|華|朝)|从|從|按|根|[当當](?![地局])|若|如|但|直|[称稱說说](?!职|職))")
_ZH_NO_END = lazy_regex(
    r"必[须須]|不得|[应應][当當]|追[问問]|[询詢][问問]|要求|等待|有待|^(?:[会會][上议議]|文中"
    r"|[报報]告中|[并並]且?)$|(?:[没沒]有|被|未|不|[无無]法|[会會]|[将將]|要|可|[应應]|得到|首次|最[后後])$"
)
# In the clause of a verb, from its start or from 据.
_ZH_CLAUSE = lazy_regex(r"[，。；：”」!！]|,(?!\d)")
_ZH_FROM = lazy_regex(r"[据據](?!此|悉|说|說)")
_ZH_WHO = lazy_regex(
    r"(?:不[过過]|但是?|然而|此外|另外|因此|所以|而|[并並]且|同[时時]|最[后後]"
    r"|[据據])?(?P<who>(?:[^，。；：“”「」！\s]|(?<=[A-Za-z])\s(?=[A-Za-z])){1,28}?)\s?"
    r"(?:的?(?:[数數]据|数据|[统統][计計]|[报報]告)?(?:同[时時]|才|仍|都|均|一再|多次|[过過]去|曾"
    r"|再次|[随隨][后後]|稍早|也曾|还|還|也|并|並|则|則|又|今日|今天|当天|當天|上周首次|首次|只|供"
    r"|受[访訪][时時]|接受[^，。]{0,12}[时時]"
    r"|向[^，。]{1,8}|[对對](?:[^，。没沒未不]){1,8}|正式|公[开開]|明[确確]|日前|近日|昨[日天]"
    r"|(?:(?:[今去本]|\d{4})年)?(?:\d{1,2}月)?\d{1,2}日|(?:(?:[今去本]|\d{4})年)?\d{1,2}月(?:份)?|于(?=[^，。]{0,3}(?:[日月年周天]|昨|今))[^，。]{0,10}|周[一二三四五六日]|在[^，。的]{0,12}|對此|对此|通过[^，。]{0,10})?)*$"
)


def chinese_speakers(sentence: str) -> Iterator[Found]:
    """Who speaks in a sentence, most likely first."""
    for verb in _ZH_VERB.finditer(sentence):
        if is_quoted(sentence, verb.start(), "“”") or is_quoted(sentence, verb.start(), "「」"):
            continue
        match = _chinese_subject(sentence, verb.start())
        if match:
            who = match["who"]
            if who.count("（") > who.count("）"):
                # （韩国称…）: another name.
                continue
            if _ZH_NOBODY.match(who) or _ZH_NO_END.search(who):
                continue
            yield (
                match.start("who"),
                match.end("who"),
                who in {"他", "她", "他们", "他們", "其"} or who.endswith("地"),
            )


def _chinese_subject(sentence: str, end: int) -> re.Match[str] | None:
    start = max((boundary.end() for boundary in _ZH_CLAUSE.finditer(sentence, 0, end)), default=0)
    origin = _ZH_FROM.search(sentence, start, end)
    return _ZH_WHO.match(sentence, origin.end() if origin else start, end)
