"""Whether a sentence asserts an opening: where any condition fails, nothing is said to be open. Pure.

An opening that is read wrongly is the worst mistake, so a sign of one is not enough. The sentence must not
ask, deny, suppose, remember or show it in a picture; a clause with the sign must be free of purpose, wish,
plan and name.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from classifier.facts.status.concepts import concepts
from classifier.facts.status.signs import Signs
from yaluwatch.patterns import lazy_regex

# Concepts beside which nothing is asserted, wherever in the sentence they stand.
_UNREAL: Final = frozenset(("modal", "ask", "deny", "cond"))
# Concepts of traffic that passes.
_MOVING: Final = frozenset(("move", "open"))
# The same of a sentence that the weights are sure of: goes on as usual, is back to normal.
_GOING_ON: Final = _MOVING | {"again", "still"}
_CLAUSE_END = lazy_regex(r"[,;，；、：:]|\s[-–—]\s|——")
# Not what they look like: 전면 개방 is no condition, 에 따르면 and によれば say who says it, 原料 no guess.
_HARMLESS = lazy_regex(
    r"(?<=\s)May\b|\bfirst\s(?:known|confirmed)|known\sas|reportedly|provided\sby"
    r"|[전정측화양국방장표도후직내외평수]면(?!\s?하|\s?된)|(?:따르|의하)면|면서|면[담회적세제허]|에\s?따라"
    r"|[材原肥饲飼燃布塑资資面饮飲调調]料|料理|[访訪][问問]|[问問][题題]|[顾顧慰][问問]|若干|[援引][^，。]{0,14}的[话話]"
    r"|によれば|もたら|なら(?:な|び|ず)|次第に|可能にな|素晴らしい"
)
# Seen from above: such pictures are reports.
_FROM_ABOVE = lazy_regex(r"satellite|위성|卫星|衛星", re.IGNORECASE)
#: Pictures, maps, guides, plays and drills: they show what is not, or no longer, so.
_SHOWN: Final[Mapping[str, re.Pattern[str]]] = {
    "en": lazy_regex(
        r"\b(?:brochures?|leaflets?|guide\s?books?|posters?|postcards?|paintings?|drawings?|maps?|novels?|films?"
        r"|movies?|dramas?|(?:a|the|this|old)\ssongs?|footage|videos?|clips?|photo(?:s|graphs?)?|pictures?|images?|replica|scale\smodel"
        r"|drills?|rehearsals?|simulat\w+|exercises?|slogans?|billboards?|advertis\w+|archive\s\w+|memoirs?|legend|(?:an?|the|this|school)\s(?:\w+\s)?play|skits?|staged)\b"
    ),
    "ko": lazy_regex(
        r"사진|동영상|영상|화면에는|지도|안내서|안내문|책자|소설|영화|드라마|노래|그림|모형|구호|광고|포스터|훈련|모의|예행|회고록|선전물|연극|촌극|공연|동화"
    ),
    "zh": lazy_regex(
        r"照片|相片|图片|圖片|视频|視頻|影像|画面|畫面|地图|地圖|手册|手冊|小说|小說|电影|電影|电视剧|歌曲|画作|模型|口号|口號|标语"
        r"|標語|广告|廣告|海报|海報|演练|演練|演习|演習|彩排|回忆录|宣传册|老歌|短剧|短劇|话剧|話劇|小品|演出|》[里中裡]"
    ),
    "ja": lazy_regex(
        r"写真|動画|映像|画像|地図|案内書|冊子|パンフレット|小説|映画|ドラマ|歌詞|絵画|絵はがき|模型|標語|スローガン|広告|ポスター|訓練"
        r"|演習|リハーサル|回顧録|ガイドブック|芝居|演劇|童話"
    ),
}
#: Anywhere: the last one to cross, one that turned back or did not leave, what somebody remembers or dreams.
_OVER: Final = lazy_regex(
    r"\blast\s(?:left|ran|crossed|came|rolled|passed|pulled|went|drove|entered)\b|\b(?:went|came|sent|drove)\sback\sempty"
    r"|\bturned\s(?:back|around)\b|마지막으로|되돌아(?:갔|왔)|最[后後]一[列辆輛班批趟艘]|折返|掉[头頭]|最後に|空で(?:戻|引き返)"
    r"|\b(?:remember(?:s|ed)?|recall(?:s|ed)?|nostalg\w+|reminisc\w+)\b|시절|그리워|회상|떠올(?:린|렸|리)|[记記]得|[怀懷]念|回[忆憶]"
    r"|懐かし|思い出す|思い起こ|\b(?:dream|daydream)\w*|꿈(?:에|을|속|꾸|꿨)|[梦夢]"
    r"|\bput(?:ting)?\soff\s(?:\w+\s)?(?:leav|depart|journey|trip)|\b(?:postpon|delay|cancel)\w*\s(?:\w+\s)?(?:departure|journey|trip)"
    r"|(?:출발|운행|출항)을?\s?(?:미[루룬뤄뤘]|보류|연기|포기)|(?:推[迟遲]|[暂暫][缓緩]|取消|放[弃棄])(?:出[发發港]|[发發][车車]|[启啟]程)"
    r"|(?:出発|発車|出港)を(?:見合わせ|延期|取りやめ|断念)"
)
#: In a clause: purpose, names and comparisons, and what only makes ready.
_DOUBT: Final[Mapping[str, re.Pattern[str]]] = {
    "en": lazy_regex(
        r"\b(?:in\sorder\sto|so\sthat|so\sas\sto|designed\sto|meant\sto|intended\sto|enough\sto|able\sto\sdo\sso"
        r"|as\sif|as\sthough|like\sa\b|call(?:s|ed)?\sit|known\sas|nicknamed|dubbed|so-called|supposed(?:ly)?|theoretical\w*"
        r"|on\spaper|in\stheory|officially\sopen\sbut|is\sto\s(?!date)|are\sto\s|were\sto\s|was\sto\s|ought\sto|should\b"
        r"|had\s(?:crossed|gone|come|run(?!\sout)|passed|travelled|walked|driven)\b"
        r"|would\b|(?:is|are|was|were|be|all|now)\sready\b|ready\s(?:to|for)|in\splace\s(?:to|for)|prepar\w+|rehears\w+"
        r"|awaits?\b|awaiting|until\s(?:it|now|then|recently|19|20)\w*"
        r"|no\ssooner|far\sfrom|anything\sbut|hardly|barely|scarcely|tested\b|trial\srun)"
    ),
    "ko": lazy_regex(
        r"위해|위한|위하여|도록|려고|려는|려면|(?<!평소)(?<!예전)(?<!전)처럼|듯이|불리|일컫|이름|별명|라는\s(?:말|소리|구호|이름)|준비|채비|대비|태세|갖[췄춘추]|시험|전망|예상|기대"
        r"|이론상|서류상|명목상|말뿐|계획|추진|목표|구상"
    ),
    "zh": lazy_regex(
        r"以便|以供|为了|為了|旨在|用于|用以|仿佛|好像|好似|如同|就像|号称|號稱|称为|稱為|叫作|叫做|所谓|所謂|名义上|名義上|理论上"
        r"|准备|準備|筹备|籌備|就[绪緒]|试(?:通车|运行|航)|力争|争取|待[^，。]{0,8}后|打算|本该|本應|原定|原拟"
    ),
    "ja": lazy_regex(
        r"ために|ための|ように(?!な)|まるで|かのよう|と呼ばれ|と称|いわゆる|名ばかり|名目上|建前|理論上|準備|備え|試験|試運転|はずだ|はずの"
        r"|べきだ|つもり|構想|目標|目指|見込|用意が|[態体]勢[がを]"
    ),
}
_WISH: Final[Mapping[str, re.Pattern[str]]] = {
    "en": lazy_regex(
        r"\b(?:hop(?:e|es|ed|ing)|wish\w*|wants?|wanted|urg\w+|demand\w*|ask(?:s|ed|ing)|request\w*|dream\w*)\b"
    ),
    "ko": lazy_regex(r"희망|바라|바란|촉구|요구|요청|원하|원한|호소|건의|곧\s"),
    "zh": lazy_regex(r"希望|盼|呼吁|呼籲|要求|请求|請求|建议|建議|渴望|即将|即將"),
    "ja": lazy_regex(r"望んで|願|要請|訴え|呼びかけ|提案|要望|求め|まもなく|間もなく"),
}
#: A few words between quotation marks: a name, a slogan, not what happens.
_NAMED: Final = lazy_regex(r"[“\"‘「『《][^“”\"‘’「」『』《》。.]{1,24}[”\"’」』》]")


def asserts_opening(sentence: str, part: str, language: str, signs: Signs) -> bool:
    """Whether a part of a sentence asserts that a crossing is open; `part` is a stretch of `sentence`."""
    if not _is_real(sentence, language):
        return False
    return any(_is_plain(clause, language) for clause in _clauses(part) if _opens(clause, signs))


def asserts_movement(sentence: str, language: str, *, is_sure: bool = False) -> bool:
    """Whether a sentence asserts that something moves or opens, by words alone.

    `is_sure`: whether it is known to be about an opening, so that words for going on are enough.
    """
    words = _GOING_ON if is_sure else _MOVING
    if not _is_real(sentence, language):
        return False
    moving = (clause for clause in _clauses(sentence) if not words.isdisjoint(concepts(clause, language)))
    return any(_is_plain(clause, language) for clause in moving)


def _is_real(sentence: str, language: str) -> bool:
    """Whether a sentence does not ask, deny, suppose, remember or show a picture."""
    found = concepts(_HARMLESS.sub(" ", sentence), language)
    if not _UNREAL.isdisjoint(found) or _OVER.search(sentence.lower()):
        return False
    return not _SHOWN[language].search(sentence.lower()) or _FROM_ABOVE.search(sentence) is not None


def _is_plain(clause: str, language: str) -> bool:
    return not _DOUBT[language].search(clause) and not _WISH[language].search(clause)


def _opens(clause: str, signs: Signs) -> bool:
    plain = signs.aside.sub(" ", _NAMED.sub(" ", clause))
    return any(pattern.search(plain) for pattern in (signs.opened, signs.moves, signs.not_closed))


def _clauses(part: str) -> Iterator[str]:
    first = 0
    lower = part.lower()
    for cut in _CLAUSE_END.finditer(lower):
        yield lower[first : cut.end()]
        first = cut.end()
    yield lower[first:]
